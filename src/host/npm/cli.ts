/** The `npm` and `npx` programs. */
import { isSet, parseArgs, type Args } from './args.ts';
import { closest } from './closest-name.ts';
import { findPrefix, print, type Command, type CommandContext } from './command.ts';
import { execCommand } from './exec.ts';
import {
  ciCommand,
  dedupeCommand,
  installCommand,
  pruneCommand,
  thenTest,
  uninstallCommand,
  updateCommand,
} from './install-commands.ts';
import { NPM_VERSION } from './install-report.ts';
import { fundCommand, listCommand, outdatedCommand } from './list.ts';
import { NpmError } from './npm-error.ts';
import { withSettings } from './npmrc.ts';
import type { NpmHost } from './ports.ts';
import {
  auditCommand,
  binCommand,
  cacheCommand,
  configCommand,
  helpCommand,
  initCommand,
  pkgCommand,
  prefixCommand,
  programArgs,
  rootCommand,
  versionCommand,
} from './project-commands.ts';
import { restartCommand, runCommand, scriptCommand } from './run-script.ts';
import { viewCommand } from './view.ts';
import { chosenWorkspaces, workspaceRoot } from './workspaces.ts';

const COMMANDS: Record<string, Command> = {
  install: installCommand,
  ci: ciCommand,
  'install-test': thenTest(installCommand),
  'install-ci-test': thenTest(ciCommand),
  uninstall: uninstallCommand,
  update: updateCommand,
  dedupe: dedupeCommand,
  prune: pruneCommand,
  run: runCommand,
  test: scriptCommand('test'),
  start: scriptCommand('start'),
  stop: scriptCommand('stop'),
  restart: restartCommand,
  exec: execCommand,
  init: initCommand,
  ls: listCommand,
  view: viewCommand,
  outdated: outdatedCommand,
  config: configCommand,
  get: (context) =>
    configCommand({ ...context, args: { ...context.args, words: ['get', ...context.args.words] } }),
  set: (context) =>
    configCommand({ ...context, args: { ...context.args, words: ['set', ...context.args.words] } }),
  prefix: prefixCommand,
  root: rootCommand,
  bin: binCommand,
  pkg: pkgCommand,
  cache: cacheCommand,
  audit: auditCommand,
  fund: fundCommand,
  help: helpCommand,
  version: versionCommand,
};

const ALIASES: Record<string, string> = {
  i: 'install',
  in: 'install',
  add: 'install',
  isntall: 'install',
  it: 'install-test',
  cit: 'install-ci-test',
  'clean-install': 'ci',
  remove: 'uninstall',
  rm: 'uninstall',
  r: 'uninstall',
  un: 'uninstall',
  unlink: 'uninstall',
  up: 'update',
  upgrade: 'update',
  'run-script': 'run',
  rum: 'run',
  t: 'test',
  tst: 'test',
  x: 'exec',
  create: 'init',
  innit: 'init',
  ddp: 'dedupe',
  why: 'ls',
  explain: 'ls',
  list: 'ls',
  la: 'ls',
  ll: 'ls',
  info: 'view',
  show: 'view',
  v: 'view',
  c: 'config',
};

/** Commands that work on the whole tree of a project, whichever of its packages they are called in. */
const OF_PROJECT = new Set([
  'install',
  'install-test',
  'install-ci-test',
  'ci',
  'uninstall',
  'update',
  'dedupe',
  'prune',
]);

/** Commands of npm that have nothing to work on in a tab. */
const REFUSED: Record<string, string> = Object.fromEntries([
  ...['publish', 'unpublish', 'deprecate', 'dist-tag', 'owner', 'access', 'team', 'org', 'star'].map(
    (name) => [name, 'the registry is only read here. Download the project and do it there.'],
  ),
  ...['login', 'adduser', 'logout', 'whoami', 'token', 'profile'].map((name) => [
    name,
    'there are no accounts here: the server reads packages from its own registry.',
  ]),
  ...['link', 'ln'].map((name) => [name, 'write a file: dependency, or make the folder a workspace.']),
  ['rebuild', 'scripts of packages do not run here; native packages have WebAssembly in their place.'],
  ['search', 'the registry is asked for packages by name only: npm view <name>.'],
  ['pack', 'download the project instead.'],
  ['shrinkwrap', 'rename package-lock.json to npm-shrinkwrap.json: both are read and written.'],
]);

