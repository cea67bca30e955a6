/** `pnpm`, `yarn`, `bun` and `corepack`: their everyday commands, done by the same installer, which says so. */
import { runNpm, runNpx } from './cli.ts';
import type { NpmHost } from './ports.ts';

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
  return told(host, manager, translate(manager, argv));
}

function told(host: NpmHost, manager: OtherManager, command: string[]): Promise<number> {
  const [name = '', ...rest] = command;
  const tool = name === 'exec' ? 'npx' : `npm ${name}`;
  host.stderr.write(`${manager}: done by ${tool}${rest.length > 0 ? ` ${rest.join(' ')}` : ''}\n`);
  return name === 'exec' ? runNpx(rest, host) : runNpm(command, host);
}

function translate(manager: OtherManager, argv: string[]): string[] {
  const [word, ...rest] = argv;
  if (word === undefined) return manager === 'yarn' ? ['install'] : ['help'];
  if (word.startsWith('-')) {
    if (argv.some((arg) => FROZEN.has(arg))) return ['ci'];
    return manager === 'yarn' ? ['install', ...argv.map(flag)] : [...argv.map(flag)];
  }
  if (word === 'dlx' || word === 'x' || word === 'exec') return ['exec', ...rest];
  if (word === 'run' || word === 'run-script') return ['run', ...script(rest)];
  if ((word === 'install' || word === 'i') && rest.some((arg) => FROZEN.has(arg))) return ['ci'];
  if (word === 'create' || word === 'init') return ['init', ...rest];
  const same = Object.hasOwn(SAME, word) ? SAME[word] : undefined;
  if (same === 'test' || same === 'start') return ['run', ...script([same, ...rest])];
  if (same !== undefined) return [same, ...rest.map(flag)];
  return ['run', ...script(argv)];
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
