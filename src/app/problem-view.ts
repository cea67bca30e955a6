/** What of the problems a screen shows. */
import { groupProblems, type ProblemGroup } from '../agent/problem-groups.ts';
import type { Problem } from '../agent/problem.ts';
import type { ProblemsState, RepairPhase } from '../state/problems-store.ts';
import type { VersionInfo } from '../state/versions-store.ts';

export interface ShownProblem {
  readonly problem: Problem;
  /** Its likely consequences. */
  readonly others: readonly Problem[];
  /** How many there are of other causes. */
  readonly further: number;
  readonly phase: 'open' | RepairPhase;
  /** The model's attempt, from 1; 0 for a known fix. */
  readonly attempt: number;
  readonly isRepeat: boolean;
}

/** The deepest problem with its likely consequences. */
export function rootProblem(problems: readonly Problem[]): ProblemGroup | undefined {
  return groupProblems(problems)[0];
}

/**
 * The repair in hand, or else the deepest problem. While a turn changes one file after the other, and until its outcome has been
 * looked at, what breaks in between is nobody's business.
 */
export function shownProblem(
  state: Pick<ProblemsState, 'problems' | 'repair' | 'health'>,
  isBusy: boolean,
): ShownProblem | undefined {
  const { problems, repair, health } = state;
  const groups = groupProblems(problems);
  const [group] = groups;
  const isOver = repair?.phase === 'solved' || repair?.phase === 'back';
  if (repair && (!isOver || (repair.phase === 'solved' && !group))) {
    const { problem, phase, attempt, isRepeat = false } = repair;
    const others = problems.filter(({ fingerprint }) => fingerprint !== problem.fingerprint);
    return { problem, others: phase === 'stuck' ? others : [], further: 0, phase, attempt, isRepeat };
  }
  if (!group || isBusy || health === 'checking') return undefined;
  const { root, others } = group;
  const isBack = repair?.phase === 'back' && repair.problem.fingerprint === root.fingerprint;
  const attempt = isBack ? repair.attempt : 0;
  const further = groups.length - 1;
  return { problem: root, others, further, phase: isBack ? 'back' : 'open', attempt, isRepeat: false };
}

/** The version to go back to: the last that ran, if the app is not that one now. */
export function lastGreen(versions: readonly VersionInfo[]): VersionInfo | undefined {
  const at = versions.findIndex(({ green }) => green);
  return at > 0 ? versions[at] : undefined;
}
