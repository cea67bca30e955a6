/** What of the problems a screen shows. */
import { groupProblems, type ProblemGroup } from '../agent/problem-groups.ts';
import type { Problem } from '../agent/problem.ts';

/** The deepest problem with its likely consequences. */
export function rootProblem(problems: readonly Problem[]): ProblemGroup | undefined {
  return groupProblems(problems)[0];
}
