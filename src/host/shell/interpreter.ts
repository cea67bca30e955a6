/** Walks the syntax tree: lists, pipelines, compound commands (POSIX.1-2024, 2.9). */
import { evaluateArithmetic } from './arithmetic.ts';
import { ArithmeticError } from './arithmetic.ts';
import { evaluateCondition } from './condition.ts';
import { FunctionReturn, Interrupted, LoopExit, ShellError, ShellExit } from './control-flow.ts';
import { Descriptor, openPipe } from './descriptor.ts';
import { expandPattern, expandText, expandWords } from './expand.ts';
import { pseudoPid, type Job } from './jobs.ts';
import { patternRegex } from './pattern.ts';
import { redirect } from './redirection.ts';
import type { Interpreter, Shell } from './shell.ts';
import { signalNumber } from './signals.ts';
import { runSimple } from './simple-command.ts';
import { ShellSyntaxError, type ListNode, type Node, type Word } from './syntax.ts';
import { breathe } from './turn.ts';
import { runExitTrap, runPendingTraps } from './traps.ts';

type NodeOf<T extends Node['type']> = Extract<Node, { type: T }>;

export const interpreter: Interpreter = { execute, runFork };

async function execute(shell: Shell, node: Node): Promise<number> {
  const isTail = shell.isTail;
  shell.isTail = false;
  await breathe();
  shell.signal.throwIfAborted();
  const status = await dispatch(shell, node, isTail);
  shell.status = status;
  if (shell.pendingSignals.length > 0) await runPendingTraps(shell);
  const counts = node.type === 'simple' || node.type === 'subshell' || node.type === 'condition' || node.type === 'arithmetic' || (node.type === 'pipeline' && !node.negated); // prettier-ignore
  if (status !== 0 && counts && shell.conditionDepth === 0 && shell.options.has('e'))
    throw new ShellExit(status);
  return status;
}

async function dispatch(shell: Shell, node: Node, isTail: boolean): Promise<number> {
  switch (node.type) {
    case 'simple': {
      const status = await runSimple(shell, node, isTail);
      shell.variables.set('PIPESTATUS', [String(status)]);
      return status;
    }
    case 'list':
      return runList(shell, node, isTail);
    case 'logical':
      return runLogical(shell, node, isTail);
    case 'pipeline':
      return runPipeline(shell, node);
    case 'subshell':
      return runFork(shell.fork(), node.body);
    case 'if':
      return runIf(shell, node);
    case 'loop':
      return runLoop(shell, node);
    case 'for':
      return runFor(shell, node);
    case 'arithmetic-for':
      return runArithmeticFor(shell, node);
    case 'case':
      return runCase(shell, node);
    case 'function':
      shell.functions.set(node.name, node.body);
      return 0;
    case 'condition':
      return (await evaluateCondition(shell, node.condition)) ? 0 : 1;
    case 'arithmetic':
      return (await arithmetic(shell, node.expression)) === 0n ? 1 : 0;
    case 'redirected':
      return runRedirected(shell, node);
  }
}

async function arithmetic(shell: Shell, expression: Word): Promise<bigint> {
  return evaluateArithmetic(await expandText(expression, shell), shell);
}

async function runList(shell: Shell, list: ListNode, isTail: boolean): Promise<number> {
  let status = 0;
  for (const [i, { node, background, source }] of list.items.entries()) {
    if (background) {
      status = await startJob(shell, node, source);
      shell.status = status;
    } else {
      shell.isTail = isTail && i === list.items.length - 1 && shell.jobs.length === 0;
      status = await shell.execute(node);
    }
  }
  return status;
}

async function asCondition(shell: Shell, node: Node): Promise<number> {
  shell.conditionDepth++;
  try {
    return await shell.execute(node);
  } finally {
    shell.conditionDepth--;
  }
}

async function runLogical(shell: Shell, node: NodeOf<'logical'>, isTail: boolean): Promise<number> {
  const left = await asCondition(shell, node.left);
  if ((left === 0) !== (node.operator === '&&')) return left;
  shell.isTail = isTail;
  return shell.execute(node.right);
}

// ---- pipelines and jobs -----------------------------------------------------

async function runPipeline(shell: Shell, node: NodeOf<'pipeline'>): Promise<number> {
  const started = performance.now();
  if (node.negated) shell.conditionDepth++;
  try {
    const [only] = node.commands;
    const status =
      node.commands.length > 1
        ? await runStages(shell, node.commands)
        : only === undefined
          ? 0
          : await shell.execute(only);
    if (node.timed) await reportTime(shell, performance.now() - started);
    return node.negated ? Number(status === 0) : status;
  } finally {
    if (node.negated) shell.conditionDepth--;
  }
}

async function reportTime(shell: Shell, elapsed: number): Promise<void> {
  const minutes = Math.floor(elapsed / 60_000);
  const seconds = ((elapsed % 60_000) / 1000).toFixed(3);
  const stderr = shell.descriptor(2);
  await stderr.write(`\nreal\t${minutes}m${seconds}s\nuser\t0m0.000s\nsys\t0m0.000s\n`);
  await stderr.flush();
}

async function runStages(shell: Shell, commands: Node[]): Promise<number> {
  const running: Promise<number>[] = [];
  let input: Descriptor | null = null;
  for (const [i, command] of commands.entries()) {
    const fork = shell.fork();
    if (input !== null) await fork.setDescriptor(0, input);
    input = null;
    if (i < commands.length - 1) {
      const { reader, writer } = openPipe(shell.host.kernel);
      input = reader;
      await fork.setDescriptor(1, writer);
    }
    running.push(runFork(fork, command));
  }
  const statuses = await Promise.all(running);
  shell.variables.set('PIPESTATUS', statuses.map(String));
  shell.signal.throwIfAborted();
  const last = statuses.at(-1) ?? 0;
  return shell.options.has('pipefail') ? (statuses.findLast((each) => each !== 0) ?? 0) : last;
}

