/**
 * Runs the actions of a reply in their order, each as it closes. Writes may overtake a running install, which does not depend
 * on them: a reply's files are on disk while its packages still come. After a failure the rest is skipped.
 */
import { checkAction, targetOf, type Action } from '../agent/actions.ts';
import type { ParsedAction } from '../agent/artifact-events.ts';
import { cleanOutput, failedReceipt, type Receipt, type ReceiptStatus } from '../agent/receipt.ts';
import { BootError } from '../runtime/boot-error.ts';
import type { ActionState } from '../state/chat-store.ts';
import type { ContainerSource } from './container.ts';
import { isInstall, type Dependencies } from './dependencies.ts';
import type { DevServer } from './dev-server.ts';
import { applyFileAction, type FileAction, type FileActionDeps } from './file-actions.ts';
import { COMMAND_LIMITS, runCommand, type CommandLimits, type CommandOutcome } from './run-command.ts';

export interface ActionDeps extends FileActionDeps {
  readonly container: ContainerSource;
  readonly dependencies: Dependencies;
  readonly devServer: DevServer;
  readonly limits?: CommandLimits;
  readonly now: () => number;
  /** Keeps what was written, before the screen says that it was. */
  readonly keep: () => Promise<void>;
  readonly onInstall: (running: boolean) => void;
  readonly onInstallOutput: (chunk: string) => void;
  readonly onCommand: (command: string) => () => void;
  /** A command has ended: its whole output, for the problem record if it failed. */
  readonly onCommandEnded: (ended: { command: string; output: string; exitCode: number }) => void;
}

export type ReportAction = (action: number, change: Partial<ActionState>) => void;

interface Entry {
  readonly parsed: ParsedAction;
  readonly isInstall: boolean;
}

export class ActionRunner {
  readonly #deps: ActionDeps;
  readonly #report: ReportAction;
  readonly #signal: AbortSignal;
  readonly #waiting: Entry[] = [];
  #running: Entry | undefined;
  #pump: Promise<void> = Promise.resolve();
  #writes: Promise<void> = Promise.resolve();
  #kept: Promise<void> = Promise.resolve();
  /** What stopped the artifact: an install that fails does not stop writes. */
  #failed: 'install' | 'other' | undefined;

  constructor(deps: ActionDeps, report: ReportAction, signal: AbortSignal) {
    this.#deps = deps;
    this.#report = report;
    this.#signal = signal;
  }

  get failed(): boolean {
    return this.#failed !== undefined;
  }

