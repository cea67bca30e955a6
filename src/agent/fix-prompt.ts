/** The packet with which a model is asked to mend a problem. Pure. */
import { headAndTail } from './receipt.ts';
import type { Problem } from './problem.ts';

/** 1: the first attempt. 2: the second, which must think wider. There is no third. */
export type FixLevel = 1 | 2;

export interface FixRequest {
  readonly problem: Problem;
  /** Its likely consequences. */
  readonly others?: readonly Problem[];
  /** The change after which it broke, as a unified diff. */
  readonly lastDiff?: string;
  readonly tried?: readonly TriedFix[];
  readonly level: FixLevel;
}

export interface TriedFix {
  /** The problem it was meant for. */
  readonly fingerprint: string;
  /** What the attempt said or did, in one line. */
  readonly summary: string;
  /** How it ended: the same error again, or another one in its place. */
  readonly outcome: 'same-error' | 'other-error' | 'failed';
  /** The change, to notice when the same is sent again. */
  readonly diff?: string;
}

const OUTCOMES: Readonly<Record<TriedFix['outcome'], string>> = {
  'same-error': 'the same error came back',
  'other-error': 'another error took its place',
  failed: 'the change could not be applied',
};

const DIFF_BYTES = 6000;

const TASKS: Readonly<Record<FixLevel, string>> = {
  1: 'Find the cause and mend it with the smallest change that is right. In one sentence, say what was wrong.',
  2: `The first attempt did not solve it, so its idea of the cause was wrong. First list five different hypotheses of the cause, each in one line, ranked by likelihood, with the evidence for and against each. Question what seems certain: versions, file names and their case, configuration, the order in which things load, what another file really exports. Then act on the most likely hypothesis that was not tried.`,
};

/** The text of the request; the files concerned travel with the context, by `filesConcerned`. */
export function fixPrompt(request: FixRequest): string {
  const { problem, others = [], lastDiff, level } = request;
  const tried = formatTried(request.tried ?? []);
  const parts = [
    `Fix this problem.`,
    describeProblem(problem),
    others.length > 0
      ? `Also seen, probably because of it:\n${others.map((own) => `- ${headline(own)}`).join('\n')}`
      : '',
    lastDiff
      ? `The last change before it:\n\`\`\`diff\n${headAndTail(lastDiff.trimEnd(), DIFF_BYTES)}\n\`\`\``
      : '',
    tried,
    TASKS[level],
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** What was tried, one line each, with the request not to go there again; '' when nothing was. */
export function formatTried(tried: readonly TriedFix[]): string {
  if (tried.length === 0) return '';
  const lines = tried.map(
    (fix) => `- ${fix.summary.replace(/\s+/g, ' ').trim().slice(0, 200)}: ${OUTCOMES[fix.outcome]}`,
  );
  return `Already tried without success. Don't go down these paths again:\n${lines.join('\n')}`;
}

/** The same change for the same error: asking on would be a loop. */
export function isRepeatedFix(tried: readonly TriedFix[], fingerprint: string, diff: string): boolean {
  const plain = changedLines(diff);
  return tried.some(
    (fix) => fix.fingerprint === fingerprint && fix.diff !== undefined && changedLines(fix.diff) === plain,
  );
}

/** The files that a fix is about, for the context's `named` hint: the deepest first. */
export function filesConcerned(problem: Problem, others: readonly Problem[] = []): string[] {
  const files = [problem, ...others].flatMap((own) => own.file ?? []);
  return [...new Set([...files, ...(problem.source === 'install' ? ['package.json'] : [])])];
}

function describeProblem(problem: Problem): string {
  const lines = [`Where: ${SOURCES[problem.source]}`, `Error: ${problem.message}`];
  if (problem.code) lines.push(`Code: ${problem.code}`);
  if (problem.file) lines.push(`File: ${place(problem)}`);
  if (problem.command) lines.push(`Command: ${problem.command}`);
  if (problem.frame) lines.push('', fenced(problem.frame));
  if (problem.stack) lines.push('', 'Stack:', fenced(headAndTail(problem.stack, 2000)));
  if (problem.output && problem.output !== problem.stack)
    lines.push('', 'Output:', fenced(headAndTail(problem.output)));
  return lines.join('\n');
}

const SOURCES: Readonly<Record<Problem['source'], string>> = {
  host: 'the runtime',
  install: 'installing packages',
  command: 'a command',
  build: 'the build',
  transform: 'the dev server, compiling a file',
  server: 'a server process',
  preview: 'the page in the browser',
};

function headline(problem: Problem): string {
  return `${problem.message}${problem.file ? ` (${place(problem)})` : ''}`;
}

function place({ file = '', line, column }: Problem): string {
  return `${file}${line === undefined ? '' : `:${line}${column === undefined ? '' : `:${column}`}`}`;
}

/** A fence longer than any in the text, so that the text cannot end it. */
function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}

function changedLines(diff: string): string {
  return diff
    .split('\n')
    .filter((line) => /^[+-](?![+-]{2} )/.test(line))
    .map((line) => line.trimEnd())
    .join('\n');
}
