/**
 * Mends problems, and knows whether they are mended: a known fix first, then the model, at most twice; after that it stops and
 * offers a way on. A problem is solved when what its source demands was done again and it did not come back.
 */
import {
  fixPrompt,
  filesConcerned,
  isRepeatedFix,
  type FixLevel,
  type TriedFix,
} from '../agent/fix-prompt.ts';
import type { FoundRemedy } from '../agent/fixers/index.ts';
import { groupProblems, type ProblemGroup } from '../agent/problem-groups.ts';
import type { Problem } from '../agent/problem.ts';
import type { AssistantMessage } from '../state/chat-store.ts';
import type { Stores } from '../state/stores.ts';
import type { HealthCheck } from './health-check.ts';
import type { FileSnapshot, ProjectFiles } from './project-files.ts';
import type { RuntimeSession } from './runtime-session.ts';
import { turnDiff } from './turn-diff.ts';
import type { Turns } from './turns.ts';

export interface FixLoopDeps {
  readonly stores: Pick<Stores, 'problems' | 'settings' | 'chat'>;
  readonly files: Pick<ProjectFiles, 'paths' | 'get' | 'snapshot'>;
  readonly turns: Pick<Turns, 'send' | 'perform' | 'busy'>;
  readonly runtime: Pick<RuntimeSession, 'problems' | 'devServer'>;
  readonly health: Pick<HealthCheck, 'check' | 'checkAnew'>;
  readonly findRemedy: (problem: Problem, tried: readonly string[]) => Promise<FoundRemedy | undefined>;
  readonly remedyReply: (found: FoundRemedy) => Promise<string>;
  /** Installs if needed, and starts the dev server if it does not run. */
  readonly runDev: () => Promise<void>;
  /** Runs a command that ends, and reports what comes of it. */
  readonly runCommand: (command: string) => Promise<void>;
  readonly now: () => number;
  readonly times?: FixLoopTimes;
}

export interface FixLoopTimes {
  /** How long consequences of a problem may take to come before it is mended by itself. Milliseconds. */
  readonly gatherMs: number;
}

const TIMES: FixLoopTimes = { gatherMs: 1500 };
const MAX_LEVEL = 2;
/** However many problems there are: so many automatic requests follow one of the person's. */
const MAX_AUTOMATIC = 3;
const MAX_TRIED = 20;

interface Tried extends TriedFix {
  /** A known fix; undefined: the model. */
  readonly fixer?: string;
  /** It looked as if it had helped. */
  readonly wasSolved: boolean;
}