  enqueue(parsed: ParsedAction): void {
    const entry = { parsed, isInstall: parsed.type === 'shell' && isInstall(parsed.body) };
    this.#report(parsed.action, { status: 'queued' });
    if (this.#mayOvertake(parsed)) {
      this.#writes = this.#writes.then(() => this.#run(entry));
      return;
    }
    this.#waiting.push(entry);
    if (this.#waiting.length === 1 && !this.#running) this.#pump = this.#drain();
  }

  /** Resolves when all that was enqueued has its receipt. Never rejects. */
  async settled(): Promise<void> {
    await this.#pump;
    await this.#writes;
    await this.#kept;
  }

  #mayOvertake({ type, attributes }: ParsedAction): boolean {
    if (!['file', 'edit', 'delete', 'rename'].includes(type)) return false;
    if (attributes['path'] === 'package.json' || attributes['to'] === 'package.json') return false;
    const before = [...(this.#running ? [this.#running] : []), ...this.#waiting];
    return before.length > 0 && before.every((entry) => entry.isInstall);
  }

  async #drain(): Promise<void> {
    for (let entry = this.#waiting.shift(); entry; entry = this.#waiting.shift()) {
      this.#running = entry;
      // What overtook an earlier install is written before the next command looks at it.
      await this.#writes;
      await this.#run(entry);
      this.#running = undefined;
    }
  }

  async #run({ parsed, isInstall: installing }: Entry): Promise<void> {
    const began = this.#deps.now();
    const action = { type: parsed.type, target: targetOf(parsed) };
    const end = (status: ReceiptStatus, rest: Partial<Receipt> = {}): void =>
      this.#report(parsed.action, {
        status,
        receipt: { ...action, status, durationMs: this.#deps.now() - began, ...rest },
      });
    if (this.#signal.aborted) return end('aborted', { reason: 'It was stopped before this ran.' });
    const isCommand = parsed.type === 'shell' || parsed.type === 'start';
    if (this.#failed === 'other' || (this.#failed === 'install' && isCommand)) {
      return end('skipped', { reason: 'An action before it failed.' });
    }
    const checked = checkAction(parsed, {});
    if (!checked.ok) {
      this.#failed ??= 'other';
      return this.#report(parsed.action, {
        status: 'failed',
        receipt: failedReceipt(action, checked, this.#deps.now() - began),
      });
    }
    this.#report(parsed.action, { status: 'running', startedAt: began });
    try {
      const ok = await this.#perform(checked.action, parsed.action, end);
      if (!ok) this.#failed ??= installing ? 'install' : 'other';
    } catch (error) {
      this.#failed ??= installing ? 'install' : 'other';
      end('failed', describeFault(error));
    }
  }

  async #perform(action: Action, number: number, end: EndAction): Promise<boolean> {
    if (action.type === 'shell') return this.#shell(action.command, number, end);
    if (action.type === 'start') return this.#start(action.command, number, end);
    return this.#file(action, number, end);
  }

  async #file(action: FileAction, number: number, end: EndAction): Promise<boolean> {
    const outcome = await applyFileAction(action, this.#deps);
    if (!outcome.ok) {
      end('failed', { reason: outcome.reason, advice: outcome.advice });
      return false;
    }
    const { added, removed, before, after, note } = outcome;
    this.#report(number, {
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { content: after }),
    });
    // The next action need not wait for it.
    this.#kept = Promise.all([this.#kept, this.#deps.keep()]).then(() =>
      end('done', { added, removed, ...(note === undefined ? {} : { reason: note }) }),
    );
    return true;
  }

  async #shell(command: string, number: number, end: EndAction): Promise<boolean> {
    const { dependencies, files } = this.#deps;
    if (dependencies.isUpToDate(command)) {
      end('done', { exitCode: 0, reason: 'Everything is installed already.' });
      return true;
    }
    const container = await this.#deps.container();
    const installing = isInstall(command);
    const done = this.#deps.onCommand(command);
    if (installing) this.#deps.onInstall(true);
    let output = '';
    let outcome: CommandOutcome;
    try {
      outcome = await runCommand(container, command, {
        signal: this.#signal,
        ...(this.#deps.limits ? { limits: this.#deps.limits } : {}),
        onOutput: (chunk) => {
          output = (output + chunk).slice(-8000);
          if (installing) this.#deps.onInstallOutput(chunk);
          this.#report(number, { output });
        },
      });
    } finally {
      done();
      if (installing) this.#deps.onInstall(false);
    }
    await files.refresh();
    rememberSeen(this.#deps);
    if (outcome.kind === 'exited')
      this.#deps.onCommandEnded({ command, output: outcome.output, exitCode: outcome.code });
    if (outcome.kind === 'exited' && outcome.code === 0) {
      if (installing) dependencies.markInstalled();
      end('done', { exitCode: 0, output: cleanOutput(outcome.output) });
      return true;
    }
    this.#endFailed(outcome, end);
    return false;
  }

  #endFailed(outcome: CommandOutcome, end: EndAction): void {
    const output = cleanOutput(outcome.output);
    if (outcome.kind === 'aborted') return end('aborted', { output, reason: 'It was stopped.' });
    if (outcome.kind === 'exited') {
      end('failed', { exitCode: outcome.code, output, reason: `It ended with exit code ${outcome.code}.` });
      return;
    }
    const { silenceMs, totalMs } = this.#deps.limits ?? COMMAND_LIMITS;
    if (outcome.kind === 'waiting') {
      return end('failed', {
        output,
        reason: `It waited for input at “${outcome.prompt}” for ${seconds(silenceMs)} and was stopped.`,
        advice:
          'Commands cannot be answered. Pass the answers as options (such as --yes), or write the files yourself.',
      });
    }
    end('failed', {
      output,
      reason: `It did not end within ${seconds(totalMs)} and was stopped.`,
      advice: 'shell is for commands that end. Use start for a server, and no watch modes.',
    });
  }

  async #start(command: string, number: number, end: EndAction): Promise<boolean> {
    const container = await this.#deps.container();
    const outcome = await this.#deps.devServer.start(container, command, this.#signal);
    switch (outcome.kind) {
      case 'ready':
        end('done', { reason: `It listens on port ${outcome.port}.` });
        return true;
      case 'already-running':
        end('done', { reason: 'It is running already.' });
        return true;
      case 'aborted':
        end('aborted', { output: cleanOutput(outcome.output), reason: 'It was stopped.' });
        return false;
      case 'no-port':
        end('failed', {
          output: cleanOutput(outcome.output),
          reason: 'It opened no port.',
          advice: 'start is for a server that listens on a port; use shell for commands that end.',
        });
        return false;
      case 'exited':
        end('failed', {
          exitCode: outcome.code,
          output: cleanOutput(outcome.output),
          reason: `It ended with exit code ${outcome.code} instead of serving.`,
        });
        this.#report(number, { output: '' });
        return false;
    }
  }
}

type EndAction = (status: ReceiptStatus, rest?: Partial<Receipt>) => void;

/** After a command the model's picture of the files is what is there now. */
export function rememberSeen({ files, seen }: Pick<ActionDeps, 'files' | 'seen'>): void {
  for (const path of ['package.json']) {
    const text = files.text(path);
    if (text !== undefined) seen.set(path, text);
  }
}

function describeFault(error: unknown): { reason: string; advice?: string } {
  if (error instanceof BootError) return { reason: `${error.message} ${error.todo}` };
  return { reason: error instanceof Error ? error.message : String(error) };
}

function seconds(ms: number): string {
  return ms >= 120_000 ? `${Math.round(ms / 60_000)} minutes` : `${Math.round(ms / 1000)} seconds`;
}
