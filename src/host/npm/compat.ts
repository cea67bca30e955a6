/** `pnpm`, `yarn`, `bun` and `corepack`: their everyday commands, done by the same installer, which says so. */
import { runNpm, runNpx } from './cli.ts';
import { readPackageFile } from './package-json.ts';
import { ancestors, resolvePath } from './paths.ts';
import type { NpmHost } from './ports.ts';
import { quote } from './run-script.ts';

export type OtherManager = 'pnpm' | 'pnpx' | 'yarn' | 'bun' | 'bunx' | 'corepack';

const SAME: Record<string, string> = {
  install: 'install',
  i: 'install',
  add: 'install',
  remove: 'uninstall',
  rm: 'uninstall',
  un: 'uninstall',
  uninstall: 'uninstall',
  up: 'update',
  update: 'update',
  upgrade: 'update',
  test: 'test',
  t: 'test',
  start: 'start',
  create: 'init',
  init: 'init',
  list: 'ls',
  ls: 'ls',
  why: 'ls',
  outdated: 'outdated',
  info: 'view',
  view: 'view',
  config: 'config',
  audit: 'audit',
};

const FLAGS: Record<string, string> = {
  '--dev': '--save-dev',
  '-d': '--save-dev',
  '--exact': '--save-exact',
  '--prod': '--omit=dev',
  '--production': '--omit=dev',
};
const FROZEN = new Set(['--frozen-lockfile', '--immutable']);

export async function runCompat(manager: OtherManager, argv: string[], host: NpmHost): Promise<number> {
  if (manager === 'corepack') {
    host.stdout.write('corepack: pnpm and yarn are always there; npm does their work in the tab.\n');
    return 0;
  }
  if (argv[0] === '--version' || argv[0] === '-v') return runNpm(['--version'], host);
  if (manager === 'pnpx' || manager === 'bunx') return told(host, manager, ['exec', ...argv]);
  return told(host, manager, translate(manager, argv, host));
}

function told(host: NpmHost, manager: OtherManager, command: string[]): Promise<number> {
  const [name = '', ...rest] = command;
  const tool = name === 'exec' ? 'npx' : `npm ${name}`;
  host.stderr.write(`${manager}: done by ${tool}${rest.length > 0 ? ` ${rest.join(' ')}` : ''}\n`);
  return name === 'exec' ? runNpx(rest, host) : runNpm(command, host);
}

function translate(manager: OtherManager, argv: string[], host: NpmHost): string[] {
  const [word, ...rest] = argv;
  if (word === undefined) return manager === 'yarn' ? ['install'] : ['help'];
  if (word.startsWith('-')) {
    if (argv.some((arg) => FROZEN.has(arg))) return ['ci'];
    return manager === 'yarn' ? ['install', ...argv.map(flag)] : [...argv.map(flag)];
  }
  if (word === 'dlx' || word === 'x') return ['exec', ...rest];
  if (word === 'exec') return ['exec', '-c', (rest[0] === '--' ? rest.slice(1) : rest).map(quote).join(' ')];
  if (word === 'run' || word === 'run-script') return named(manager, rest, host);
  if ((word === 'install' || word === 'i') && rest.some((arg) => FROZEN.has(arg))) return ['ci'];
  if (word === 'create' || word === 'init') return ['init', ...rest];
  const same = Object.hasOwn(SAME, word) ? SAME[word] : undefined;
  if (same === 'test' || same === 'start') return ['run', ...script([same, ...rest])];
  if (same !== undefined) return [same, ...rest.map(flag)];
  return named(manager, argv, host);
}

/** A script, a command of the project's packages, or, for bun, a program of the project. */
function named(manager: OtherManager, argv: string[], host: NpmHost): string[] {
  const [name = ''] = argv;
  const isCommand = (dir: string): boolean =>
    host.fs.tryStat(`${dir === '/' ? '' : dir}/node_modules/.bin/${name}`) !== undefined;
  if (name !== '' && !isScript(host, name)) {
    if ([...ancestors(host.cwd)].some(isCommand)) return ['exec', ...argv];
    const isProgram = /\.[cm]?[jt]sx?$/.test(name) && host.fs.tryStat(resolvePath(host.cwd, name));
    if (manager === 'bun' && isProgram) return ['exec', 'tsx', ...argv];
  }
  return ['run', ...script(argv)];
}

function isScript(host: NpmHost, name: string): boolean {
  const folders = [...ancestors(host.cwd)].map((dir) => `${dir === '/' ? '' : dir}/package.json`);
  const nearest = folders.find((path) => host.fs.tryStat(path) !== undefined);
  try {
    const scripts = nearest === undefined ? {} : readPackageFile(host.fs, nearest)?.manifest.scripts;
    return Object.hasOwn(scripts ?? {}, name);
  } catch {
    // `npm run` says what is wrong with package.json.
    return true;
  }
}

/** These tools pass a script's flags on without a `--`. */
function script([name = '', ...args]: string[]): string[] {
  if (name === '') return [];
  const own = args[0] === '--' ? args.slice(1) : args;
  return own.length > 0 ? [name, '--', ...own] : [name];
}

function flag(arg: string): string {
  return FLAGS[arg] ?? arg;
}
