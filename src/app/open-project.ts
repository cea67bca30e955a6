/** One open project: its files, runtime, terminals and turns, kept as they change. */
import { actionsOf, type ChatMessage } from '../state/chat-store.ts';
import type { FileEntry } from '../state/project-store.ts';
import { runCommand } from './run-command.ts';
import { Code } from './code.ts';
import { ProjectFiles, type FileContent } from './project-files.ts';
import { RuntimeSession } from './runtime-session.ts';
import type { TabwrightDeps } from './tabwright-deps.ts';
import { Terminals } from './terminals.ts';
import { Turns } from './turns.ts';

export class OpenProject {
  readonly id: string;
  readonly files: ProjectFiles;
  readonly terminals: Terminals;
  readonly runtime: RuntimeSession;
  readonly turns: Turns;
  readonly code: Code;
  readonly #deps: TabwrightDeps;
  readonly #abort = new AbortController();
  #named = false;

  constructor(id: string, deps: TabwrightDeps) {
    const { stores, edge, now, newId } = deps;
    this.id = id;
    this.#deps = deps;
    stores.runtime.getState().reset();
    this.files = new ProjectFiles((index) => {
      if (stores.project.getState().id === id)
        stores.project.getState().setFiles(keepMarks(index, stores.project.getState().files));
    });
    this.terminals = new Terminals(stores.terminals);
    this.runtime = new RuntimeSession({
      stores,
      files: this.files,
      terminals: this.terminals,
      boot: () => deps.boot(id),
      now,
    });
    this.turns = new Turns({
      stores,
      files: this.files,
      edge,
      actions: this.runtime.actionDeps(),
      now,
      newId,
      save: () => this.save(),
    });
    this.code = new Code({ files: this.files, editor: stores.editor, save: () => this.save() });
  }

  async create(title: string, files: readonly (readonly [string, FileContent])[]): Promise<void> {
    this.#reset(title);
    this.files.load(files);
    this.#deps.stores.project.getState().setLoading(false);
    if (files.length > 0) await this.#bootedFiles(files);
    this.turns.markSeen();
    await this.save();
    this.runtime.container().catch(() => undefined);
  }

  /** @returns false when there is no such project. */
  async load(): Promise<boolean> {
    const record = await this.#deps.repository.load(this.id);
    if (!record) return false;
    this.#reset(record.title);
    this.#named = true;
    const { project, chat, editor, runtime } = this.#deps.stores;
    this.files.load(record.files);
    chat.getState().load(record.messages.map(settle));
    editor.getState().setTabs(record.tabs, record.activeTab);
    if (record.devCommand !== undefined) runtime.getState().setDev(record.devCommand);
    project.getState().setLoading(false);
    this.turns.markSeen();
    return true;
  }

  /** Boots, installs and starts again what ran. */
  async resume(): Promise<void> {
    const container = await this.runtime.container().catch(() => undefined);
    if (container && this.files.has('package.json')) await this.runDev();
  }

  /** Installs if needed and starts the dev server. */
  async runDev(): Promise<void> {
    const { runtime } = this.#deps.stores;
    const container = await this.runtime.container();
    const { dependencies } = this.runtime;
    const actions = this.runtime.actionDeps();
    if (!dependencies.isUpToDate('npm install')) {
      actions.onInstall(true);
      const outcome = await runCommand(container, 'npm install', {
        signal: this.#abort.signal,
        onOutput: actions.onInstallOutput,
      }).finally(() => actions.onInstall(false));
      if (outcome.kind !== 'exited') return;
      actions.onCommandEnded({
        command: 'npm install',
        output: outcome.output,
        exitCode: outcome.code,
      });
      if (outcome.code !== 0) return;
      dependencies.markInstalled();
    }
    const command = runtime.getState().devCommand ?? this.#devCommand();
    if (command !== undefined) await this.runtime.devServer.start(container, command, this.#abort.signal);
  }

  async stopDev(): Promise<void> {
    await this.runtime.devServer.stop();
    this.#deps.stores.runtime.getState().setStage('idle', this.#deps.now());
  }

  async save(): Promise<void> {
    const { project, chat, editor, runtime, ui } = this.#deps.stores;
    if (project.getState().id !== this.id) return;
    this.#takeTitle();
    const { active, tabs } = editor.getState();
    const { devCommand } = runtime.getState();
    try {
      await this.#deps.repository.save({
        id: this.id,
        title: project.getState().title,
        updatedAt: this.#deps.now(),
        files: this.files.snapshot(),
        messages: chat.getState().messages,
        tabs,
        ...(active === undefined ? {} : { activeTab: active }),
        ...(devCommand === undefined ? {} : { devCommand }),
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      ui.getState().notify('error', `The project could not be kept in this browser: ${reason}`);
    }
  }

  async close(): Promise<void> {
    await this.turns.stop();
    await this.save();
    this.#abort.abort();
    await this.runtime.close();
    this.terminals.reset();
    const { project, chat, editor, preview, problems, runtime } = this.#deps.stores;
    project.getState().close();
    chat.getState().load([]);
    editor.getState().reset();
    preview.getState().reset();
    problems.getState().reset();
    runtime.getState().reset();
  }

  /** A runtime that was warmed up has no files yet: they are written one by one. */
  async #bootedFiles(files: readonly (readonly [string, FileContent])[]): Promise<void> {
    for (const [path, content] of files) await this.files.write(path, content);
  }

  #reset(title: string): void {
    const { project, chat, editor, preview, problems } = this.#deps.stores;
    project.getState().open(this.id, title);
    chat.getState().load([]);
    editor.getState().reset();
    preview.getState().reset();
    problems.getState().reset();
  }

  #devCommand(): string | undefined {
    try {
      const parsed = JSON.parse(this.files.text('package.json') ?? '{}') as {
        scripts?: Record<string, string>;
      };
      const name = ['dev', 'start'].find((script) => parsed.scripts?.[script] !== undefined);
      return name === undefined ? undefined : `npm run ${name}`;
    } catch {
      // npm says what is wrong with it.
      return undefined;
    }
  }

  /** The first artifact's title names a new project better than its prompt. */
  #takeTitle(): void {
    if (this.#named) return;
    const { project, chat } = this.#deps.stores;
    for (const message of chat.getState().messages) {
      if (message.role !== 'assistant' || actionsOf(message).length === 0) continue;
      const title = message.artifacts[0]?.title;
      if (title) project.getState().setTitle(title);
      this.#named = true;
    }
  }
}

/** A reply that ran when the tab was closed did not end well: it can be continued. */
function settle(message: ChatMessage): ChatMessage {
  if (message.role !== 'assistant' || (message.status !== 'streaming' && message.status !== 'running'))
    return message;
  return {
    ...message,
    status: 'stopped',
    artifacts: message.artifacts.map((artifact) => ({
      ...artifact,
      actions: artifact.actions.map((action) =>
        action.receipt
          ? action
          : {
              ...action,
              status: 'aborted',
              receipt: {
                type: action.type,
                target: action.target,
                status: 'aborted',
                durationMs: 0,
                reason: 'The tab was closed before it was done.',
              },
            },
      ),
    })),
  };
}

type Index = Record<string, FileEntry>;

function keepMarks(index: Index, old: Readonly<Index>): Index {
  return Object.fromEntries(
    Object.entries(index).map(([path, entry]) => {
      const change = old[path]?.change;
      return [path, change === undefined ? entry : { ...entry, change }];
    }),
  );
}
