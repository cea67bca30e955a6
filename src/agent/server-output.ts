/** What a running dev command prints, before it is looked at for errors. Pure. */
import type { FoundError } from './error-place.ts';
import { cleanOutput } from './receipt.ts';

/** A name in brackets that a tool puts in front of its own messages, not in front of another program's lines. */
const TOOL = /^\[(?:vite|plugin|postcss|[A-Z_]+|[\w-]+:)/;
const LABEL = /^(\[[\w -]{1,20}\]) ?/;

/** Clean text; where a runner of several commands labels every line (`[0] …`, `[api] …`), each command's lines together. */
export function plainServerOutput(raw: string): string {
  const text = cleanOutput(raw);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0 || !lines.every((line) => LABEL.test(line) && !TOOL.test(line))) return text;
  const byLabel = new Map<string, string[]>();
  for (const line of lines) {
    const label = LABEL.exec(line)?.[1] ?? '';
    const own = byLabel.get(label) ?? [];
    own.push(line.replace(LABEL, ''));
    byLabel.set(label, own);
  }
  return [...byLabel.values()].map((own) => own.join('\n')).join('\n\n');
}

/** Requests that the dev server passed on to a server of the project which is not there (or not yet). */
export function parseProxyErrors(output: string): FoundError[] {
  const pattern =
    /\[vite\] (?:http|ws) proxy error:?[ \n]+(\S+)\n(?:[^\n]*\n){0,6}?[^\n]*ECONNREFUSED ([\w.:[\]-]+):(\d+)/g;
  const found = [...output.matchAll(pattern)].map(([, path = '', , port = '']) => ({
    message: `Nothing answers at port ${port}, where the dev server sends ${path}.`,
    code: 'ECONNREFUSED',
  }));
  return found.slice(0, 1);
}
