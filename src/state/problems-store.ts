/** What is broken in the open project, what is being done about it, and whether the app as it is ran without problems. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { addProblem, type Problem } from '../agent/problem.ts';

export type { Problem };

/** `green`: install, start and preview went through without a problem since the last change. */
export type Health = 'unknown' | 'checking' | 'green' | 'red';

/**
 * `looking`: for a known fix. `checking`: what the problem's source demands is done again, to see whether it comes back.
 * `solved`: it did not. `back`: it did. `stuck`: it did, and going on by itself would be a loop.
 */
export type RepairPhase = 'looking' | 'fixing' | 'checking' | 'solved' | 'back' | 'stuck';

export interface Repair {
  readonly problem: Problem;
  readonly phase: RepairPhase;
  /** The model's attempt, from 1; 0 for a known fix without a model. */
  readonly attempt: number;
  /** The same change was proposed again. */
  readonly isRepeat?: boolean;
}

export interface ProblemsState {
  readonly problems: readonly Problem[];
  /** Fingerprints that the person does not want to hear of again in this project. */
  readonly ignored: readonly string[];
  readonly repair: Repair | undefined;
  readonly health: Health;
  add(problem: Problem): void;
  remove(fingerprints: readonly string[]): void;
  ignore(fingerprints: readonly string[]): void;
  setRepair(repair: Repair | undefined): void;
  setHealth(health: Health): void;
  clear(): void;
  reset(): void;
}

export type ProblemsStore = StoreApi<ProblemsState>;

const EMPTY = { problems: [], ignored: [], repair: undefined, health: 'unknown' } as const;

export function createProblemsStore(): ProblemsStore {
  return createStore<ProblemsState>()((set) => ({
    ...EMPTY,
    add: (problem) =>
      set(({ problems, ignored }) =>
        ignored.includes(problem.fingerprint) ? {} : { problems: addProblem(problems, problem) },
      ),
    remove: (gone) =>
      set(({ problems }) => ({ problems: problems.filter((own) => !gone.includes(own.fingerprint)) })),
    ignore: (more) =>
      set(({ problems, ignored }) => ({
        ignored: [...new Set([...ignored, ...more])],
        problems: problems.filter((own) => !more.includes(own.fingerprint)),
      })),
    setRepair: (repair) => set({ repair }),
    setHealth: (health) => set({ health }),
    clear: () => set({ problems: [] }),
    reset: () => set(EMPTY),
  }));
}
