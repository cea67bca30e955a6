/**
 * Whether the app as it is runs: after every turn the page is looked at until it is quiet, loaded anew when something was wrong
 * in between. While a turn writes one file after the other, a page may break and mend itself: only what is left counts.
 */
import { findReply } from '../state/chat-store.ts';
import type { Stores } from '../state/stores.ts';
import { createDeferred } from './deferred.ts';
import type { RuntimeSession } from './runtime-session.ts';

export interface HealthCheckDeps {
  readonly stores: Pick<Stores, 'problems' | 'preview' | 'runtime' | 'chat'>;
  readonly runtime: Pick<RuntimeSession, 'problems' | 'devServer'>;
}

const SHOWN_BY_PAGE: readonly string[] = ['preview', 'transform', 'server'];

export class HealthCheck {
  readonly #deps: HealthCheckDeps;
  readonly #unsubscribe: () => void;
  #run = 0;

  constructor(deps: HealthCheckDeps) {
    this.#deps = deps;
    const { problems, chat } = deps.stores;
    const offProblems = problems.subscribe(({ problems: now, health, repair }, { problems: before }) => {
      if (now.length > 0 && health === 'green') problems.getState().setHealth('red');
      const isMending = repair?.phase === 'fixing' || repair?.phase === 'checking';
      if (now.length === 0 && before.length > 0 && health === 'red' && !isMending) void this.check();
    });
    const offChat = chat.subscribe((now, { active: before }) => {
      // A question changes nothing; what is known stays, and what is being looked at goes on.
      if (before !== undefined || findReply(now, now.active)?.mode !== 'build') return;
      this.#run++;
      problems.getState().setHealth('unknown');
    });
    // A page that takes longer than anyone waits for it is looked at when it has come.
    const offPage = deps.runtime.problems.page.onSettled(() => {
      const isFree = chat.getState().active === undefined;
      if (isFree && problems.getState().health === 'unknown') void this.check();
    });
    this.#unsubscribe = () => {
      offPage();
      offProblems();
      offChat();
    };
  }

  /** Resolves when it is known; at once when nothing runs that could be looked at. */
  async check(): Promise<void> {
    const { stores, runtime } = this.#deps;
    const { page } = runtime.problems;
    await this.#judge(async () => {
      await page.quiet();
      const { problems } = stores.problems.getState();
      const isBroken =
        stores.preview.getState().page === 'blank' ||
        problems.some(({ source }) => SHOWN_BY_PAGE.includes(source));
      return isBroken ? page.reload() : page.settled();
    });
  }

  /** The same with the page loaded anew, whatever it was. */
  checkAnew(): Promise<void> {
    return this.#judge(() => this.#deps.runtime.problems.page.reload());
  }

  close(): void {
    this.#run++;
    this.#unsubscribe();
  }

  /** A page that nothing serves any more is not waited for. */
  async #unlessCrashed(look: Promise<boolean>): Promise<boolean> {
    const crash = createDeferred<boolean>();
    const off = this.#deps.stores.runtime.subscribe(({ stage }) => {
      if (stage === 'crashed') crash.resolve(false);
    });
    return Promise.race([look, crash.promise]).finally(off);
  }

  async #judge(look: () => Promise<boolean>): Promise<void> {
    const { stores, runtime } = this.#deps;
    const run = ++this.#run;
    stores.problems.getState().setHealth('checking');
    const isShown = runtime.devServer.command !== undefined && stores.preview.getState().port !== undefined;
    const isSettled = isShown && (await this.#unlessCrashed(look()));
    if (run !== this.#run) return;
    const isClean = stores.problems.getState().problems.length === 0;
    stores.problems.getState().setHealth(isClean ? (isSettled ? 'green' : 'unknown') : 'red');
  }
}
