/** Stack traces of Node and of browsers (V8, SpiderMonkey, JavaScriptCore) as frames. Pure. */
import { projectPath } from './source-path.ts';

export interface StackFrame {
  readonly function?: string;
  /** As the engine names it. */
  readonly url: string;
  /** In the project; undefined for packages and built-ins. */
  readonly file?: string;
  readonly line: number;
  readonly column?: number;
}

export interface ParsedStack {
  /** `TypeError`, `Error`, … */
  readonly name?: string;
  readonly message: string;
  readonly frames: readonly StackFrame[];
}

const V8 =
  /^\s*at (?:(?:async )?(.*?) \()?(?:eval at .*?\), )?((?:[a-z-]+:\/\/|\/|\.|[A-Za-z]:|node:|[\w@]).*?):(\d+)(?::(\d+))?\)?(?: \{)?\s*$/;
const AT_SIGN = /^\s*(.*?)@((?:[a-z-]+:\/\/|\/).*?):(\d+)(?::(\d+))?\s*$/;
const HEADER =
  /^(?:Uncaught (?:\(in promise\) )?)?([A-Z]\w*(?:Error|Exception|Warning)?)(?: \[(\w+)\])?: (.*)$/;

/** The frames of a trace and the error in front of them. Lines that are neither are skipped. */
export function parseStack(stack: string, workdir?: string): ParsedStack {
  const frames: StackFrame[] = [];
  const head: string[] = [];
  for (const line of stack.split('\n')) {
    const match = V8.exec(line) ?? AT_SIGN.exec(line);
    if (match && (frames.length > 0 || /^\s*at |@/.test(line))) {
      const [, fn, url = '', row, column] = match;
      const file = projectPath(url, workdir);
      frames.push({
        url,
        line: Number(row),
        ...(fn ? { function: fn } : {}),
        ...(file === undefined ? {} : { file }),
        ...(column === undefined ? {} : { column: Number(column) }),
      });
    } else if (/^\s+at /.test(line)) continue;
    else if (frames.length === 0) head.push(line);
    else break;
  }
  const header = head.findLast((line) => HEADER.test(line));
  const match = header === undefined ? undefined : HEADER.exec(header);
  if (!match || header === undefined) return { message: head.join('\n').trim(), frames };
  const rest = head.slice(head.lastIndexOf(header) + 1);
  return { name: match[1] ?? 'Error', message: [match[3] ?? '', ...rest].join('\n').trim(), frames };
}

/** The first frame in the project's own sources. */
export function ownFrame(frames: readonly StackFrame[]): StackFrame | undefined {
  return frames.find((frame) => frame.file !== undefined);
}
