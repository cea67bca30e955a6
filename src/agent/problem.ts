/** The one record of everything that breaks, and how it is made from what tools and pages say. Pure. */
import { codeFrame } from './code-frame.ts';
import type { FoundError } from './error-place.ts';
import { fingerprint } from './fingerprint.ts';
import { parseBuildErrors } from './parse-build-error.ts';
import { parseNpmError } from './parse-npm-error.ts';
import { ownFrame, parseStack } from './parse-stack.ts';
import { projectPath } from './source-path.ts';
import { cleanOutput, headAndTail } from './receipt.ts';
import { parseProxyErrors, plainServerOutput } from './server-output.ts';

export const PROBLEM_SOURCES = [
  'host',
  'install',
  'build',
  'transform',
  'server',
  'command',
  'preview',
] as const;
export type ProblemSource = (typeof PROBLEM_SOURCES)[number];

/** What kind of failure of a preview it was. */
export type PreviewFailure =
  'uncaught' | 'rejection' | 'console' | 'overlay' | 'resource' | 'blank' | 'navigation';

export interface Problem {
  readonly fingerprint: string;
  readonly source: ProblemSource;
  /** One line. */
  readonly message: string;
  readonly code?: string;
  readonly failure?: PreviewFailure;
  readonly stack?: string;
  /** Relative to the project. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  readonly column?: number;
  readonly frame?: string;
  readonly command?: string;
  /** The tail of the output. */
  readonly output?: string;
  /** Milliseconds since the epoch. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly count: number;
}

export interface ProblemContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly workdir?: string;
  /** Reads a source of the project for the code frame. */
  readonly read?: (path: string) => string | undefined;
}

type Details = Omit<Problem, 'fingerprint' | 'firstSeen' | 'lastSeen' | 'count' | 'frame'>;

/** A problem from its parts. */
export function createProblem(details: Details, context: ProblemContext): Problem {
  const message = oneLine(details.message);
  const source = details.file === undefined ? undefined : context.read?.(details.file);
  const frame =
    source !== undefined && details.line !== undefined ? codeFrame(source, details.line, details.column) : '';
  return {
    ...details,
    message,
    ...(frame === '' ? {} : { frame }),
    fingerprint: fingerprint({ ...details, message }),
    firstSeen: context.now,
    lastSeen: context.now,
    count: 1,
  };
}

/** Of a longer output only the end is looked at. Characters. */
const MAX_OUTPUT = 60_000;

export interface FailedCommand {
  readonly command: string;
  readonly output: string;
  readonly exitCode?: number;
  /** True for the long-running dev command: an error of its own is `server`, not `command`. */
  readonly server?: boolean;
}

/** The problems of a command that failed, or of a server's output so far. Never empty for a non-zero exit code. */
export function problemsFromCommand(failed: FailedCommand, context: ProblemContext): Problem[] {
  const failure = failed.exitCode !== undefined && failed.exitCode !== 0;
  if (!failure && !failed.server) return [];
  const tail = failed.output.slice(-MAX_OUTPUT);
  const output = failed.server ? plainServerOutput(tail) : cleanOutput(tail);
  const shared = { command: failed.command, output: headAndTail(output) };
  const make = (source: ProblemSource, found: FoundError): Problem =>
    createProblem({ source, ...found, ...shared }, context);
  const build = parseBuildErrors(output, context.workdir);
  if (build.length > 0) return build.map((found) => make(failed.server ? 'transform' : 'build', found));
  const proxied = failed.server ? parseProxyErrors(output) : [];
  if (proxied.length > 0) return proxied.map((found) => make('server', found));
  const thrown = thrownIn(output, failure, context.workdir);
  if (thrown) return [make(failed.server || isNode(failed.command) ? 'server' : 'command', thrown)];
  const npm = parseNpmError(output);
  if (npm) return [make(isInstall(failed.command) ? 'install' : 'command', npm)];
  if (!failure) return [];
  const missing = /^(?:.*?: )?(?:command not found: (\S+)|(\S+): (?:command )?not found)$/m.exec(output);
  const name = missing?.[1] ?? missing?.[2];
  const message = name
    ? `The command ${name} does not exist here.`
    : `${failed.command} ended with exit code ${failed.exitCode ?? 1}.`;
  return [make(failed.server ? 'server' : 'command', { message })];
}

export interface PreviewReport {
  readonly failure: PreviewFailure;
  readonly message: string;
  readonly stack?: string;
  /** The place, when the page knows one besides the stack. */
  readonly url?: string;
}

