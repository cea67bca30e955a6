/**
 * The versions of the open project: one for every turn that changed files, one for what the person changed between turns. Going
 * back to one is a new version itself, so nothing is ever lost by it.
 */
import { hashFiles, type HashedFiles } from '../storage/file-trees.ts';
import { diffTrees, planRestore, verifyTree, type FileChange } from '../storage/version-diff.ts';
import type { ChatMessage } from '../state/chat-store.ts';
import type { Stores } from '../state/stores.ts';
import type { FileDifference, VersionInfo } from '../state/versions-store.ts';
import type { ChatStorage } from './app-storage.ts';
import type { FileSnapshot, ProjectFiles } from './project-files.ts';

export interface ProjectVersionsDeps {
  readonly project: string;
  readonly storage: Promise<ChatStorage>;
  readonly stores: Pick<Stores, 'versions' | 'chat' | 'editor'>;
  readonly files: ProjectFiles;
  /** Hears why a version could not be kept. */
  readonly onFailure: (error: unknown) => void;
}

export interface Restored {
  /** Whether packages have to be installed again. */
  readonly needsInstall: boolean;
}

export class ProjectVersions {
  readonly #deps: ProjectVersionsDeps;
  #last: Promise<unknown> = Promise.resolve();
  #hashed: HashedFiles | undefined;
  /** The files of the latest version, once it is known that they are. */
  #kept: FileSnapshot | undefined;

  constructor(deps: ProjectVersionsDeps) {
    this.#deps = deps;
  }

  /** Reads the list. */
  async load(): Promise<void> {
    const { project, storage, stores } = this.#deps;
    stores.versions.getState().setVersions(await (await storage).versions.list(project));
  }

  get latest(): VersionInfo | undefined {
    return this.#deps.stores.versions.getState().versions[0];
  }

  /** Whether the files are those of the latest version. */
  isLatest(): boolean {
    const { files } = this.#deps;
    const kept = this.#kept;
    return (
      kept !== undefined &&
      kept.size === files.paths().length &&
      Object.keys(files.changesSince(kept)).length === 0
    );
  }

  /** Keeps the files and the chat as they are now, if the files differ from the latest version. Never rejects. */
  keep(prompt: string, messages = this.#deps.stores.chat.getState().messages): Promise<void> {
    const files = this.#deps.files.snapshot();
    return this.#inOrder(async () => {
      this.#hashed = await hashFiles(files, this.#hashed);
      const { latest } = this;
      if (files.size === 0) return;
      const isKept = latest && verifyTree(this.#hashed.tree, await this.#tree(latest.id)).length === 0;
      if (!isKept) await this.#add({ prompt, files, chat: messages });
      this.#kept = files;
    }).catch(this.#deps.onFailure);
  }

  /** Says of a version how its app did, and what it looked like. Never rejects. */
  judge(id: string, change: { readonly green?: boolean; readonly picture?: string }): Promise<void> {
    return this.#inOrder(async () => {
      const { project, storage } = this.#deps;
      await (await storage).versions.update(project, id, change);
      await this.load();
    }).catch(this.#deps.onFailure);
  }

  /** What became of each file from one version to a later one; from the version before, unless given. */
  async compare(id: string, since?: string): Promise<FileDifference[]> {
    const { versions } = this.#deps.stores.versions.getState();
    const before = since ?? versions[versions.findIndex((own) => own.id === id) + 1]?.id;
    const changes = diffTrees(before === undefined ? {} : await this.#tree(before), await this.#tree(id));
    return Promise.all(changes.map((change) => this.#read(change)));
  }

  /**
   * Makes the files and the chat what they were in a version, as a new version.
   * @throws {Error} when the files are not that version's afterwards.
   */
  async restore(id: string): Promise<Restored> {
    const { project, storage, stores, files } = this.#deps;
    const { drafts } = stores.editor.getState();
    for (const [path, { text }] of Object.entries(drafts)) {
      await files.write(path, text);
      stores.editor.getState().setDraft(path, undefined);
    }
    await this.keep('Your changes');
    const { versions } = await storage;
    const [wanted, contents, chat] = await Promise.all([
      this.#tree(id),
      versions.files(project, id),
      versions.chat(project, id),
    ]);
    this.#hashed = await hashFiles(files.snapshot(), this.#hashed);
    const plan = planRestore(this.#hashed.tree, wanted);
    for (const path of plan.deletes) {
      stores.editor.getState().closeTab(path);
      await files.remove(path);
    }
    for (const { path } of plan.writes) await files.write(path, contents.get(path) ?? '');
    // What is on the container's disk counts, not what was sent there.
    await files.refresh();
    const found = await hashFiles(files.snapshot());
    const wrong = verifyTree(found.tree, wanted);
    if (wrong.length > 0)
      throw new Error(`Going back did not work for ${wrong.slice(0, 5).join(', ')}. Try it again.`);
    stores.chat.getState().load(chat as ChatMessage[]);
    const from = stores.versions.getState().versions.find((own) => own.id === id);
    await this.#inOrder(() =>
      this.#add({
        prompt: from?.prompt ?? '',
        files: files.snapshot(),
        chat,
        restoredFrom: id,
        green: from?.green ?? false,
        ...(from?.picture === undefined ? {} : { picture: from.picture }),
      }),
    );
    this.#kept = files.snapshot();
    return { needsInstall: plan.needsInstall };
  }

  async fork(id: string, into: { readonly id: string; readonly title: string }): Promise<void> {
    await (await this.#deps.storage).versions.fork(this.#deps.project, id, into);
  }

  async #add(
    version: Omit<Parameters<ChatStorage['versions']['add']>[0], 'project' | 'green'> & { green?: boolean },
  ): Promise<void> {
    const { project, storage } = this.#deps;
    await (await storage).versions.add({ project, green: false, ...version });
    await this.load();
  }

  async #tree(id: string): ReturnType<ChatStorage['versions']['tree']> {
    return (await this.#deps.storage).versions.tree(this.#deps.project, id);
  }

  async #read(change: FileChange): Promise<FileDifference> {
    const { versions } = await this.#deps.storage;
    const read = async (entry: { hash: string; text: boolean } | undefined): Promise<string | undefined> => {
      const bytes = entry?.text === true ? await versions.content(entry.hash) : undefined;
      return bytes && new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    };
    const [before, after] = await Promise.all([
      read('before' in change ? change.before : undefined),
      read('after' in change ? change.after : undefined),
    ]);
    return {
      path: change.path,
      kind: change.kind,
      ...(change.kind === 'renamed' ? { from: change.from } : {}),
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    };
  }

  #inOrder<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