async function runFork(fork: Shell, node: Node): Promise<number> {
  try {
    fork.status = await guarded(fork, () => fork.execute(node));
    return await runExitTrap(fork);
  } finally {
    await fork.dispose();
  }
}

/** Runs to the end whatever ends it: exits and errors become the status. */
export async function guarded(shell: Shell, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ShellExit || error instanceof FunctionReturn) return error.status;
    if (error instanceof LoopExit) return 0;
    if (error instanceof Interrupted) return 128 + signalNumber(error.signal);
    if (error instanceof ShellError || error instanceof ArithmeticError) {
      await shell.complain(error.message);
      return error instanceof ShellError ? error.status : 1;
    }
    if (error instanceof ShellSyntaxError) {
      await complainOfSyntax(shell, error);
      return 2;
    }
    throw error;
  }
}

export async function complainOfSyntax(shell: Shell, error: ShellSyntaxError): Promise<void> {
  const stderr = shell.descriptor(2);
  await stderr.write(`${shell.name}: line ${error.line}: ${error.message}\n`);
  await stderr.flush();
}

async function startJob(shell: Shell, node: Node, command: string): Promise<number> {
  const fork = shell.fork();
  const controller = new AbortController();
  fork.signal = controller.signal;
  if (!shell.isInteractive) await fork.setDescriptor(0, new Descriptor(shell.host.kernel, null));
  const job: Job = {
    id: (shell.jobs.at(-1)?.id ?? 0) + 1,
    pid: 0,
    pids: [],
    command,
    done: Promise.resolve(0),
    status: null,
    controller,
  };
  const started = new Promise<number>((resolve) => {
    fork.onSpawn = (pid) => {
      job.pids.push(pid);
      resolve(pid);
    };
  });
  job.done = runFork(fork, node).then((status) => (job.status = status));
  const simple = node.type === 'simple';
  job.pid = simple ? await Promise.race([started, job.done.then(pseudoPid), ownStarted()]) : pseudoPid();
  shell.jobs.push(job);
  shell.lastBackground = job.pid;
  if (shell.isInteractive) {
    await shell.descriptor(2).write(`[${job.id}] ${job.pid}\n`);
    await shell.descriptor(2).flush();
  }
  return 0;
}

/** Commands of this process never spawn: after a moment the job gets a number of its own. */
function ownStarted(): Promise<number> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(pseudoPid()), 50);
  });
}

// ---- compound commands --------------------------------------------------------

async function runIf(shell: Shell, node: NodeOf<'if'>): Promise<number> {
  for (const { condition, body } of node.branches) {
    if ((await asCondition(shell, condition)) === 0) return shell.execute(body);
  }
  return node.otherwise === null ? 0 : shell.execute(node.otherwise);
}

/** One round of a loop; false when it was left. */
async function round(shell: Shell, run: () => Promise<void>): Promise<boolean> {
  shell.loopDepth++;
  try {
    await run();
    return true;
  } catch (error) {
    if (!(error instanceof LoopExit)) throw error;
    if (--error.levels > 0 && shell.loopDepth > 1) throw error;
    return error.kind === 'continue';
  } finally {
    shell.loopDepth--;
  }
}

async function runLoop(shell: Shell, node: NodeOf<'loop'>): Promise<number> {
  let status = 0;
  for (let going = true; going;) {
    let holds = true;
    const completed = await round(shell, async () => {
      holds = ((await asCondition(shell, node.condition)) === 0) !== node.until;
      if (holds) status = await shell.execute(node.body);
    });
    going = completed && holds;
  }
  return status;
}

async function runFor(shell: Shell, node: NodeOf<'for'>): Promise<number> {
  const values = node.words === null ? shell.parameters : await expandWords(node.words, shell);
  let status = 0;
  for (const value of values) {
    shell.set(node.name, value);
    const completed = await round(shell, async () => {
      status = await shell.execute(node.body);
    });
    if (!completed) break;
  }
  return status;
}

async function runArithmeticFor(shell: Shell, node: NodeOf<'arithmetic-for'>): Promise<number> {
  let status = 0;
  await arithmetic(shell, node.start);
  while (node.condition.length === 0 || (await arithmetic(shell, node.condition)) !== 0n) {
    const completed = await round(shell, async () => {
      status = await shell.execute(node.body);
    });
    if (!completed) break;
    await arithmetic(shell, node.step);
  }
  return status;
}

async function runCase(shell: Shell, node: NodeOf<'case'>): Promise<number> {
  const subject = await expandText(node.subject, shell);
  for (const { patterns, body } of node.items) {
    for (const pattern of patterns) {
      if (patternRegex(await expandPattern(pattern, shell)).test(subject))
        return body.items.length === 0 ? 0 : shell.execute(body);
    }
  }
  return 0;
}

async function runRedirected(shell: Shell, node: NodeOf<'redirected'>): Promise<number> {
  let undo;
  try {
    undo = await redirect(shell, node.redirects);
  } catch (error) {
    if (!(error instanceof ShellError) || error.fatal) throw error;
    await shell.complain(error.message);
    return error.status;
  }
  try {
    return await shell.execute(node.body);
  } finally {
    await undo();
  }
}
