/** `readline.emitKeypressEvents`: keys out of a terminal's bytes. */
import type { ReadableLike } from '../builtin-types.ts';
import type { NodeHost } from '../host.ts';

export interface Key {
  sequence: string;
  name: string | undefined;
  ctrl: boolean;
  meta: boolean;
  shift: boolean;
  /** An escape sequence without its modifiers. */
  code?: string;
}

const NAMES: Record<string, string> = {
  '[A': 'up', '[B': 'down', '[C': 'right', '[D': 'left', '[F': 'end', '[H': 'home', '[E': 'clear', OA: 'up', OB: 'down',
  OC: 'right', OD: 'left', OF: 'end', OH: 'home', OP: 'f1', OQ: 'f2', OR: 'f3', OS: 'f4', '[1~': 'home', '[2~': 'insert',
  '[3~': 'delete', '[4~': 'end', '[5~': 'pageup', '[6~': 'pagedown', '[7~': 'home', '[8~': 'end', '[15~': 'f5',
  '[17~': 'f6', '[18~': 'f7', '[19~': 'f8', '[20~': 'f9', '[21~': 'f10', '[23~': 'f11', '[24~': 'f12',
}; // prettier-ignore

const ESCAPE = '\x1b';
const SEQUENCE = new RegExp(`${ESCAPE}(?:\\[\\d*(?:;\\d+)?[A-Za-z~]|O[A-Z]|[^[O])|[^]`, 'gu');

function describe(sequence: string): Key {
  const key: Key = { sequence, name: undefined, ctrl: false, meta: false, shift: false };
  const code = sequence.charCodeAt(0);
  if (sequence === '\r') key.name = 'return';
  else if (sequence === '\n') key.name = 'enter';
  else if (sequence === '\t') key.name = 'tab';
  else if (sequence === '\b' || sequence === '\x7f') key.name = 'backspace';
  else if (sequence === '\x1b') Object.assign(key, { name: 'escape', meta: true });
  else if (sequence === ' ') key.name = 'space';
  else if (code === 27) escapeKey(key);
  else if (code <= 26) {
    key.name = String.fromCharCode(code + 96);
    key.ctrl = true;
  } else if (/^[a-z0-9]$/.test(sequence)) key.name = sequence;
  else if (/^[A-Z]$/.test(sequence)) Object.assign(key, { name: sequence.toLowerCase(), shift: true });
  return key;
}

function escapeKey(key: Key): void {
  const body = key.sequence.slice(1);
  const modified = /^\[(\d+);(\d+)([A-Za-z~])$/.exec(body);
  if (modified) {
    const [, number = '', modifier = '1', last = ''] = modified;
    key.code = last === '~' ? `[${number}~` : `[${last}`;
    key.name = NAMES[key.code];
    const bits = Number(modifier) - 1;
    Object.assign(key, { shift: (bits & 1) !== 0, meta: (bits & 10) !== 0, ctrl: (bits & 4) !== 0 });
  } else if (body === '[Z') Object.assign(key, { name: 'tab', shift: true, code: body });
  else if (NAMES[body]) Object.assign(key, { name: NAMES[body], code: body });
  else Object.assign(key, { ...describe(body), sequence: key.sequence, meta: true });
}

const listening = new WeakSet<object>();

export function emitKeypressEvents(host: NodeHost, stream: ReadableLike): void {
  if (listening.has(stream)) return;
  listening.add(stream);
  const { StringDecoder } = host.builtin('string_decoder') as {
    StringDecoder: new (encoding: string) => { write(data: Uint8Array): string };
  };
  const decoder = new StringDecoder('utf8');
  stream.on('data', (data: Uint8Array | string) => {
    const text = typeof data === 'string' ? data : decoder.write(data);
    for (const [sequence] of text.matchAll(SEQUENCE)) {
      const key = describe(sequence);
      stream.emit('keypress', sequence.startsWith('\x1b') && key.name ? undefined : sequence, key);
    }
  });
}
