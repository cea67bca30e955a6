/** Several problems of one cause, the cause first. Pure. */
import { PROBLEM_SOURCES, type Problem } from './problem.ts';

export interface ProblemGroup {
  readonly root: Problem;
  /** Its consequences, in order of first sight. */
  readonly others: readonly Problem[];
}

const MISSING_MODULE =
  /cannot find (?:module|package)|failed to resolve import|could not resolve|does not exist here|not found|can't resolve/i;
const NOT_SERVED =
  /failed to fetch|load failed|networkerror|dynamically imported module|importing a module script|internal server error|\b50[0-4]\b|econnrefused|unexpected token '?</i;
const REACT_ECHO =
  /the above error occurred|an error occurred in the <|react will try to recreate|consider adding an error boundary/i;

/** Groups problems by their likely cause; groups and causes in order of how deep they lie, then of first sight. */
export function groupProblems(problems: readonly Problem[]): ProblemGroup[] {
  const ordered = problems.toSorted((a, b) => depth(a) - depth(b) || a.firstSeen - b.firstSeen);
  const groups: { root: Problem; others: Problem[] }[] = [];
  for (const problem of ordered) {
    const cause = groups.find((group) => explains(group.root, problem));
    if (cause) cause.others.push(problem);
    else groups.push({ root: problem, others: [] });
  }
  for (const group of groups) group.others.sort((a, b) => a.firstSeen - b.firstSeen);
  return groups.map(({ root, others }) => ({ root: placed(root, others), others }));
}

/** An error thrown deep in React has no place of the project's own; the component that React names in its echo has. */
function placed(root: Problem, others: readonly Problem[]): Problem {
  if (root.file !== undefined) return root;
  const echo = others.find(({ file, message }) => file !== undefined && REACT_ECHO.test(message));
  if (!echo) return root;
  const { file, line, column, frame } = echo;
  return {
    ...root,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(frame === undefined ? {} : { frame }),
  };
}

function depth(problem: Problem): number {
  const base = PROBLEM_SOURCES.indexOf(problem.source) * 10;
  if (problem.source !== 'preview') return base;
  if (problem.failure === 'blank') return base + 4;
  if (problem.failure === 'resource') return base + 3;
  return base + (REACT_ECHO.test(problem.message) ? 2 : problem.failure === 'console' ? 1 : 0);
}

function explains(cause: Problem, effect: Problem): boolean {
  if (
    cause.file !== undefined &&
    cause.file === effect.file &&
    cause.line === effect.line &&
    sameWords(cause, effect)
  ) {
    return true;
  }
  switch (cause.source) {
    case 'host':
      return true;
    case 'install':
      return effect.source !== 'install' && (MISSING_MODULE.test(effect.message) || isDownstream(effect));
    case 'build':
    case 'transform':
      return (
        (cause.file !== undefined && cause.file === effect.file && effect.source !== cause.source) ||
        isDownstream(effect)
      );
    case 'server':
      return isDownstream(effect) || effect.source === 'command';
    case 'preview':
      return (
        effect.source === 'preview' &&
        (effect.failure === 'blank' || REACT_ECHO.test(effect.message) || sameWords(cause, effect))
      );
    case 'command':
      return false;
  }
}

/** What a page shows when something behind it is broken. */
function isDownstream(effect: Problem): boolean {
  return effect.source === 'preview' && (effect.failure === 'blank' || NOT_SERVED.test(effect.message));
}

/** Pages often report one error twice: thrown, and again through the console. */
function sameWords(a: Problem, b: Problem): boolean {
  const plain = (problem: Problem): string =>
    problem.message.replace(/^(?:Uncaught )?\w*Error: /, '').slice(0, 120);
  const [one, two] = [plain(a), plain(b)];
  return one.length > 8 && (one.includes(two) || two.includes(one));
}
