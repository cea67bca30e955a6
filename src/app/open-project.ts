/** One open project: its files, runtime, terminals and turns, kept as they change. */
import type { ProjectLock } from '../storage/project-lock.ts';
import { actionsOf, type ChatMessage } from '../state/chat-store.ts';
import type { FileEntry } from '../state/project-store.ts';
import { runCommand } from './run-command.ts';
import { keepFailureOf } from './app-storage.ts';
import { Code } from './code.ts';
import { FolderSync } from './folder-sync.ts';
import { Keeper } from './keeper.ts';
import { PreviewCamera } from './preview-camera.ts';
import { ProjectFiles, type FileContent } from './project-files.ts';
import { ProjectVersions } from './project-versions.ts';
import { Repairs } from './repairs.ts';
import { RuntimeSession } from './runtime-session.ts';
import type { Publisher } from './publish/publisher.ts';
import type { TabwrightDeps } from './tabwright-deps.ts';
import { Terminals } from './terminals.ts';
import { ToolCache } from './tool-cache.ts';
import { Turns } from './turns.ts';
import { keepVersions } from './version-keeping.ts';

/** A server of plain files. */
const SERVE = 'npx --yes serve --listen 3000';

export class OpenProject {
  readonly id: string;
  readonly files: ProjectFiles;
  readonly terminals: Terminals;
  readonly runtime: RuntimeSession;
  readonly turns: Turns;
  readonly code: Code;
  readonly versions: ProjectVersions;
  readonly camera: PreviewCamera;
  readonly repairs: Repairs;
  readonly #deps: TabwrightDeps;
  readonly #abort = new AbortController();
  readonly #keeper: Keeper;
  readonly #toolCache: ToolCache;
  readonly #cleanups: (() => void)[] = [];
  #lock: ProjectLock | undefined;
  #named = false;
  #publisher: Promise<Publisher> | undefined;
  #endSync: (() => void) | undefined;

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
      onEnd: (reply, before) => void this.repairs.turnEnded(reply, before),
    });
    this.repairs = new Repairs({
      stores,
      files: this.files,
      turns: this.turns,
      runtime: this.runtime,
      runDev: () => this.runDev(),
      now,
    });
    this.code = new Code({ files: this.files, editor: stores.editor, save: () => this.save() });
    const onFailure = (error: unknown): void => stores.storage.getState().setFailure(keepFailureOf(error));
    this.camera = new PreviewCamera(stores.preview);
    this.versions = new ProjectVersions({
      project: id,
      storage: deps.storage,
      stores,
      files: this.files,
      onFailure,
    });
    this.#toolCache = new ToolCache({
      read: async () => (await deps.storage).projects.cache(id),
      keep: async (archive) => (await deps.storage).projects.keepCache(id, archive),
    });
    this.#keeper = new Keeper({
      write: () => this.#write(),
      onOutcome: (error) => {
        const { failure, setFailure } = stores.storage.getState();
        if (error !== undefined) onFailure(error);
        else if (failure?.kind === 'full' || failure?.kind === 'failed') setFailure(undefined);
      },
    });
  }

  async create(title: string, files: readonly (readonly [string, FileContent])[]): Promise<void> {
    await this.#takeLock();
    this.#reset(title);
    this.#named = files.length > 0;
    this.files.load(files);
    this.#deps.stores.project.getState().setLoading(false);
    if (files.length > 0) await this.#bootedFiles(files);
    this.turns.markSeen();
    await this.save();
    await this.versions.keep('Imported');
    this.#keepChanges();
    this.runtime.container().catch(() => undefined);
  }

  /**
   * Brings back a project as it was kept; read-only when another tab has it.
   * @returns false when there is no such project.
   */
  async load(): Promise<boolean> {
    const storage = await this.#deps.storage;
    await this.#takeLock();
    const record = await storage.projects.load(this.id);
    if (!record) {
      await this.#lock?.release();
      return false;
    }
    this.#reset(record.title);
    this.#named = true;
    const { project, chat, editor, runtime } = this.#deps.stores;
    this.files.load(record.files);
    chat.getState().load(record.messages.map(settle));
    chat.getState().setDraft(record.unsaved?.request ?? '');
    editor.getState().setTabs(record.tabs, record.activeTab);
    for (const [path, draft] of Object.entries(record.unsaved?.drafts ?? {}))
      editor.getState().setDraft(path, draft);
    if (record.devCommand !== undefined) runtime.getState().setDev(record.devCommand);
    project.getState().setReadOnly(!this.writable);
    project.getState().setPicture(record.picture);
    await this.versions.load();
    if (this.writable) void this.versions.keep('Your changes', record.messages);
    project.getState().setLoading(false);
    this.turns.markSeen();
    if (this.writable) this.#keepChanges();
    return true;
  }

  /** Whether this tab may change the project. */
  get writable(): boolean {
    return this.#lock?.held ?? false;
  }

  /** Makes this tab the one that writes; the other saves and stops. The project is then to be opened again. */
  async takeOver(): Promise<void> {
    // What is shown here is older than what the other tab keeps.
    this.#keeper.stop();
    await this.#lock?.takeOver();
  }

  /** Boots, installs and starts again what ran. */
  async resume(): Promise<void> {
    const container = await this.runtime.container().catch(() => undefined);
    if (container && (this.files.has('package.json') || this.#devCommand() !== undefined)) {
      await this.runDev();
      await this.repairs.health.check();
    }
  }

  /** Installs if needed and starts the dev server. */
  async runDev(): Promise<void> {
    const { runtime } = this.#deps.stores;
    const container = await this.runtime.container();
    if (!(await this.install())) return;
    await this.#toolCache.restore(container);
    const command = runtime.getState().devCommand ?? this.#devCommand();
    if (command !== undefined) await this.runtime.devServer.start(container, command, this.#abort.signal);
  }

  /** Goes back to a version: its files and chat, as a new version; what runs is installed and started again if needed. */
  async restore(version: string): Promise<void> {
    if (this.turns.busy) return;
    const { needsInstall } = await this.versions.restore(version);
    this.repairs.startOver();
    this.#deps.stores.runtime.getState().setDev(startedBy(this.#deps.stores.chat.getState().messages));
    await this.save();
    this.turns.markSeen();
    if (needsInstall) {
      this.runtime.dependencies.reset();
      await this.runtime.devServer.stop();
    }
    await this.runDev();
    await this.repairs.health.checkAnew();
  }

  /** Installs the packages unless they are there; false when that failed, which is then a problem. */
  async install(): Promise<boolean> {
    const { dependencies } = this.runtime;
    if (!this.files.has('package.json') || dependencies.isUpToDate('npm install')) return true;
    const container = await this.runtime.container();
    const actions = this.runtime.actionDeps();
    actions.onInstall(true);
    const outcome = await runCommand(container, 'npm install', {
      signal: this.#abort.signal,
      onOutput: actions.onInstallOutput,
    }).finally(() => actions.onInstall(false));
    if (outcome.kind !== 'exited') return false;
    const ended = { command: 'npm install', output: outcome.output, exitCode: outcome.code };
    actions.onCommandEnded(ended);
    if (outcome.code === 0) dependencies.markInstalled();
    return outcome.code === 0;
  }

  /** Made when it is first asked for: most visits publish nothing. */
  publisher(): Promise<Publisher> {
    this.#publisher ??= this.#makePublisher();
    return this.#publisher;
  }

  /** Writes the project to a folder, now and with every change, until it cannot be written any more. */
  async saveToFolder(folder: FileSystemDirectoryHandle): Promise<void> {
    const { project, ui } = this.#deps.stores;
    this.stopSavingToFolder();
    const sync = new FolderSync(folder);
    const keeper = new Keeper({
      write: () => sync.write(this.files.snapshot(), project.getState().title),
      onOutcome: (error) => {
        if (error === undefined) return;
        this.stopSavingToFolder();
        ui.getState().notify('error', `“${folder.name}” cannot be written any more: ${String(error)}`);
      },
    });
    const off = project.subscribe((now, old) => {
      if (now.files !== old.files) keeper.touch();
    });
    this.#endSync = () => {
      off();
      keeper.stop();
    };
    project.getState().setFolder(folder.name);
    await keeper.save();
  }

  stopSavingToFolder(): void {
    this.#endSync?.();
    this.#endSync = undefined;
    this.#deps.stores.project.getState().setFolder(undefined);
  }

  async stopDev(): Promise<void> {
    await this.runtime.devServer.stop();
    this.#deps.stores.runtime.getState().setStage('idle', this.#deps.now());
  }

  /** Resolves when everything is kept as it is now; a failure is shown, and saving goes on being tried. */
  save(): Promise<void> {
    return this.#keeper.save();
  }

  async close(): Promise<void> {
    this.repairs.close();
    await this.turns.stop();
    (await this.#publisher)?.stop();
    await this.#keeper.close();
    await this.#toolCache.kept();
    for (const cleanup of this.#cleanups) cleanup();
    this.stopSavingToFolder();
    await this.#lock?.release();
    this.#abort.abort();
    await this.runtime.close();
    this.terminals.reset();
    const { project, chat, editor, preview, problems, runtime, publish } = this.#deps.stores;
    project.getState().close();
    chat.getState().load([]);
    editor.getState().reset();
    preview.getState().reset();
    problems.getState().reset();
    runtime.getState().reset();
    publish.getState().reset();
  }

  async #makePublisher(): Promise<Publisher> {
    const { stores, storage, edge, now } = this.#deps;
    const [{ Publisher }, { projects }] = await Promise.all([import('./publish/publisher.ts'), storage]);
    return new Publisher({
      project: this.id,
      store: stores.publish,
      register: projects,
      fetcher: edge.fetch,
      container: this.runtime.container,
      install: () => this.install(),
      files: () => this.files.snapshot(),
      title: () => stores.project.getState().title,
      built: (ended) => this.runtime.actionDeps().onCommandEnded(ended),
      token: (target) => stores.settings.getState().keys[target] || undefined,
      now,
    });
  }

  async #write(): Promise<void> {
    const { project, chat, editor, runtime } = this.#deps.stores;
    if (project.getState().id !== this.id || !this.writable) return;
    this.#takeTitle();
    const { active, tabs, drafts } = editor.getState();
    const { messages, draft } = chat.getState();
    const { devCommand } = runtime.getState();
    const files = this.files.snapshot();
    const { title, picture } = project.getState();
    const { projects } = await this.#deps.storage;
    await projects.save({
      id: this.id,
      title,
      updatedAt: this.#deps.now(),
      files,
      messages,
      tabs,
      unsaved: { drafts, request: draft },
      ...(active === undefined ? {} : { activeTab: active }),
      ...(picture === undefined ? {} : { picture }),
      ...(devCommand === undefined ? {} : { devCommand }),
    });
  }

  /** From here on whatever changes is kept within the second. */
  #keepChanges(): void {
    const { project, chat, editor, runtime } = this.#deps.stores;
    const { touch } = this.#keeper;
    this.#cleanups.push(
      keepVersions({
        stores: this.#deps.stores,
        versions: this.versions,
        page: this.runtime.problems.page,
        camera: this.camera,
      }),
      this.runtime.problems.page.onSettled(
        () => void this.runtime.container().then((container) => this.#toolCache.keep(container)),
      ),
      chat.subscribe((now, old) => {
        if (now.messages !== old.messages || now.draft !== old.draft) touch();
      }),
      project.subscribe((now, old) => {
        if (now.files !== old.files || now.title !== old.title || now.picture !== old.picture) touch();
      }),
      editor.subscribe((now, old) => {
        if (now.tabs !== old.tabs || now.active !== old.active || now.drafts !== old.drafts) touch();
      }),
      runtime.subscribe((now, old) => {
        if (now.devCommand !== old.devCommand) touch();
      }),
    );
  }

  async #takeLock(): Promise<void> {
    this.#lock ??= await this.#deps.lock({
      project: this.id,
      beforeLoss: async () => {
        this.repairs.close();
        await this.turns.stop();
        await this.save();
      },
      onLost: () => void this.#becomeReader(),
    });
  }

  /** Another tab writes now: nothing runs here any more, as both would serve the same addresses. */
  async #becomeReader(): Promise<void> {
    const { project, preview, runtime } = this.#deps.stores;
    this.#keeper.stop();
    project.getState().setReadOnly(true);
    this.repairs.close();
    await this.turns.stop();
    await this.runtime.close();
    preview.getState().reset();
    runtime.getState().reset();
  }

  /** A runtime that was warmed up has no files yet: they are written one by one. */
  async #bootedFiles(files: readonly (readonly [string, FileContent])[]): Promise<void> {
    for (const [path, content] of files) await this.files.write(path, content);
  }

  #reset(title: string): void {
    const { project, chat, editor, preview, problems, versions } = this.#deps.stores;
    project.getState().open(this.id, title);
    versions.getState().setVersions([]);
    chat.getState().load([]);
    editor.getState().reset();
    preview.getState().reset();
    problems.getState().reset();
  }

  /** A script of package.json; a page without one is served as it is. */
  #devCommand(): string | undefined {
    try {
      const parsed = JSON.parse(this.files.text('package.json') ?? '{}') as {
        scripts?: Record<string, string>;
      };
      const name = ['dev', 'start'].find((script) => parsed.scripts?.[script] !== undefined);
      if (name !== undefined) return `npm run ${name}`;
      return this.files.has('index.html') ? SERVE : undefined;
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

/** What the chat says starts the app. */
function startedBy(messages: readonly ChatMessage[]): string | undefined {
  return messages
    .flatMap((message) => (message.role === 'assistant' ? actionsOf(message) : []))
    .findLast(({ type, status }) => type === 'start' && status === 'done')?.target;
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
