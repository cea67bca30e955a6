/** `npm run` and what shares its way of running: pre and post scripts, the environment, the message for a missing one. */
import { isSet } from './args.ts';
import { closest } from './closest-name.ts';
import { print, type CommandContext } from './command.ts';
import { NPM_VERSION } from './install-report.ts';
import type { Manifest } from './manifest.ts';
import { NpmError } from './npm-error.ts';
import { readPackageFile } from './package-json.ts';
import { ancestors } from './paths.ts';
import type { NpmHost } from './ports.ts';

export interface ScriptRequest {
  /** The package's folder. */
  cwd: string;
  name: string;
  args: string[];
  /** A missing script is no error. */
  optional?: boolean;
  silent?: boolean;
}

export async function runCommand(context: CommandContext): Promise<number> {
  const { host, args, prefix } = context;
  const [name, ...words] = args.words;
  if (name === undefined) return listScripts(host, prefix);
  return runScript(host, {
    cwd: prefix,
    name,
    args: [...words, ...args.rest],
    optional: isSet(args, 'if-present'),
    silent: isSet(args, 'silent') || args.flags.get('loglevel') === 'silent',
  });
}

/** `npm test`, `npm start`, … */
export function scriptCommand(name: string) {
  return (context: CommandContext): Promise<number> =>
    runCommand({ ...context, args: { ...context.args, words: [name, ...context.args.words] } });
}

export async function restartCommand(context: CommandContext): Promise<number> {
  const { host, prefix } = context;
  const scripts = readPackageFile(host.fs, `${prefix}/package.json`)?.manifest.scripts ?? {};
  if (scripts['restart'] !== undefined) return scriptCommand('restart')(context);
  const stopped = await runScript(host, { cwd: prefix, name: 'stop', args: [], optional: true });
  return stopped === 0 ? scriptCommand('start')(context) : stopped;
}

export async function runScript(host: NpmHost, request: ScriptRequest): Promise<number> {
  const file = readPackageFile(host.fs, `${request.cwd}/package.json`);
  if (file === undefined) {
    throw new NpmError(
      'ENOENT',
      `Could not read package.json: Error: ENOENT: no such file or directory, open '${request.cwd}/package.json'`,
    );
  }
  const { manifest } = file;
  const scripts = scriptsOf(host, request.cwd, manifest);
  if (scripts[request.name] === undefined) {
    if (request.optional === true) return 0;
    throw missingScript(request.name, scripts);
  }
  for (const event of [`pre${request.name}`, request.name, `post${request.name}`]) {
    const script = scripts[event];
    if (script === undefined) continue;
    const args = event === request.name ? request.args : [];
    const command = [script, ...args.map(quote)].join(' ');
    if (request.silent !== true) banner(host, manifest, event, command);
    const code = await host.spawn(command, {
      cwd: request.cwd,
      env: scriptEnv(host, request.cwd, manifest, event, script),
    });
    if (code !== 0) return code;
  }
  return 0;
}

function scriptsOf(host: NpmHost, cwd: string, manifest: Manifest): Record<string, string> {
  const scripts: Record<string, string> = { ...manifest.scripts };
  if (scripts['start'] === undefined && host.fs.tryStat(`${cwd}/server.js`) !== undefined) {
    scripts['start'] = 'node server.js';
  }
  return scripts;
}

function banner(host: NpmHost, manifest: Manifest, event: string, command: string): void {
  const id = [manifest.name, manifest.version].filter((part) => part !== undefined).join('@');
  host.stdout.write(`\n> ${id === '' ? event : `${id} ${event}`}\n> ${command}\n\n`);
}

/** What npm gives a script: its own variables and every node_modules/.bin up to the root. */
export function scriptEnv(
  host: NpmHost,
  cwd: string,
  manifest: Manifest,
  event: string,
  script: string,
): Record<string, string> {
  const env: Record<string, string> = {
    ...host.env,
    npm_command: host.env['npm_command'] ?? 'run-script',
    npm_lifecycle_event: event,
    npm_lifecycle_script: script,
    npm_package_json: `${cwd}/package.json`,
    npm_execpath: host.env['npm_execpath'] ?? '/usr/bin/npm',
    npm_node_execpath: host.env['npm_node_execpath'] ?? '/usr/bin/node',
    npm_config_user_agent: `npm/${NPM_VERSION} node/v${host.nodeVersion} linux wasm32 workspaces/false`,
    npm_config_local_prefix: cwd,
    INIT_CWD: host.env['INIT_CWD'] ?? host.cwd,
    NODE: host.env['NODE'] ?? '/usr/bin/node',
    PATH: binPath(cwd, host.env['PATH'] ?? ''),
  };
  for (const key of ['name', 'version', 'type', 'main', 'config', 'engines', 'bin']) {
    flatten(env, `npm_package_${key}`, manifest[key]);
  }
  return env;
}

export function binPath(cwd: string, path: string): string {
  const folders = [...ancestors(cwd)]
    .filter((dir) => !dir.endsWith('/node_modules'))
    .map((dir) => `${dir === '/' ? '' : dir}/node_modules/.bin`);
  return [...folders, path].filter((part) => part !== '').join(':');
}

function flatten(env: Record<string, string>, name: string, value: unknown): void {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    env[name] = String(value);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value))
      flatten(env, `${name}_${key.replace(/[^a-zA-Z0-9_]/g, '_')}`, item);
  }
}

export function quote(arg: string): string {
  return arg !== '' && /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`;
}

function missingScript(name: string, scripts: Record<string, string>): NpmError {
  const near = closest(name, Object.keys(scripts), Math.max(2, Math.floor(name.length / 3)));
  return new NpmError(
    '',
    `Missing script: "${name}"`,
    ...(near === undefined
      ? []
      : ['', 'Did you mean this?', `  npm run ${near} # run the "${near}" package script`]),
    '',
    'To see a list of scripts, run:',
    '  npm run',
  );
}

const LIFECYCLE = new Set([
  'test',
  'start',
  'stop',
  'restart',
  'install',
  'preinstall',
  'postinstall',
  'prepare',
  'prepublish',
]);

function listScripts(host: NpmHost, prefix: string): number {
  const manifest = readPackageFile(host.fs, `${prefix}/package.json`)?.manifest ?? {};
  const scripts = Object.entries(manifest.scripts ?? {});
  if (scripts.length === 0) return 0;
  const id = [manifest.name, manifest.version].filter((part) => part !== undefined).join('@');
  const lines: string[] = [];
  const section = (title: string, wanted: boolean): void => {
    const those = scripts.filter(
      ([name]) => LIFECYCLE.has(name.replace(/^(?:pre|post)(?=test|start|stop|restart)/, '')) === wanted,
    );
    if (those.length > 0)
      lines.push(title, ...those.flatMap(([name, script]) => [`  ${name}`, `    ${script}`]));
  };
  section(`Lifecycle scripts included in ${id}:`, true);
  if (lines.length > 0 && scripts.some(([name]) => !LIFECYCLE.has(name))) lines.push('');
  section(`available via \`npm run\`:`, false);
  print(host, ...lines);
  return 0;
}