/** Runs `npm …argv`; answers the exit code. Never throws. */
export async function runNpm(argv: string[], host: NpmHost): Promise<number> {
  return guarded(host, async () => {
    const leading = parseArgs(argv, { stopAfterWords: 1 });
    const [word] = leading.words;
    if (word === undefined) {
      if (leading.flags.has('version')) {
        print(host, NPM_VERSION);
        return 0;
      }
      await helpCommand({ host, args: leading, prefix: host.cwd });
      return leading.flags.has('help') ? 0 : 1;
    }
    const name = Object.hasOwn(ALIASES, word) ? (ALIASES[word] ?? word) : word;
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    const refusal = Object.hasOwn(REFUSED, word) ? REFUSED[word] : undefined;
    if (refusal !== undefined)
      throw new NpmError('ENOTSUP', `npm ${word} is not available in the tab: ${refusal}`);
    if (command === undefined) throw unknownCommand(word);
    const at = argv.indexOf(word);
    const before = argv.slice(0, at);
    const after = argv.slice(at + 1);
    const args = argsFor(name, [...before, ...after]);
    if (isSet(args, 'help') && name !== 'exec' && name !== 'init') {
      return helpCommand({ host, args, prefix: host.cwd });
    }
    return perform(name, command, { host, args, prefix: findPrefix(host, args) });
  });
}

/** For the project, or for those of its packages that the command line or the folder names. */
async function perform(name: string, command: Command, context: CommandContext): Promise<number> {
  const { host, args, prefix } = context;
  if (OF_PROJECT.has(name)) {
    const root = workspaceRoot(host.fs, prefix);
    const workspaces = root === undefined ? chosenWorkspaces(host.fs, prefix, args) : [prefix];
    const project = root ?? prefix;
    return command({ host, args: withSettings(host, args, project), prefix: project, workspaces });
  }
  const folders = chosenWorkspaces(host.fs, prefix, args);
  if (folders === undefined) return command(context);
  let failed = 0;
  for (const folder of folders) {
    try {
      const code = await command({ host: { ...host, cwd: folder }, args, prefix: folder });
      failed ||= code;
    } catch (error) {
      if (folders.length === 1) throw error;
      report(host, error);
      failed ||= 1;
    }
  }
  return failed;
}

/** Runs `npx …argv`. */
export async function runNpx(argv: string[], host: NpmHost): Promise<number> {
  return guarded(host, async () => {
    const args = programArgs(argv, 1);
    if (args.words.length === 0 && args.flags.has('version')) {
      print(host, NPM_VERSION);
      return 0;
    }
    return execCommand({ host, args, prefix: findPrefix(host, args) });
  });
}

function argsFor(name: string, argv: string[]): Args {
  return name === 'exec' || name === 'init' ? programArgs(argv, 1) : parseArgs(argv);
}

async function guarded(host: NpmHost, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    report(host, error);
    return 1;
  }
}

function report(host: NpmHost, error: unknown): void {
  const lines: string[] = [];
  if (error instanceof NpmError) {
    if (error.code !== '') lines.push(`code ${error.code}`);
    lines.push(...error.lines);
  } else if (error instanceof Error) {
    const { code } = error as Error & { code?: unknown };
    if (typeof code === 'string') lines.push(`code ${code}`);
    lines.push(error.message);
  } else {
    lines.push(String(error));
  }
  const label = host.stderr.isTTY ? '\x1b[1mnpm\x1b[22m \x1b[31merror\x1b[39m' : 'npm error';
  host.stderr.write(lines.map((line) => `${label}${line === '' ? '' : ` ${line}`}\n`).join(''));
}

function unknownCommand(word: string): NpmError {
  const near = closest(word, [...Object.keys(COMMANDS), ...Object.keys(ALIASES)], 2);
  return new NpmError(
    '',
    `Unknown command: "${word}"`,
    '',
    ...(near === undefined ? [] : ['Did you mean this?', `  npm ${near}`, '']),
    'To see a list of supported npm commands, run:',
    '  npm help',
  );
}