export class FixLoop {
  readonly #deps: FixLoopDeps;
  readonly #times: FixLoopTimes;
  readonly #unsubscribe: () => void;
  #tried: Tried[] = [];
  #lastDiff = '';
  #automatic = 0;
  #isRunning = false;
  #isClosed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: FixLoopDeps) {
    this.#deps = deps;
    this.#times = deps.times ?? TIMES;
    this.#unsubscribe = deps.stores.problems.subscribe(({ problems }, before) => {
      if (problems.length > 0 && problems !== before.problems) this.#schedule();
    });
  }

  /** A turn has ended: whatever it was, its outcome is looked at. */
  async turnEnded(reply: AssistantMessage, before: FileSnapshot): Promise<void> {
    this.#lastDiff = turnDiff(before, this.#deps.files) || this.#lastDiff;
    if (this.#isRunning || reply.mode !== 'build') return;
    this.#automatic = MAX_AUTOMATIC;
    // What was solved until now has another cause when it comes with this turn.
    this.#tried = this.#tried.filter(({ wasSolved }) => !wasSolved);
    const { repair, setRepair } = this.#deps.stores.problems.getState();
    if (repair) setRepair(undefined);
    await this.#deps.health.check();
    this.#schedule();
  }

  /** Mends a problem; when it was given up, goes on with what was tried in mind. */
  async fix(fingerprint: string): Promise<void> {
    const { problems, repair, setRepair } = this.#deps.stores.problems.getState();
    const group =
      groupProblems(problems).find(({ root }) => root.fingerprint === fingerprint) ??
      (repair?.problem.fingerprint === fingerprint ? { root: repair.problem, others: [] } : undefined);
    if (!group || this.#isRunning || this.#deps.turns.busy) return;
    setRepair({ problem: group.root, phase: 'looking', attempt: 0 });
    await this.#run(group, this.#deps.findRemedy(group.root, this.#fixersTried(group.root)));
  }

  /** The person took back what was done: nothing is mended by itself until they ask for something. */
  pause(): void {
    this.#automatic = 0;
  }

  /** The app is another one: what was tried with the one before says nothing of it. */
  startOver(): void {
    this.pause();
    this.#tried = [];
    this.#lastDiff = '';
  }

  close(): void {
    this.#isClosed = true;
    this.#unsubscribe();
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#isClosed || this.#deps.stores.settings.getState().autoFix === 0) return;
    this.#timer = setTimeout(() => void this.#automate(), this.#times.gatherMs);
  }

  /** Mends by itself what the setting allows; what was tried, or given up, waits for the person. */
  async #automate(): Promise<void> {
    const { problems, repair, health } = this.#deps.stores.problems.getState();
    const [group] = groupProblems(problems);
    const isIdle = !this.#isRunning && !this.#deps.turns.busy && health !== 'checking';
    if (!group || !isIdle || repair?.phase === 'stuck') return;
    const { root } = group;
    const limit = this.#deps.stores.settings.getState().autoFix;
    if (this.#modelAttempts(root) >= limit) return;
    const remedy = await this.#deps.findRemedy(root, this.#fixersTried(root));
    if (!remedy && this.#automatic-- <= 0) return;
    if (!this.#isRunning && !this.#deps.turns.busy) await this.#run(group, Promise.resolve(remedy));
  }

  async #run(group: ProblemGroup, remedy: Promise<FoundRemedy | undefined>): Promise<void> {
    this.#isRunning = true;
    try {
      await this.#attempt(group, await remedy);
    } catch (error) {
      this.#putBack(group);
      this.#deps.stores.problems.getState().setRepair(undefined);
      throw error;
    } finally {
      this.#isRunning = false;
      this.#schedule();
    }
  }

  async #attempt(group: ProblemGroup, remedy: FoundRemedy | undefined): Promise<void> {
    const { stores, files } = this.#deps;
    const { root } = group;
    const { setRepair, remove, problems } = stores.problems.getState();
    const known = new Set(problems.map(({ fingerprint }) => fingerprint));
    // It looked solved and is here again: it was not.
    this.#tried = this.#tried.map((own) =>
      own.fingerprint === root.fingerprint ? { ...own, wasSolved: false } : own,
    );
    const startedAt = this.#deps.now();
    const before = files.snapshot();
    const attempt = remedy ? 0 : this.#modelAttempts(root) + 1;
    setRepair({ problem: root, phase: 'fixing', attempt });
    remove([root, ...group.others].map(({ fingerprint }) => fingerprint));
    const reply = await this.#turn(group, remedy);
    if (!reply || reply.status === 'failed' || reply.status === 'stopped' || reply.status === 'cut-off') {
      this.#putBack(group);
      setRepair(undefined);
      return this.#deps.health.check();
    }
    const diff = turnDiff(before, files);
    const isRepeat = !remedy && isRepeatedFix(this.#tried, root.fingerprint, diff);
    if (!isRepeat) {
      setRepair({ problem: root, phase: 'checking', attempt });
      await this.#verify(root, startedAt);
    }
    const after = stores.problems.getState().problems;
    const isBack = isRepeat || after.some(({ fingerprint }) => fingerprint === root.fingerprint);
    const isOther = after.some(({ fingerprint }) => !known.has(fingerprint));
    this.#remember({
      fingerprint: root.fingerprint,
      summary: summaryOf(reply),
      outcome: isBack ? 'same-error' : isOther ? 'other-error' : 'same-error',
      diff,
      wasSolved: !isBack && !isOther,
      ...(remedy ? { fixer: remedy.fixer } : {}),
    });
    if (isRepeat) this.#putBack(group);
    this.#conclude(group, { isBack, isOther, isRepeat, attempt });
  }

  #conclude(
    { root }: ProblemGroup,
    {
      isBack,
      isOther,
      isRepeat,
      attempt,
    }: { isBack: boolean; isOther: boolean; isRepeat: boolean; attempt: number },
  ): void {
    const { setRepair } = this.#deps.stores.problems.getState();
    if (!isBack) return setRepair(isOther ? undefined : { problem: root, phase: 'solved', attempt });
    const isStuck = isRepeat || attempt >= MAX_LEVEL;
    setRepair({ problem: root, phase: isStuck ? 'stuck' : 'back', attempt, isRepeat });
  }

  #turn(group: ProblemGroup, remedy: FoundRemedy | undefined): Promise<AssistantMessage | undefined> {
    const { root, others } = group;
    const level: FixLevel = this.#modelAttempts(root) === 0 ? 1 : 2;
    const tried = this.#tried.filter(
      ({ wasSolved, outcome, fingerprint }) =>
        !wasSolved && (fingerprint === root.fingerprint || outcome === 'other-error'),
    );
    const lastDiff = this.#lastDiff;
    const request = {
      text: fixPrompt({ problem: root, others, tried, level, ...(lastDiff === '' ? {} : { lastDiff }) }),
      named: filesConcerned(root, others),
    };
    if (!remedy) return this.#deps.turns.send(request);
    return this.#deps
      .remedyReply(remedy)
      .then((text) => this.#deps.turns.perform(request, `fixer:${remedy.fixer}`, text));
  }

  /** Does again what the problem came from: install, command, server, page. */
  async #verify({ source, command }: Problem, startedAt: number): Promise<void> {
    const { runtime, runDev, runCommand, health } = this.#deps;
    const isServers = source === 'server' || command === runtime.devServer.lastCommand;
    if (source === 'install') await runDev();
    else if (isServers && source !== 'transform') {
      // A server that runs since the change has it already; an older one may not look at files again.
      if (runtime.problems.serverStartedAt < startedAt) await runtime.devServer.stop();
      await runDev();
    } else if (command !== undefined && source !== 'transform') await runCommand(command);
    await health.checkAnew();
  }

  #putBack({ root, others }: ProblemGroup): void {
    for (const problem of [root, ...others]) this.#deps.stores.problems.getState().add(problem);
  }

  #modelAttempts({ fingerprint }: Problem): number {
    return this.#tried.filter((own) => own.fingerprint === fingerprint && own.fixer === undefined).length;
  }

  #fixersTried({ fingerprint }: Problem): string[] {
    return this.#tried.flatMap((own) => (own.fingerprint === fingerprint ? (own.fixer ?? []) : []));
  }

  #remember(tried: Tried): void {
    this.#tried = [...this.#tried, tried].slice(-MAX_TRIED);
  }
}

/** The first words of a reply: it was asked to say what was wrong. */
function summaryOf(reply: AssistantMessage): string {
  const words = reply.parts.flatMap((part) => (part.kind === 'text' ? [part.text.trim()] : [])).join(' ');
  const touched = reply.artifacts.flatMap(({ actions }) => actions.map(({ target }) => target));
  return words || `Changed ${touched.join(', ') || 'nothing'}`;
}
