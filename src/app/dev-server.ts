/** The project's long-running dev command: one at a time, started once, watched until it ends. */
import type { WebContainerProcess } from '@webcontainer/api';
import { createDeferred } from './deferred.ts';
import type { Container } from './container.ts';
import { readOutput, spawnShell } from './run-command.ts';

export type StartOutcome =
  | { readonly kind: 'ready'; readonly port: number }
  | { readonly kind: 'already-running' }
  | { readonly kind: 'exited'; readonly code: number; readonly output: string }
  | { readonly kind: 'no-port'; readonly output: string }
  | { readonly kind: 'aborted'; readonly output: string };

export interface DevServerEvents {
  onStart(command: string): void;
  onOutput(chunk: string): void;
  /** @param wanted - true when it was ended by us. */
  onExit(command: string, code: number, wanted: boolean): void;
  /** It goes on, and has opened no port. */
  onNoPort(command: string): void;
}

const PORT_LIMIT_MS = 90_000;
const MAX_OUTPUT = 400_000;

interface Running {
  readonly command: string;
  readonly process: WebContainerProcess;
  output: string;
  stopped: boolean;
  ready: boolean;
}

export class DevServer {
  #running: Running | undefined;
  #lastCommand: string | undefined;
  readonly #events: DevServerEvents;
  readonly #portLimitMs: number;

  constructor(events: DevServerEvents, portLimitMs = PORT_LIMIT_MS) {
    this.#events = events;
    this.#portLimitMs = portLimitMs;
  }

  get command(): string | undefined {
    return this.#running?.command;
  }

  /** The one that runs, or that ran last. */
  get lastCommand(): string | undefined {
    return this.#lastCommand;
  }

  get output(): string {
    return this.#running?.output ?? '';
  }

  /** Resolves when a port opens, or when it is clear that none will. */
  async start(container: Container, command: string, signal: AbortSignal): Promise<StartOutcome> {
    if (this.#running?.ready && this.#running.command === command) return { kind: 'already-running' };
    await this.stop();
    if (signal.aborted) return { kind: 'aborted', output: '' };
    const outcome = createDeferred<StartOutcome>();
    // Listening first: a quick server opens its port before `spawn` has answered.
    const off = container.on('port', (port, type) => {
      if (type === 'open') outcome.resolve({ kind: 'ready', port });
    });
    this.#lastCommand = command;
    this.#events.onStart(command);
    const process = await spawnShell(container, command);
    const running: Running = { command, process, output: '', stopped: false, ready: false };
    this.#running = running;
    const reading = readOutput(process, (chunk) => {
      running.output = (running.output + chunk).slice(-MAX_OUTPUT);
      this.#events.onOutput(chunk);
    });
    void process.exit.then(async (code) => {
      if (this.#running === running) this.#running = undefined;
      // The last words of a program come after its end.
      await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 200))]);
      this.#events.onExit(command, code, running.stopped);
      outcome.resolve({ kind: 'exited', code, output: running.output });
    });
    const timer = setTimeout(
      () => outcome.resolve({ kind: 'no-port', output: running.output }),
      this.#portLimitMs,
    );
    const onAbort = (): void => outcome.resolve({ kind: 'aborted', output: running.output });
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const result = await outcome.promise;
      running.ready = result.kind === 'ready';
      if (result.kind === 'no-port') this.#events.onNoPort(command);
      if (result.kind === 'aborted' || result.kind === 'no-port') await this.stop();
      return result;
    } finally {
      off();
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    }
  }

  async stop(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    running.stopped = true;
    this.#running = undefined;
    running.process.kill();
    await Promise.race([running.process.exit, new Promise((resolve) => setTimeout(resolve, 2000))]);
  }
}
