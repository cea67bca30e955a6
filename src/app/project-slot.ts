/** The one project that is open, or made ready before it is asked for. Its code is loaded with the first of them. */
import type { OpenProject } from './open-project.ts';
import type { FileContent } from './project-files.ts';
import type { TabwrightDeps } from './tabwright-deps.ts';

export class ProjectSlot {
  readonly #deps: TabwrightDeps;
  readonly #onFailure: (error: unknown) => void;
  #open: OpenProject | undefined;
  #warm: Promise<OpenProject> | undefined;
  /** One project gives way before the next is made, in the order in which they were asked for. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(deps: TabwrightDeps, onFailure: (error: unknown) => void) {
    this.#deps = deps;
    this.#onFailure = onFailure;
  }

  get open(): OpenProject | undefined {
    return this.#open;
  }

  /** Boots a host for the next new project. */
  warmUp(): void {
    if (this.#open || this.#warm) return;
    this.#warm = this.#make(this.#deps.newId());
    this.#warm.then((project) => project.runtime.container()).catch(() => undefined);
  }

  /** A new project, open in the place of the last. */
  async start(title: string, files: readonly (readonly [string, FileContent])[]): Promise<OpenProject> {
    const project = await this.#inTurn(async () => {
      const warm = this.#warm;
      this.#warm = undefined;
      await this.#closeNow();
      return (this.#open = await (warm ?? this.#make(this.#deps.newId())));
    });
    await project.create(title, files);
    return project;
  }

  /**
   * Opens a kept project and sets it going again.
   * @returns false when there is none of that id.
   */
  async load(id: string): Promise<boolean> {
    const project = await this.#inTurn(async () => {
      if (this.#open?.id === id) return undefined;
      await this.#closeNow();
      return (this.#open = await this.#make(id));
    });
    if (!project) return true;
    const found = await project.load();
    if (!found && this.#open === project) this.#open = undefined;
    if (found && project.writable) project.resume().catch(this.#onFailure);
    return found;
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#closeNow());
  }

  async #make(id: string): Promise<OpenProject> {
    const { OpenProject } = await import('./open-project.ts');
    return new OpenProject(id, this.#deps);
  }

  async #closeNow(): Promise<void> {
    const closing = [this.#open, this.#warm];
    this.#open = undefined;
    this.#warm = undefined;
    // One whose code could not be loaded has nothing to close.
    for (const made of closing) await (await Promise.resolve(made).catch(() => undefined))?.close();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
