/** Builtins that find out what a name means: type, command, builtin. */
import { COMMANDS } from '../commands/index.ts';
import { lookup, runProgram } from '../program.ts';
import type { Shell } from '../shell.ts';
import { say, type Builtin } from './builtin.ts';

/** Keywords and names that `type` tells apart from programs. */
const KEYWORDS = new Set(
  'if then else elif fi for while until do done case esac in { } ! [[ ]] function time'.split(' '),
);
const OWN = new Set(
  ': true false exit return break continue eval . source trap exec alias unalias export local declare typeset readonly getopts unset shift let set cd pushd popd dirs pwd umask ulimit hash shopt type command builtin wait jobs fg bg kill read'.split(
    ' ',
  ),
);
const COMMON = new Set(['echo', 'printf', 'test', '[']);

type Meaning = { kind: 'keyword' | 'function' | 'builtin' | 'alias' } | { kind: 'file'; path: string };

function meaningOf(shell: Shell, name: string): Meaning | null {
  if (shell.isInteractive && shell.aliases.has(name)) return { kind: 'alias' };
  if (KEYWORDS.has(name)) return { kind: 'keyword' };
  if (shell.functions.has(name)) return { kind: 'function' };
  if (OWN.has(name) || COMMON.has(name)) return { kind: 'builtin' };
  const path = lookup(shell, name);
  if (path === undefined) return null;
  const exists = shell.fs.tryStat(path) !== undefined || COMMANDS.has(name);
  return exists ? { kind: 'file', path: name.includes('/') ? name : path } : null;
}

function describe(shell: Shell, name: string, meaning: Meaning): string {
  if (meaning.kind === 'file') return `${name} is ${meaning.path}`;
  if (meaning.kind === 'alias') return `${name} is aliased to \`${shell.aliases.get(name) ?? ''}'`;
  if (meaning.kind === 'function') return `${name} is a function`;
  return `${name} is a shell ${meaning.kind}`;
}

const type: Builtin = async (shell, args) => {
  const short = args[0] === '-t' || args[0] === '-p' || args[0] === '-P' ? args[0] : null;
  let status = 0;
  for (const name of args.filter((each) => !/^-[tpPa]$/.test(each))) {
    const meaning = meaningOf(shell, name);
    if (meaning === null) {
      status = 1;
      if (short === null) await shell.complain(`type: ${name}: not found`);
    } else if (short === '-t') await say(shell, `${meaning.kind}\n`);
    else if (short === null) await say(shell, `${describe(shell, name, meaning)}\n`);
    else if (meaning.kind === 'file') await say(shell, `${meaning.path}\n`);
  }
  return status;
};

const command: Builtin = async (shell, args) => {
  const [first, ...rest] = args;
  if (first === '-v' || first === '-V') {
    let status = 0;
    for (const name of rest) {
      const meaning = meaningOf(shell, name);
      if (meaning === null) status = 1;
      else if (first === '-V') await say(shell, `${describe(shell, name, meaning)}\n`);
      else if (meaning.kind === 'alias')
        await say(shell, `alias ${name}='${shell.aliases.get(name) ?? ''}'\n`);
      else await say(shell, `${meaning.kind === 'file' ? meaning.path : name}\n`);
    }
    return status;
  }
  return withoutFunctions(shell, first === '--' || first === '-p' ? rest : args);
};

/** Builtins and programs, but no functions. */
async function withoutFunctions(shell: Shell, argv: string[]): Promise<number> {
  const [name = ''] = argv;
  if (name === '') return 0;
  const { functions } = shell;
  if (!OWN.has(name)) return runProgram(shell, argv, shell.variables.environment());
  shell.functions = new Map([...functions].filter(([each]) => each !== name));
  try {
    const words = argv.map((text) => [{ type: 'text' as const, text, quoted: true }]);
    return await shell.execute({ type: 'simple', assignments: [], words, redirects: [], line: shell.line });
  } finally {
    shell.functions = functions;
  }
}

export const lookups: Record<string, Builtin> = { type, command, builtin: withoutFunctions };
