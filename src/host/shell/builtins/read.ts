/** `read`: one line of input into variables. */
import { concatenate } from '../descriptor.ts';
import type { Shell } from '../shell.ts';
import { say } from './builtin.ts';

interface ReadOptions {
  raw: boolean;
  prompt: string;
  delimiter: number;
  count: number;
  fd: number;
  array: string | null;
  names: string[];
}

export async function read(shell: Shell, args: string[]): Promise<number> {
  const options = parse(args);
  if (options.prompt !== '' && shell.descriptor(options.fd).isTerminal) {
    await say(shell, options.prompt);
    await shell.descriptor(1).flush();
  }
  const { text, complete } = await readLine(shell, options);
  assign(shell, text, options);
  return complete ? 0 : 1;
}

function parse(args: string[]): ReadOptions {
  const options: ReadOptions = {
    raw: false,
    prompt: '',
    delimiter: 10,
    count: Infinity,
    fd: 0,
    array: null,
    names: [],
  };
  const rest = [...args];
  while (/^-./.test(rest[0] ?? '')) {
    const word = rest.shift() ?? '';
    if (word === '--') break;
    for (let i = 1; i < word.length; i++) {
      const letter = word.charAt(i);
      if (letter === 'r') options.raw = true;
      if (!'pdnuatN'.includes(letter)) continue;
      const value = i + 1 < word.length ? word.slice(i + 1) : (rest.shift() ?? '');
      if (letter === 'p') options.prompt = value;
      if (letter === 'd') options.delimiter = value === '' ? 0 : value.charCodeAt(0);
      if (letter === 'n' || letter === 'N') options.count = Number(value);
      if (letter === 'u') options.fd = Number(value);
      if (letter === 'a') options.array = value;
      break;
    }
  }
  options.names = rest.length === 0 ? ['REPLY'] : rest;
  return options;
}

/** The line with escaped characters marked by a NUL before them. */
async function readLine(shell: Shell, options: ReadOptions): Promise<{ text: string; complete: boolean }> {
  let text = '';
  for (;;) {
    const line = await readTo(shell, options);
    const decoded = new TextDecoder().decode(line.bytes);
    const continues =
      !options.raw && line.complete && /(?:^|[^\\])(?:\\\\)*\\$/.test(decoded) && options.delimiter === 10;
    if (!continues) {
      text += decoded;
      if (!options.raw) text = text.replace(/\\([\s\S])/g, '\0$1');
      return { text, complete: line.complete };
    }
    text += decoded.slice(0, -1);
  }
}

async function readTo(shell: Shell, options: ReadOptions): Promise<{ bytes: Uint8Array; complete: boolean }> {
  const input = shell.descriptor(options.fd);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const chunk = await input.read(undefined, shell.signal);
    if (chunk.length === 0) return { bytes: concatenate(chunks), complete: false };
    const end = chunk.indexOf(options.delimiter);
    const enough = options.count - size;
    const stop = end < 0 ? chunk.length : end;
    if (stop >= enough) {
      input.unread(chunk.slice(enough));
      return { bytes: concatenate([...chunks, chunk.slice(0, enough)]), complete: true };
    }
    chunks.push(chunk.slice(0, stop));
    size += stop;
    if (end >= 0) {
      input.unread(chunk.slice(end + 1));
      return { bytes: concatenate(chunks), complete: true };
    }
  }
}

function assign(shell: Shell, text: string, { names, array }: ReadOptions): void {
  const ifs = shell.get('IFS') ?? ' \t\n';
  const plain = (value: string): string => value.replaceAll('\0', '');
  if (array !== null) {
    shell.set(array, splitFields(text, ifs, Infinity).map(plain));
    return;
  }
  if (names.length === 1 && names[0] === 'REPLY') {
    shell.set('REPLY', plain(text));
    return;
  }
  const fields = splitFields(text, ifs, names.length);
  for (const [i, name] of names.entries()) shell.set(name, plain(fields[i] ?? ''));
}

/** At most `limit` fields: the last takes the rest of the line. */
function splitFields(text: string, ifs: string, limit: number): string[] {
  const isSpace = (char: string): boolean => ' \t\n'.includes(char) && ifs.includes(char);
  let at = 0;
  let end = text.length;
  while (at < end && isSpace(text.charAt(at))) at++;
  while (end > at && isSpace(text.charAt(end - 1)) && text.charAt(end - 2) !== '\0') end--;
  const fields: string[] = [];
  while (at < end) {
    if (fields.length === limit - 1) {
      fields.push(text.slice(at, end));
      break;
    }
    let stop = at;
    while (stop < end && !ifs.includes(text.charAt(stop))) stop += text.charAt(stop) === '\0' ? 2 : 1;
    fields.push(text.slice(at, stop));
    at = stop;
    while (at < end && isSpace(text.charAt(at))) at++;
    if (at < end && ifs.includes(text.charAt(at)) && (at === stop || !isSpace(text.charAt(at)))) at++;
    while (at < end && isSpace(text.charAt(at))) at++;
  }
  return fields;
}
