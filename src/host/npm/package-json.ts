/** package.json as people keep it: read with the place of a mistake, written back with the same indentation. */
import type { FileSystem } from '../vfs/file-system.ts';
import type { Manifest } from './manifest.ts';
import { NpmError } from './npm-error.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export interface PackageFile {
  path: string;
  manifest: Manifest;
  indent: string;
  newline: string;
}

export function readText(fs: FileSystem, path: string): string | undefined {
  const stat = fs.tryStat(path);
  if (stat === undefined) return undefined;
  return decoder.decode(fs.readFile(path));
}

export function writeText(fs: FileSystem, path: string, text: string): void {
  fs.writeFile(path, encoder.encode(text));
}

/** Undefined when there is none; NpmError EJSONPARSE with line and column when it is not JSON. */
export function readPackageFile(fs: FileSystem, path: string): PackageFile | undefined {
  const text = readText(fs, path);
  if (text === undefined) return undefined;
  const manifest = parseJson(text, path);
  if (typeof manifest !== 'object' || manifest === null || Array.isArray(manifest)) {
    throw new NpmError('EJSONPARSE', `JSON.parse ${path}`, 'package.json must hold an object, such as {}.');
  }
  const { indent, newline } = formatOf(text);
  return { path, manifest: manifest as Manifest, indent, newline };
}

export function writePackageFile(fs: FileSystem, file: PackageFile): void {
  const text = `${JSON.stringify(file.manifest, null, file.indent)}\n`;
  writeText(fs, file.path, file.newline === '\n' ? text : text.replaceAll('\n', file.newline));
}

export function formatOf(text: string): { indent: string; newline: string } {
  const indent = /^\s*[{[]\r?\n([ \t]+)/.exec(text)?.[1] ?? '  ';
  return { indent, newline: text.includes('\r\n') ? '\r\n' : '\n' };
}

export function parseJson(source: string, path: string): unknown {
  const text = source.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const at = positionOf(text);
    const before = text.slice(0, at);
    const line = before.split('\n').length;
    const column = at - before.lastIndexOf('\n');
    const message = error instanceof Error ? error.message.replace(/\s+in JSON at position.*$/s, '') : '';
    throw new NpmError(
      'EJSONPARSE',
      `JSON.parse Invalid package.json: ${message}`,
      `JSON.parse at line ${line} column ${column} of ${path}`,
      'JSON.parse Failed to parse JSON data.',
      'JSON.parse Note: package.json must be actual JSON, not just JavaScript.',
    );
  }
}

/** The offset of the first character that cannot belong to JSON. Engines differ in what they tell. */
function positionOf(text: string): number {
  const token =
    /\s*(?:([{}[\],:])|"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/uy;
  const stack: string[] = [];
  let expect: 'value' | 'key' | 'colon' | 'end' = 'value';
  let mayClose = false;
  for (let at = 0; ;) {
    token.lastIndex = at;
    const match = token.exec(text);
    const start = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
    if (match === null) return start;
    const word = match[1] ?? match[0].trimStart().charAt(0);
    at = token.lastIndex;
    if (word === '}' || word === ']') {
      const open = stack.pop();
      if (open !== (word === '}' ? '{' : '[') || !(expect === 'end' || mayClose)) return start;
      expect = 'end';
      mayClose = false;
    } else if (word === ',') {
      if (expect !== 'end' || stack.length === 0) return start;
      expect = stack.at(-1) === '{' ? 'key' : 'value';
      mayClose = false;
    } else if (word === ':') {
      if (expect !== 'colon') return start;
      expect = 'value';
    } else if (expect === 'key') {
      if (word !== '"') return start;
      expect = 'colon';
      mayClose = false;
    } else if (expect !== 'value') {
      return start;
    } else if (word === '{' || word === '[') {
      stack.push(word);
      expect = word === '{' ? 'key' : 'value';
      mayClose = true;
    } else {
      expect = 'end';
      mayClose = false;
    }
  }
}
