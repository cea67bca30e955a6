/** What Node prints of an error that nothing caught: where it was thrown, the line with a caret, the error, the version. */
import type { NodeHost } from '../host.ts';
import { NODE_VERSION } from '../version.ts';

type Inspect = (value: unknown, options?: object) => string;

const decoder = new TextDecoder();

/** `file:line`, the line, and a caret under the column; empty where the source is not to be had. */
function sourceContext(host: NodeHost, error: Error): string {
  const frame = /\(?((?:file:\/\/)?\/[^():\n]+):(\d+):(\d+)\)?/.exec(error.stack ?? '');
  if (!frame) return '';
  const [, file = '', line = '0', column = '0'] = frame;
  const path = file.replace(/^file:\/\//, '');
  try {
    const text = decoder.decode(host.fs.readFile(path)).split('\n')[Number(line) - 1];
    if (text === undefined) return '';
    const indent = text.slice(0, Number(column) - 1).replace(/[^\t]/g, ' ');
    return `${file}:${line}\n${text}\n${indent}^\n\n`;
  } catch {
    return ''; // Not a file of ours: Node prints no line either.
  }
}

/** The whole text for standard error. */
export function describeFatal(host: NodeHost, error: unknown, fromPromise: boolean): string {
  const { inspect } = host.builtin('util') as { inspect: Inspect };
  if (error instanceof Error) {
    return `${sourceContext(host, error)}${inspect(error)}\n\nNode.js ${NODE_VERSION}\n`;
  }
  if (fromPromise) {
    const reason = typeof error === 'string' ? error : inspect(error);
    const words =
      '[UnhandledPromiseRejection: This error originated either by throwing inside of an async function without a catch ' +
      `block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "${reason}".] ` +
      "{\n  code: 'ERR_UNHANDLED_REJECTION'\n}";
    return `node:internal/process/promises:394\n      triggerUncaughtException(err, true /* fromPromise */);\n      ^\n\n${words}\n\nNode.js ${NODE_VERSION}\n`;
  }
  const words = typeof error === 'object' ? inspect(error) : String(error);
  const hint = '(Use `node --trace-uncaught ...` to show where the exception was thrown)';
  return `Uncaught:\n${words}\n${hint}\n\nNode.js ${NODE_VERSION}\n`;
}

export interface StuckModule {
  fileUrl: string;
  source: string;
}

/** The warning of a module that awaits at its top level for ever: where, as far as the text tells. */
export function describeStuck({ fileUrl, source }: StuckModule): string {
  const lines = source.split('\n');
  const index = Math.max(
    0,
    lines.findIndex((line) => /\bawait\b/.test(line)),
  );
  const text = lines[index] ?? '';
  const indent = text.slice(0, Math.max(0, text.search(/\bawait\b/))).replace(/[^\t]/g, ' ');
  return `Warning: Detected unsettled top-level await at ${fileUrl}:${index + 1}\n${text}\n${indent}^\n\n\n`;
}
