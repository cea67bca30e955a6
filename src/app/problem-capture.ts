/**
 * Everything that breaks in a project becomes a problem here, whoever tells of it: a command, the dev server's output, its end,
 * a port, the page. And it knows when a problem is over: when what its source demands was done and it has not come back.
 */
import { consoleMessage } from '../agent/console-message.ts';
import type { PageEvent } from '../agent/page-event.ts';
import {
  createProblem,
  problemFromPreview,
  problemsFromCommand,
  type FailedCommand,
  type PreviewFailure,
  type Problem,
  type ProblemContext,
  type ProblemSource,
} from '../agent/problem.ts';
import { isNoise } from '../agent/problem-noise.ts';
import { pageProblem } from '../agent/page-problem.ts';
import type { Stores } from '../state/stores.ts';
import type { ContainerSource } from './container.ts';
import { PageWatch, type PageWatchTimes } from './page-watch.ts';
import type { ProjectFiles } from './project-files.ts';
import { ServerLog } from './server-log.ts';
import { SourceMaps } from './source-maps.ts';

export interface ProblemCaptureDeps {
  readonly stores: Pick<Stores, 'problems' | 'preview' | 'runtime'>;
  readonly files: Pick<ProjectFiles, 'text' | 'paths'>;
  readonly container: ContainerSource;
  readonly now: () => number;
  readonly pageTimes?: PageWatchTimes;
}

/** What the client tells of a page. */
export interface ClientMessage {
  readonly type: 'PREVIEW_UNCAUGHT_EXCEPTION' | 'PREVIEW_UNHANDLED_REJECTION' | 'PREVIEW_CONSOLE_ERROR';
  readonly message?: string;
  readonly args?: readonly unknown[];
  readonly stack?: string | undefined;
  readonly port: number;
  readonly previewId: string;
}

const FAILURES = {
  PREVIEW_UNCAUGHT_EXCEPTION: 'uncaught',
  PREVIEW_UNHANDLED_REJECTION: 'rejection',
  PREVIEW_CONSOLE_ERROR: 'console',
} as const satisfies Record<string, PreviewFailure>;

/** A hot update that did not go through: the page is what it was, and says what is wrong when it is loaded. */
const NOT_APPLIED = /\bwarnFailedUpdate\b|\[vite\] Failed to reload/;

/** A server that is not there yet may come within this time. Milliseconds. */
const LATE_SERVER_MS = 4000;
/** A server that closes its port to start itself again has this long. Milliseconds. */
const RESTART_MS = 10_000;

export class ProblemCapture {
  readonly page: PageWatch;
  readonly #deps: ProblemCaptureDeps;
  readonly #maps: SourceMaps;
  readonly #log: ServerLog;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #serverStartedAt = 0;
  #command = '';
  /** Of the problem that nothing listens any more. */
  #closedPort: string | undefined;

  constructor(deps: ProblemCaptureDeps) {
    this.#deps = deps;
    this.#maps = new SourceMaps(deps.container);
    this.page = new PageWatch(deps.stores.preview, deps.pageTimes);
    this.page.onSettled((startedAt) => this.#over(['preview', 'transform'], startedAt));
    this.#log = new ServerLog((output) =>
      this.#reportServer({ command: this.#command, output, server: true }),
    );
  }

  /** When the dev command that runs was started. Milliseconds since the epoch. */
  get serverStartedAt(): number {
    return this.#serverStartedAt;
  }

