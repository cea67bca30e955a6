/** One project's runtime: boots it once, maps its events to the store, and knows what runs in it. */
import type { PageEvent } from '../agent/page-event.ts';
import { BootError } from '../runtime/boot-error.ts';
import type { Stores } from '../state/stores.ts';
import type { ActionDeps } from './action-runner.ts';
import type { Container } from './container.ts';
import { Dependencies, isInstall, readInstallProgress } from './dependencies.ts';
import { DevServer } from './dev-server.ts';
import { ProblemCapture } from './problem-capture.ts';
import type { ProjectFiles } from './project-files.ts';
import { ShownPort } from './shown-port.ts';
import type { Terminals } from './terminals.ts';

export interface RuntimeSessionDeps {
  readonly stores: Pick<Stores, 'runtime' | 'preview' | 'problems' | 'terminals'>;
  readonly files: ProjectFiles;
  readonly terminals: Terminals;
  readonly boot: () => Promise<Container>;
  readonly now: () => number;
}

export class RuntimeSession {
  readonly dependencies: Dependencies;
  readonly devServer: DevServer;
  readonly problems: ProblemCapture;
  readonly #deps: RuntimeSessionDeps;
  readonly #shownPort: ShownPort;
  #container: Promise<Container> | undefined;
  #live: Container | undefined;
  #closed = false;
  #processes = 0;
  readonly #cleanups: (() => void)[] = [];

  constructor(deps: RuntimeSessionDeps) {
    this.#deps = deps;
    this.#shownPort = new ShownPort(deps.stores);
    this.dependencies = new Dependencies(deps.files);
    this.problems = new ProblemCapture({ ...deps, container: () => this.container() });
    this.devServer = new DevServer({
      onStart: (command) => {
        const { runtime } = deps.stores;
        runtime.getState().setDev(command);
        this.#stage('starting');
        this.problems.serverStarted(command);
        deps.terminals.serverStarted(command);
      },
      onOutput: (chunk) => {
        deps.terminals.serverOutput(chunk);
        this.problems.serverOutput(chunk);
      },
      onNoPort: (command) => this.problems.serverWithoutPort(command),
      onExit: (command, code, wanted) => this.#serverEnded(command, code, wanted),
    });
  }

  /** The container, booted on the first call and holding the project's files. */
  container = (): Promise<Container> => {
    this.#container ??= this.#boot();
    return this.#container;
  };

  /** What the page in the preview tells. */
  pageEvent(event: PageEvent): void {
    this.#shownPort.pageEvent(event);
    this.problems.pageEvent(event);
  }

  /** Boots again after a failure. */
  retry(): void {
    this.#container = undefined;
    this.container().catch(() => undefined);
  }

  /** What actions need of the runtime. */
  actionDeps(): Omit<ActionDeps, 'seen' | 'files' | 'editor' | 'now' | 'keep'> {
    const { runtime } = this.#deps.stores;
    return {
      container: this.container,
      dependencies: this.dependencies,
      devServer: this.devServer,
      onInstall: (running) => this.#stage(running ? 'installing' : this.#restStage()),
      onInstallOutput: (chunk) => {
        const progress = readInstallProgress(chunk);
        if (progress) runtime.getState().setInstall(progress);
      },
      onCommand: (command) => this.trackProcess(command, 'action'),
      onCommandEnded: (ended) => {
        this.problems.commandEnded(ended);
        if (ended.exitCode === 0 && isInstall(ended.command)) this.problems.installed();
      },
    };
  }

  trackProcess(command: string, kind: 'action' | 'shell' | 'server'): () => void {
    const { runtime } = this.#deps.stores;
    const id = ++this.#processes;
    runtime.getState().addProcess({ id, command, kind, startedAt: this.#deps.now() });
    return () => runtime.getState().removeProcess(id);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.problems.close();
    await this.devServer.stop();
    for (const cleanup of this.#cleanups) cleanup();
    this.#deps.files.detach();
    this.#live?.teardown();
    this.#live = undefined;
  }

  async #boot(): Promise<Container> {
    this.#stage('booting');
    let container: Container;
    try {
      container = await this.#deps.boot();
    } catch (error) {
      this.#bootFailed(error);
      throw error;
    }
    if (this.#closed) {
      container.teardown();
      throw new Error('The project was closed.');
    }
    this.#live = container;
    this.#listen(container);
    this.#stage('mounting');
    await this.#deps.files.attach(container);
    this.#watch(container);
    this.#stage('idle');
    return container;
  }

  #bootFailed(error: unknown): void {
    const { runtime } = this.#deps.stores;
    const failure =
      error instanceof BootError
        ? { reason: error.reason, message: error.message, todo: error.todo }
        : { reason: 'host-failed' as const, message: String(error), todo: 'Reload the page.' };
    runtime.getState().fail(failure, this.#deps.now());
  }

  #listen(container: Container): void {
    const { runtime } = this.#deps.stores;
    this.#cleanups.push(
      container.on('port', (port, type, url) => {
        if (type === 'open') {
          runtime.getState().openPort({ port, url });
          this.#shownPort.opened(port);
          this.#stage('ready');
          this.problems.portOpened();
          return;
        }
        this.problems.portClosed(port, () => this.devServer.command === undefined);
        runtime.getState().closePort(port);
        this.#shownPort.closed(port);
      }),
      container.on('preview-message', (message) => void this.problems.clientMessage(message)),
      container.on('error', ({ message }) => this.problems.hostFailed(message)),
    );
  }

  /** Programs and terminals write files too; a burst of changes is read once. */
  #watch(container: Container): void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const watcher = container.fs.watch('.', { recursive: true }, (_event, name) => {
      if (String(name).includes('node_modules')) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        this.#deps.files.refresh().catch(() => undefined);
      }, 300);
    });
    this.#cleanups.push(() => {
      clearTimeout(timer);
      watcher.close();
    });
  }

  #serverEnded(command: string, code: number, wanted: boolean): void {
    const { runtime, terminals } = this.#deps.stores;
    for (const session of terminals.getState().sessions) {
      if (session.kind === 'server')
        terminals.getState().update(session.id, { status: 'exited', exitCode: code });
    }
    if (wanted || this.#closed) return;
    runtime.getState().setDev(command, code);
    this.#stage('crashed');
    this.problems.serverEnded(command, code);
  }

  #restStage(): 'ready' | 'idle' {
    return this.devServer.command === undefined ? 'idle' : 'ready';
  }

  #stage(stage: Parameters<ReturnType<Stores['runtime']['getState']>['setStage']>[0]): void {
    this.#deps.stores.runtime.getState().setStage(stage, this.#deps.now());
  }
}
