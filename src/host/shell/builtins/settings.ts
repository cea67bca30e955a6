/** Builtins about the shell's surroundings: set, cd, pwd, umask and the limits it does not have. */
import { errorWords } from '../error-words.ts';
import { isDirectory } from '../file-types.ts';
import { quote } from '../parameter.ts';
import type { Shell, ShellOption } from '../shell.ts';
import { complain, say, type Builtin } from './builtin.ts';

const LONG: Record<string, ShellOption> = {
  errexit: 'e',
  nounset: 'u',
  xtrace: 'x',
  noglob: 'f',
  noexec: 'n',
  verbose: 'v',
  allexport: 'a',
  noclobber: 'C',
  pipefail: 'pipefail',
};

function setOption(shell: Shell, option: ShellOption, on: boolean): void {
  if (on) shell.options.add(option);
  else shell.options.delete(option);
}

/** Applies `-e`, `+x`, `-o name`; gives what is left, null after a bad option. */
export async function applyOptions(shell: Shell, args: string[]): Promise<string[] | null> {
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (!/^[-+]./.test(arg) || arg === '--') break;
    const on = arg.startsWith('-');
    for (const letter of arg.slice(1)) {
      if (letter === 'o') {
        const option = LONG[args[++at] ?? ''];
        if (option !== undefined) setOption(shell, option, on);
      } else if ('euxfnvaC'.includes(letter)) setOption(shell, letter as ShellOption, on);
      else if (!'hmbBEilHPT'.includes(letter)) {
        await complain(shell, `set: ${arg}: invalid option`);
        return null;
      }
    }
  }
  return args.slice(at);
}

const set: Builtin = async (shell, args) => {
  if (args.length === 0) {
    for (const name of shell.variables.names()) {
      const value = shell.get(name);
      if (value !== undefined) await say(shell, `${name}=${quote(value)}\n`);
    }
    return 0;
  }
  const rest = await applyOptions(shell, args);
  if (rest === null) return 2;
  if (rest[0] === '--') shell.parameters = rest.slice(1);
  else if (rest.length > 0) shell.parameters = rest;
  return 0;
};

const cd: Builtin = async (shell, args) => {
  const [target = shell.get('HOME')] = args.filter((each) => !/^-[LPe@-]$/.test(each));
  if (target === undefined) return complain(shell, 'cd: HOME not set');
  const to = target === '-' ? shell.get('OLDPWD') : target;
  if (to === undefined) return complain(shell, 'cd: OLDPWD not set');
  const path = shell.absolute(to);
  try {
    if (!isDirectory(shell.fs.stat(path).mode)) return await complain(shell, `cd: ${to}: Not a directory`);
  } catch (error) {
    return complain(shell, `cd: ${to}: ${errorWords(error)}`);
  }
  shell.set('OLDPWD', shell.cwd);
  shell.cwd = path;
  shell.set('PWD', path);
  if (target === '-') await say(shell, `${path}\n`);
  return 0;
};

/** `pushd` remembers where it left, for `popd`. */
const pushd: Builtin = async (shell, args) => {
  const to = args[0] ?? shell.folders.pop();
  if (to === undefined) return complain(shell, 'pushd: no other directory');
  const from = shell.cwd;
  const status = await cd(shell, [to], 'pushd');
  if (status !== 0) return status;
  shell.folders.push(from);
  await say(shell, folderList(shell));
  return 0;
};

const popd: Builtin = async (shell) => {
  const to = shell.folders.pop();
  if (to === undefined) return complain(shell, 'popd: directory stack empty');
  const status = await cd(shell, [to], 'popd');
  if (status === 0) await say(shell, folderList(shell));
  return status;
};

function folderList(shell: Shell): string {
  const home = shell.get('HOME');
  const short = (path: string): string =>
    home !== undefined && (path === home || path.startsWith(`${home}/`))
      ? `~${path.slice(home.length)}`
      : path;
  return `${[shell.cwd, ...shell.folders.toReversed()].map(short).join(' ')}\n`;
}

const nothing: Builtin = () => Promise.resolve(0);

export const settings: Record<string, Builtin> = {
  set,
  cd,
  pushd,
  popd,
  dirs: async (shell) => {
    await say(shell, folderList(shell));
    return 0;
  },
  pwd: async (shell) => {
    await say(shell, `${shell.cwd}\n`);
    return 0;
  },
  umask: async (shell, args) => {
    if (args.length === 0) await say(shell, '0022\n');
    return 0;
  },
  ulimit: async (shell) => {
    await say(shell, 'unlimited\n');
    return 0;
  },
  hash: nothing,
  shopt: nothing,
};