  /** A command has ended. */
  commandEnded(ended: FailedCommand & { readonly exitCode: number }): void {
    if (ended.exitCode !== 0) return this.report(problemsFromCommand(ended, this.#context()));
    const { problems } = this.#deps.stores;
    const gone = problems
      .getState()
      .problems.filter(({ command }) => command !== undefined && command === ended.command);
    problems.getState().remove(gone.map(({ fingerprint }) => fingerprint));
  }

  /** node_modules is as package.json asks for. */
  installed(): void {
    this.#over(['install'], this.#deps.now() + 1);
  }

  serverStarted(command: string): void {
    this.#log.clear();
    this.#command = command;
    this.#serverStartedAt = this.#deps.now();
  }

  serverOutput(chunk: string): void {
    this.#log.push(chunk);
    this.page.stir();
  }

  serverEnded(command: string, exitCode: number): void {
    const output = this.#log.takeLast();
    if (exitCode !== 0) this.#reportServer({ command, output, exitCode, server: true });
  }

  /** A start that came to nothing although the command goes on. */
  serverWithoutPort(command: string): void {
    const message = `${command} opened no port, so there is nothing to show.`;
    this.report([createProblem({ source: 'server', message, command }, this.#context())]);
  }

  portOpened(): void {
    if (this.#closedPort !== undefined) this.#deps.stores.problems.getState().remove([this.#closedPort]);
    const startedAt = this.#serverStartedAt;
    if (startedAt > 0) this.#later(LATE_SERVER_MS, () => this.#over(['server', 'host'], startedAt));
  }

  /** @param isWanted - whether the server was ended by us, or has ended: then its end is told. */
  portClosed(port: number, isWanted: () => boolean): void {
    const startedAt = this.#serverStartedAt;
    this.#later(RESTART_MS, () => {
      // A server that was started since then tells of itself.
      if (isWanted() || startedAt !== this.#serverStartedAt) return;
      if (this.#deps.stores.runtime.getState().ports.length > 0) return;
      const message = `The server closed port ${port} and opened no other.`;
      const problem = createProblem({ source: 'server', message, command: this.#command }, this.#context());
      this.#closedPort = problem.fingerprint;
      this.report([problem]);
    });
  }

  hostFailed(message: string): void {
    this.report([createProblem({ source: 'host', message }, this.#context())]);
  }

  async clientMessage(message: ClientMessage): Promise<void> {
    const failure = FAILURES[message.type];
    const text = message.message ?? consoleMessage(message.args ?? []);
    if (failure === 'console' && NOT_APPLIED.test(`${text}\n${message.stack ?? ''}`))
      return this.page.outdated();
    const own = /\n\s+at \S|\n\S*@https?:/.test(text) ? text : message.stack;
    const stack = own === undefined ? {} : { stack: own };
    if (isNoise({ message: text, failure, ...stack })) return;
    this.page.failed(message.previewId);
    const mapped = own === undefined ? {} : { stack: await this.#maps.map(own, message.port) };
    this.report([problemFromPreview({ failure, message: text, ...mapped }, this.#context())]);
  }

  pageEvent(event: PageEvent): void {
    this.page.event(event);
    if (event.event === 'overlay-cleared') {
      this.#over(['transform'], this.#deps.now() + 1);
      return;
    }
    const { ports } = this.#deps.stores.runtime.getState();
    const url = ports.find(({ port }) => port === event.port)?.url;
    const problem = pageProblem(event, {
      ...this.#context(),
      paths: this.#deps.files.paths(),
      ...(url === undefined ? {} : { origin: new URL(url).origin }),
    });
    if (problem) this.report([problem]);
  }

  report(problems: readonly Problem[]): void {
    for (const problem of problems) this.#deps.stores.problems.getState().add(problem);
  }

  close(): void {
    this.#log.clear();
    this.page.close();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #reportServer(failed: FailedCommand): void {
    const found = problemsFromCommand(failed, this.#context());
    const late = found.filter(({ code, source }) => code === 'ECONNREFUSED' && source === 'server');
    this.report(found.filter((problem) => !late.includes(problem)));
    for (const problem of late) {
      const port = Number(/\bport (\d+)/.exec(problem.message)?.[1]);
      this.#later(LATE_SERVER_MS, () => {
        if (!this.#isOpen(port)) this.report([problem]);
      });
    }
  }

  #isOpen(port: number): boolean {
    return this.#deps.stores.runtime.getState().ports.some((own) => own.port === port);
  }

  /** Removes what was last seen before a time at which all of its kind would have come back. */
  #over(sources: readonly ProblemSource[], before: number): void {
    const { problems, remove } = this.#deps.stores.problems.getState();
    const gone = problems.filter(({ source, lastSeen }) => sources.includes(source) && lastSeen < before);
    if (gone.length > 0) remove(gone.map(({ fingerprint }) => fingerprint));
  }

  #later(milliseconds: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, milliseconds);
    this.#timers.add(timer);
  }

  #context(): ProblemContext {
    return { now: this.#deps.now(), read: (path) => this.#deps.files.text(path) };
  }
}