/** A problem of a running page. Positions are those of the stack: map it through the source maps first. */
export function problemFromPreview(report: PreviewReport, context: ProblemContext): Problem {
  const message = cleanOutput(report.message).replace(/^Uncaught (?:\(in promise\) )?/, '');
  if (report.failure === 'overlay') {
    const found = parseBuildErrors(
      cleanOutput(`${report.message}\n${report.stack ?? ''}`),
      context.workdir,
    )[0];
    if (found) return createProblem({ source: 'transform', failure: 'overlay', ...found }, context);
  }
  const frame =
    report.stack === undefined ? undefined : ownFrame(parseStack(report.stack, context.workdir).frames);
  return createProblem(
    {
      source: report.failure === 'overlay' ? 'transform' : 'preview',
      failure: report.failure,
      message,
      ...(report.stack === undefined ? {} : { stack: report.stack }),
      ...(frame?.file === undefined ? {} : { file: frame.file, line: frame.line }),
      ...(frame?.file === undefined || frame.column === undefined ? {} : { column: frame.column }),
    },
    context,
  );
}

/** The same problem seen again: the newer details, the older first sight. */
export function seenAgain(known: Problem, again: Problem): Problem {
  return { ...again, firstSeen: known.firstSeen, lastSeen: again.lastSeen, count: known.count + 1 };
}

/** Adds a problem to a list without duplicates; the list is in order of first sight. */
export function addProblem(list: readonly Problem[], problem: Problem): Problem[] {
  const known = list.find((own) => own.fingerprint === problem.fingerprint);
  if (!known) return [...list, problem];
  return list.map((own) => (own === known ? seenAgain(known, problem) : own));
}

/** The uncaught error that ended a Node program, from what Node prints. */
function thrownIn(output: string, ended: boolean, workdir: string | undefined): FoundError | undefined {
  const lines = output.split('\n');
  const start = lines.findIndex((line, index) => /^\s+at .+[:)]/.test(line) && isHeader(lines, index));
  // A program that goes on may print an error's name without having failed: only a trace counts then.
  const bare = ended ? lines.findIndex((line) => THROWN.test(line)) : -1;
  const header = start === -1 ? bare : headerBefore(lines, start);
  if (header === -1) return undefined;
  let end = header + 1;
  while (end < lines.length && !/^Node\.js v/.test(lines[end] ?? '') && end - header < 40) end++;
  const stack = lines.slice(header, end).join('\n').trimEnd();
  const parsed = parseStack(stack, workdir);
  const printed = lines.slice(0, header).findLast((line) => PRINTED_PLACE.test(line));
  const place = printed === undefined ? undefined : PRINTED_PLACE.exec(printed);
  const syntax = place ? parseStack(`x\n at ${place[1] ?? ''}:${place[2] ?? ''}`, workdir).frames : [];
  const frames = [...(parsed.name === 'SyntaxError' ? syntax : []), ...parsed.frames, ...syntax];
  // A program's own files have paths; a URL is code of the runtime below it.
  const frame = ownFrame(frames.filter(({ url }) => !/^https?:/.test(url)));
  const code = /^\w+ \[([A-Z_]+)\]/.exec(stack)?.[1] ?? /^\s*code: '([A-Z_]+)'/m.exec(stack)?.[1];
  const importer = /imported from (\S+)|^Require stack:\n- (\S+)/m.exec(stack);
  const file = frame?.file ?? projectPath(importer?.[1] ?? importer?.[2] ?? '', workdir);
  return {
    message: `${parsed.name ?? 'Error'}: ${oneLine(parsed.message)}`,
    stack,
    ...(code === undefined ? {} : { code }),
    ...(file === undefined ? {} : { file }),
    ...(frame?.file === undefined ? {} : { line: frame.line }),
    ...(frame?.file === undefined || frame.column === undefined ? {} : { column: frame.column }),
  };
}

const THROWN = /^(?:Uncaught )?(?:[A-Z]\w*)?(?:Error|Exception)(?: \[\w+\])?: /;
const PRINTED_PLACE = /^((?:file:\/\/)?\/\S+?):(\d+)$/;

function isHeader(lines: readonly string[], at: number): boolean {
  return headerBefore(lines, at) !== -1;
}

/** The line of the error that the trace at `at` belongs to: at most a few lines of message above it. */
function headerBefore(lines: readonly string[], at: number): number {
  for (let index = at - 1; index >= Math.max(0, at - 12); index--)
    if (THROWN.test(lines[index] ?? '')) return index;
  return -1;
}

function isInstall(command: string): boolean {
  return /^\s*npm\s+(?:i|install|ci|add|update|uninstall|exec)\b/.test(command);
}

function isNode(command: string): boolean {
  return /^\s*(?:node|tsx)\b/.test(command);
}

function oneLine(text: string): string {
  const line = text.split('\n').find((own) => own.trim() !== '') ?? text;
  const plain = line.trim();
  return plain.length > 300 ? `${plain.slice(0, 299)}…` : plain;
}
