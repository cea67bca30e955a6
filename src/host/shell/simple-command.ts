/** Simple commands: assignments, redirections, then a function, a builtin or a program (POSIX.1-2024, 2.9.1). */
import { ArithmeticError, evaluateArithmetic } from './arithmetic.ts';
import { BUILTINS } from './builtins/index.ts';
import { FunctionReturn, ShellError, ShellExit } from './control-flow.ts';
import { errorCode } from './error-words.ts';
import { expandText, expandWords } from './expand.ts';
import { quote } from './parameter.ts';
import { runProgram } from './program.ts';
import { redirect, redirectForGood } from './redirection.ts';
import type { Shell } from './shell.ts';
import type { Assignment, Node, SimpleNode, Word } from './syntax.ts';
import type { Variable } from './variables.ts';

export async function runSimple(shell: Shell, node: SimpleNode, isTail: boolean): Promise<number> {
  shell.line = node.line;
  try {
    return await runExpanded(shell, node, isTail);
  } catch (error) {
    if (!(error instanceof ShellError || error instanceof ArithmeticError)) throw error;
    await shell.complain(error.message);
    const status = error instanceof ShellError ? error.status : 1;
    const fatal = error instanceof ArithmeticError || error.fatal;
    if (fatal && !shell.isInteractive) throw new ShellExit(status);
    return status;
  }
}

async function runExpanded(shell: Shell, node: SimpleNode, isTail: boolean): Promise<number> {
  shell.substitutionStatus = null;
  const argv = await expandArguments(shell, node.words);
  if (argv.length === 0) return runAssignments(shell, node);
  if (shell.options.has('x')) await trace(shell, argv.map(quote).join(' '));
  if (argv[0] === 'exec' && argv.length === 1) {
    await redirectForGood(shell, node.redirects);
    return 0;
  }
  const saved = new Map<string, Variable | undefined>();
  const undo = await redirect(shell, node.redirects);
  try {
    for (const each of node.assignments) {
      saved.set(each.name, shell.variables.save(each.name));
      await assign(shell, each);
      if (!each.isArray) shell.variables.mark(each.name, { exported: true });
    }
    return await runArgv(shell, argv, isTail && shell.traps.size === 0);
  } finally {
    const keeps = /^(?:export|local|readonly|declare|typeset|exec)$/.test(argv[0] ?? '');
    if (!keeps) for (const [name, variable] of saved) shell.variables.restore(name, variable);
    await undo();
  }
}

const DECLARATIONS = new Set(['export', 'local', 'readonly', 'declare', 'typeset']);

/** The arguments of `export x=$y` are assignments: they are not split. */
async function expandArguments(shell: Shell, words: Word[]): Promise<string[]> {
  const first = words[0]?.[0];
  if (first?.type !== 'text' || !DECLARATIONS.has(first.text)) return expandWords(words, shell);
  const argv: string[] = [];
  for (const word of words) {
    const [start] = word;
    const assigns = start?.type === 'text' && /^[A-Za-z_]\w*\+?=/.test(start.text);
    if (assigns) argv.push(await expandText(tildeAfterEquals(word), shell));
    else argv.push(...(await expandWords([word], shell)));
  }
  return argv;
}

function tildeAfterEquals(word: Word): Word {
  const [first, ...rest] = word;
  const match = first?.type === 'text' && !first.quoted ? /^(\w+=)(~(?:\/.*)?)$/.exec(first.text) : null;
  if (match === null) return word;
  const home: Word[number] = { type: 'parameter', name: 'HOME', index: null, operator: '', word: null, second: null, length: false, indirect: false }; // prettier-ignore
  return [
    { type: 'text', text: match[1] ?? '', quoted: true },
    home,
    { type: 'text', text: (match[2] ?? '').slice(1), quoted: true },
    ...rest,
  ];
}

async function trace(shell: Shell, text: string): Promise<void> {
  await shell.descriptor(2).write(`${shell.get('PS4') ?? '+ '}${text}\n`);
  await shell.descriptor(2).flush();
}

async function runAssignments(shell: Shell, node: SimpleNode): Promise<number> {
  const undo = await redirect(shell, node.redirects);
  try {
    for (const each of node.assignments) await assign(shell, each);
  } finally {
    await undo();
  }
  return shell.substitutionStatus ?? 0;
}

async function assign(shell: Shell, assignment: Assignment): Promise<void> {
  const { name, append } = assignment;
  if (assignment.isArray) {
    const values = await expandWords(assignment.value as Word[], shell);
    shell.set(name, append ? [...(shell.array(name) ?? []), ...values] : values);
    return;
  }
  const value = await expandText(tildeInValue(assignment.value as Word), shell);
  if (shell.options.has('x')) await trace(shell, `${name}=${quote(value)}`);
  if (assignment.index === null) {
    shell.set(name, append ? (shell.get(name) ?? '') + value : value);
    return;
  }
  const index = Number(evaluateArithmetic(await expandText(assignment.index, shell), shell));
  const before = append ? (shell.array(name)?.[index] ?? '') : '';
  if (!shell.variables.setElement(name, index, before + value))
    throw new ShellError(`${name}: readonly variable`, 1, true);
}

/** `PATH=~/bin:~/.local/bin` */
function tildeInValue(value: Word): Word {
  return value.flatMap((part, i): Word => {
    if (part.type !== 'text' || part.quoted || !part.text.includes(':~')) return [part];
    const pieces = part.text.split(/(?<=:)(?=~(?:[/:]|$))/);
    return pieces.flatMap((text, j): Word => {
      if (j === 0 && i === 0) return [{ ...part, text }];
      if (!text.startsWith('~')) return [{ ...part, text }];
      const home: Word[number] = { type: 'parameter', name: 'HOME', index: null, operator: '', word: null, second: null, length: false, indirect: false }; // prettier-ignore
      return [home, { ...part, text: text.slice(1) }];
    });
  });
}

/** Runs what argv[0] names: a function, a builtin, or a program. */
export async function runArgv(shell: Shell, argv: string[], isTail = false): Promise<number> {
  const [name = '', ...args] = argv;
  const body = shell.functions.get(name);
  if (body !== undefined) return callFunction(shell, body, args);
  const builtin = BUILTINS.get(name);
  if (builtin !== undefined) {
    try {
      const status = await builtin(shell, args, name);
      await shell.descriptor(1).flush(shell.signal);
      await shell.descriptor(2).flush(shell.signal);
      return status;
    } catch (error) {
      if (errorCode(error) === 'EPIPE') return 141;
      throw error;
    }
  }
  shell.isTail = isTail;
  try {
    return await runProgram(shell, argv, shell.variables.environment());
  } finally {
    shell.isTail = false;
  }
}

async function callFunction(shell: Shell, body: Node, args: string[]): Promise<number> {
  const { parameters, loopDepth } = shell;
  if (shell.functionDepth > 500) throw new ShellError('maximum function nesting level exceeded', 1, true);
  shell.parameters = args;
  shell.loopDepth = 0;
  shell.functionDepth++;
  shell.variables.enterFunction();
  try {
    return await shell.execute(body);
  } catch (error) {
    if (error instanceof FunctionReturn) return error.status;
    throw error;
  } finally {
    shell.variables.leaveFunction();
    shell.functionDepth--;
    shell.parameters = parameters;
    shell.loopDepth = loopDepth;
  }
}
