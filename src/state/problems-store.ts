/** What is broken in the open project. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { addProblem, type Problem } from '../agent/problem.ts';

export type { Problem };

export interface ProblemsState {
  readonly problems: readonly Problem[];
  /** Fingerprints that the person does not want to hear of again in this project. */
  readonly ignored: readonly string[];
  add(problem: Problem): void;
  remove(fingerprints: readonly string[]): void;
  ignore(fingerprints: readonly string[]): void;
  clear(): void;
  reset(): void;
}

export type ProblemsStore = StoreApi<ProblemsState>;

export function createProblemsStore(): ProblemsStore {
  return createStore<ProblemsState>()((set) => ({
    problems: [],
    ignored: [],
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
    clear: () => set({ problems: [] }),
    reset: () => set({ problems: [], ignored: [] }),
  }));
}
