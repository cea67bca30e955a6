/** Errors in the output of Vite, esbuild, rolldown, Babel, PostCSS and TypeScript. Pure. */
import type { FoundError } from './error-place.ts';
import { projectPath } from './source-path.ts';

type Parser = (output: string, workdir: string | undefined) => FoundError[];

const PARSERS: readonly Parser[] = [
  typescript,
  vite,
  esbuildFrame,
  rolldown,
  located,
  babel,
  postcss,
  unresolved,
];

/** The errors in cleaned tool output, in the order of the first parser that knows its form. */
export function parseBuildErrors(output: string, workdir?: string): FoundError[] {
  for (const parse of PARSERS) {
    const found = parse(output, workdir);
    if (found.length > 0) return unique(found);
  }
  return [];
}

/** `src/a.ts(3,5): error TS2322: …` and `src/a.ts:3:5 - error TS2322: …`. */
function typescript(output: string, workdir: string | undefined): FoundError[] {
  const pattern = /^(\S[^\n(]*?)(?:\((\d+),(\d+)\): |:(\d+):(\d+) - )error (TS\d+): (.+)$/gm;
  return [...output.matchAll(pattern)].map(([, file = '', l1, c1, l2, c2, code = '', message = '']) =>
    place(message.trim(), file, l1 ?? l2, c1 ?? c2, workdir, code),
  );
}

/** Vite's own report: a message, then `Plugin: …` and `File: path:line:column`. */
function vite(output: string, workdir: string | undefined): FoundError[] {
  const pattern =
    /\[vite\](?: \([\w ]+\))? (?:Internal server error|Pre-transform error): ([^\n]+(?:\n(?!\s*(?:Plugin|File):)[^\n]*)*?)\n\s*Plugin: ([^\n]*)(?:\n\s*File: ([^\n]+))?/g;
  return [...output.matchAll(pattern)].map(([, text = '', plugin = '', location]) => {
    const inner = PARSERS.slice(2, -1).flatMap((parse) => parse(text, workdir))[0];
    const at = location === undefined ? undefined : /^(.*?)(?::(\d+))?(?::(\d+))?$/.exec(location.trim());
    const message = inner?.message ?? plainFirstLine(text);
    const own =
      at?.[1] === undefined ? undefined : place(message, at[1], at[2], fromOne(at[3], plugin), workdir);
    if (own?.file !== undefined) return own.line === undefined && inner?.file === own.file ? inner : own;
    return inner ?? { message };
  });
}

/** `✘ [ERROR] message`, a blank line, `    file:line:column:`. */
function esbuildFrame(output: string, workdir: string | undefined): FoundError[] {
  const pattern = /^\s*(?:✘|X) \[ERROR\] (.+)\n\s*\n\s+(\S.*?):(\d+):(\d+):\s*$/gm;
  return [...output.matchAll(pattern)].map(([, message = '', file = '', line, column]) =>
    // esbuild counts columns from 0.
    place(
      message.replace(/\s*\[[\w-]+\]$/, ''),
      file,
      line,
      column === undefined ? undefined : String(Number(column) + 1),
      workdir,
    ),
  );
}

/** `[PARSE_ERROR] message` or `[plugin-name] message`, then a frame that begins with `╭─[ file:line:column ]`. */
function rolldown(output: string, workdir: string | undefined): FoundError[] {
  const pattern = /^\s*\[(\w[\w:-]*)\](?: Error:)? ?([^\n]+)\n\s*[╭,][─-]+\[\s*(\S+?):(\d+):(\d+)\s*\]/gm;
  return [...output.matchAll(pattern)].map(([, code = '', message = '', file = '', line, column]) =>
    place(message.trim(), file, line, column, workdir, /^[A-Z_]+$/.test(code) ? code : undefined),
  );
}

/** `path:line:column: ERROR: message`, as esbuild's transform says it. */
function located(output: string, workdir: string | undefined): FoundError[] {
  const pattern = /^\s*(\S[^\n:]*):(\d+):(\d+): (?:ERROR|error): (.+)$/gm;
  return [...output.matchAll(pattern)].map(([, file = '', line, column, message = '']) =>
    place(message, file, line, String(Number(column) + 1), workdir),
  );
}

/** `path: message (line:column)`. */
function babel(output: string, workdir: string | undefined): FoundError[] {
  const pattern = /(?:^|\s)((?:\/|\.{0,2}\/?src\/)[^\s:]+\.[cm]?[jt]sx?): ([^\n]+?)\.? \((\d+):(\d+)\)/gm;
  return [...output.matchAll(pattern)].map(([, file = '', message = '', line, column]) =>
    // Babel counts columns from 0.
    place(message, file, line, String(Number(column) + 1), workdir),
  );
}

/** `[postcss] path.css:line:column: message` and `CssSyntaxError: plugin: path.css:line:column: message`. */
function postcss(output: string, workdir: string | undefined): FoundError[] {
  const pattern = /(?:\[postcss\]|CssSyntaxError:)\s*(?:[\w@/-]+: )?(\S+\.\w+):(\d+):(\d+): ([^\n]+)/g;
  return [...output.matchAll(pattern)].map(([, file = '', line, column, message = '']) =>
    place(message, file, line, column, workdir),
  );
}

/** `Rolldown failed to resolve import "x" from "path"`, and the same of Rollup. */
function unresolved(output: string, workdir: string | undefined): FoundError[] {
  const pattern = /failed to resolve import "([^"\n]+)" from "([^"\n]+)"/gi;
  return [...output.matchAll(pattern)].map(([, name = '', file = '']) =>
    place(`Failed to resolve import "${name}".`, file, undefined, undefined, workdir),
  );
}

function place(
  message: string,
  file: string,
  line: string | undefined,
  column: string | undefined,
  workdir: string | undefined,
  code?: string,
): FoundError {
  const path = projectPath(file, workdir);
  return {
    message: message.trim(),
    ...(path === undefined ? {} : { file: path }),
    ...(path === undefined || line === undefined ? {} : { line: Number(line) }),
    ...(path === undefined || column === undefined ? {} : { column: Number(column) }),
    ...(code === undefined ? {} : { code }),
  };
}

/** Vite's own import analysis counts columns from 0; the plugins that wrap a compiler pass its count on. */
function fromOne(column: string | undefined, plugin: string): string | undefined {
  return column !== undefined && plugin.trim() === 'vite:import-analysis'
    ? String(Number(column) + 1)
    : column;
}

function plainFirstLine(text: string): string {
  const line = text.split('\n').find((own) => own.trim() !== '') ?? text;
  return line.replace(/^\[(?:plugin:)?[\w:@/-]+\]\s*/, '').trim();
}

function unique(errors: readonly FoundError[]): FoundError[] {
  const seen = new Map<string, FoundError>();
  for (const error of errors) {
    const key = `${error.message}\n${error.file ?? ''}:${error.line ?? ''}`;
    if (!seen.has(key)) seen.set(key, error);
  }
  return [...seen.values()];
}
