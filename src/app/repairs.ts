/** One project's repairs: the health check, the loop that mends, and the ways back. */
import type { FixerProject } from '../agent/fixers/fixer.ts';
import type { AssistantMessage } from '../state/chat-store.ts';
import type { Stores } from '../state/stores.ts';
import { FixLoop } from './fix-loop.ts';
import { fixerProject } from './fixer-project.ts';
import { HealthCheck } from './health-check.ts';
import type { FileSnapshot, ProjectFiles } from './project-files.ts';
import { runCommand } from './run-command.ts';
import type { RuntimeSession } from './runtime-session.ts';
import type { Turns } from './turns.ts';

export interface RepairsDeps {
  readonly stores: Pick<Stores, 'problems' | 'settings' | 'chat' | 'preview' | 'runtime'>;
  readonly files: ProjectFiles;
  readonly turns: Turns;
  readonly runtime: RuntimeSession;
  readonly runDev: () => Promise<void>;
  readonly now: () => number;
}

export class Repairs {
  readonly health: HealthCheck;
  readonly #deps: RepairsDeps;
  readonly #loop: FixLoop;
  readonly #abort = new AbortController();

  constructor(deps: RepairsDeps) {
    this.#deps = deps;
    this.health = new HealthCheck(deps);
    const project: FixerProject = fixerProject(deps.files, deps.runtime.container, deps.stores.runtime);
    // Known fixes are many and seldom needed: they come when the first problem does.
    const fixers = (): Promise<typeof import('../agent/fixers/index.ts')> =>
      import('../agent/fixers/index.ts');
    this.#loop = new FixLoop({
      ...deps,
      health: this.health,
      findRemedy: async (problem, tried) => (await fixers()).findRemedy(problem, project, tried),
      remedyReply: async (found) => (await fixers()).remedyReply(found),
      runCommand: (command) => this.#runCommand(command),
    });
  }

  turnEnded(reply: AssistantMessage, before: FileSnapshot): Promise<void> {
    return this.#loop.turnEnded(reply, before);
  }

  fix(fingerprint: string): Promise<void> {
    return this.#loop.fix(fingerprint);
  }

  /** Takes back the last turn. */
  async undo(): Promise<void> {
    await this.#deps.turns.undo();
    this.#loop.pause();
    this.#forget();
    await this.#deps.runtime.devServer.stop();
    await this.#deps.runDev();
    await this.health.checkAnew();
  }

  /** The files are those of another version: what is broken now is looked for anew, by the person's leave. */
  startOver(): void {
    this.#loop.startOver();
    this.#forget();
  }

  close(): void {
    this.#abort.abort();
    this.#loop.close();
    this.health.close();
  }

  #forget(): void {
    this.#deps.stores.problems.getState().setRepair(undefined);
    this.#deps.stores.problems.getState().clear();
  }

  async #runCommand(command: string): Promise<void> {
    const outcome = await runCommand(await this.#deps.runtime.container(), command, {
      signal: this.#abort.signal,
    });
    if (outcome.kind !== 'exited') return;
    this.#deps.runtime
      .actionDeps()
      .onCommandEnded({ command, output: outcome.output, exitCode: outcome.code });
  }
}
