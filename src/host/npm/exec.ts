/** `npx`, `npm exec`, `npm create`: a command of the project, or of a package fetched for the occasion. */
import { isSet, valueOf, type Args } from './args.ts';
import type { CommandContext } from './command.ts';
import { install } from './install.ts';
import { readWanted } from './install-commands.ts';
import { readHiddenLockfile } from './lockfile.ts';
import { binsOf } from './manifest.ts';
import { NpmError } from './npm-error.ts';
import { readPackageFile, writeText } from './package-json.ts';
import { ancestors } from './paths.ts';
import type { NpmHost } from './ports.ts';
import { binPath, quote, scriptEnv } from './run-script.ts';
import { SaveRequest, type Wanted } from './save-deps.ts';

export async function execCommand(context: CommandContext): Promise<number> {
  const { host, args, prefix } = context;
  const packages = (valueOf(args, 'package') ?? '').split(',').filter(Boolean);
  const call = valueOf(args, 'call');
  const [first, ...words] = args.words;
  if (call === undefined && first === undefined) {
    throw new NpmError('EUSAGE', 'npx needs a command: npx <pkg>[@<version>] [args...]');
  }
  const given = [...words, ...args.rest];
  if (call !== undefined) {
    const bin = packages.length > 0 ? await cached(host, args, packages) : undefined;
    return run(host, prefix, call, bin === undefined ? [] : [bin.folder]);
  }
  const command = first ?? '';
  if (packages.length === 0) {
    const wanted = readWanted(host, command);
    const local = wanted.spec === '' ? localBin(host, prefix, wanted.name) : undefined;
    if (local !== undefined) return run(host, prefix, [local, ...given].map(quote).join(' '), []);
    const fetched = await cached(host, args, [command]);
    const bin = chooseBin(host, fetched.cwd, wanted);
    return run(host, prefix, [bin, ...given].map(quote).join(' '), [fetched.folder]);
  }
  const present = packages.every((word) => isInstalled(host, prefix, readWanted(host, word)));
  const folders = present ? [] : [(await cached(host, args, packages)).folder];
  return run(host, prefix, [command, ...given].map(quote).join(' '), folders);
}

/** `npm create vite@latest x` runs `create-vite@latest`; `npm init` without a name writes a package.json. */
export function initializerOf(word: string): string {
  if (/^(?:\.{0,2}\/|https?:)/.test(word)) return word;
  if (word.startsWith('@')) {
    const [, scope = '', name, version = ''] = /^(@[^/@]+)(?:\/([^@]+))?(@.+)?$/.exec(word) ?? [];
    return `${scope}/create${name === undefined ? '' : `-${name}`}${version}`;
  }
  return `create-${word}`;
}

function run(host: NpmHost, prefix: string, command: string, folders: string[]): Promise<number> {
  const manifest = readPackageFile(host.fs, `${prefix}/package.json`)?.manifest ?? {};
  const env = scriptEnv(
    { ...host, env: { ...host.env, npm_command: 'exec' } },
    prefix,
    manifest,
    'npx',
    command,
  );
  const path = binPath(host.cwd, host.env['PATH'] ?? '');
  return host.spawn(command, { cwd: host.cwd, env: { ...env, PATH: [...folders, path].join(':') } });
}

function localBin(host: NpmHost, prefix: string, name: string): string | undefined {
  const command = name.replace(/^@[^/]*\//, '');
  for (const dir of ancestors(host.cwd)) {
    const base = dir === '/' ? '' : dir;
    if (name.startsWith('@')) {
      const file = readPackageFile(host.fs, `${base}/node_modules/${name}/package.json`);
      if (file === undefined) continue;
      const bins = binsOf(file.manifest, name);
      const bin = bins[command] === undefined ? Object.keys(bins)[0] : command;
      if (bin !== undefined) return bin;
    } else if (host.fs.tryStat(`${base}/node_modules/.bin/${command}`) !== undefined) {
      return command;
    }
  }
  const own = binsOf(readPackageFile(host.fs, `${prefix}/package.json`)?.manifest ?? {})[command];
  return own === undefined ? undefined : `${prefix}/${own}`;
}

function isInstalled(host: NpmHost, prefix: string, wanted: Wanted): boolean {
  return (
    wanted.spec === '' && host.fs.tryStat(`${prefix}/node_modules/${wanted.name}/package.json`) !== undefined
  );
}

function chooseBin(host: NpmHost, cwd: string, wanted: Wanted): string {
  const manifest =
    readPackageFile(host.fs, `${cwd}/node_modules/${wanted.name}/package.json`)?.manifest ?? {};
  const bins = Object.keys(binsOf(manifest, wanted.name));
  const own = wanted.name.replace(/^@[^/]*\//, '');
  const chosen = bins.length === 1 ? bins[0] : bins.find((bin) => bin === own);
  if (chosen !== undefined) return chosen;
  throw new NpmError(
    'ENOEXEC',
    'could not determine executable to run',
    ...(bins.length > 0
      ? [`${wanted.name} has these commands: ${bins.join(', ')}. Use npx -p ${wanted.name} <command>.`]
      : []),
  );
}

/** Installs into `~/.npm/_npx/<hash>`; what is there already is used again where the versions fit. */
async function cached(
  host: NpmHost,
  args: Args,
  packages: string[],
): Promise<{ cwd: string; folder: string }> {
  const home = host.env['HOME'] ?? '/root';
  const cwd = `${home}/.npm/_npx/${await hash([...packages].sort().join('\n'))}`;
  // What the person has agreed to once is not asked again.
  if (readHiddenLockfile(host.fs, cwd) === undefined) await confirm(host, args, packages);
  host.fs.mkdir(cwd, { recursive: true });
  if (host.fs.tryStat(`${cwd}/package.json`) === undefined) writeText(host.fs, `${cwd}/package.json`, '{}\n');
  const add = packages.map((word) => readWanted(host, word));
  await install(host, { cwd, change: new SaveRequest({ add, remove: [], cwd }), quiet: true });
  return { cwd, folder: `${cwd}/node_modules/.bin` };
}

async function confirm(host: NpmHost, args: Args, packages: string[]): Promise<void> {
  if (isSet(args, 'yes') || !host.stdout.isTTY || host.prompt === undefined) return;
  if (args.flags.has('no-yes') || args.flags.has('no')) {
    throw new NpmError(
      '',
      `npx canceled due to missing packages and no YES option: ${JSON.stringify(packages)}`,
    );
  }
  const names = packages.join('\n');
  const answer = await host.prompt(`Need to install the following packages:\n${names}\nOk to proceed? (y) `);
  if (!/^(?:y|yes)?$/i.test(answer.trim())) throw new NpmError('', 'canceled');
}

async function hash(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-512', new TextEncoder().encode(text)));
  return [...digest.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
