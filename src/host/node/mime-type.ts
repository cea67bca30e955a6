/** `util.MIMEType` and `MIMEParams` (WHATWG MIME Sniffing's parser). */
import { ERR_INVALID_MIME_SYNTAX } from './errors.ts';

const NOT_TOKEN = /[^!#$%&'*+\-.^_`|~A-Za-z0-9]/;
const NOT_QUOTABLE = /[^\t\u0020-\u007E\u0080-\u00FF]/;

function checkToken(text: string, production: string, source: string): void {
  const at = text.search(NOT_TOKEN);
  if (text === '' || at >= 0) throw new ERR_INVALID_MIME_SYNTAX(production, source, at);
}

function quoteValue(value: string): string {
  if (value !== '' && !NOT_TOKEN.test(value)) return value;
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

export class MIMEParams {
  readonly #entries = new Map<string, string>();
  delete(name: string): void {
    this.#entries.delete(name);
  }
  get(name: string): string | null {
    return this.#entries.get(name) ?? null;
  }
  has(name: string): boolean {
    return this.#entries.has(name);
  }
  set(name: string, value: string): void {
    checkToken(name, 'parameter name', name);
    const at = value.search(NOT_QUOTABLE);
    if (at >= 0) throw new ERR_INVALID_MIME_SYNTAX('parameter value', value, at);
    this.#entries.set(name, value);
  }
  entries(): IterableIterator<[string, string]> {
    return this.#entries.entries();
  }
  keys(): IterableIterator<string> {
    return this.#entries.keys();
  }
  values(): IterableIterator<string> {
    return this.#entries.values();
  }
  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }
  toString(): string {
    return [...this.#entries].map(([name, value]) => `${name}=${quoteValue(value)}`).join(';');
  }
  toJSON(): string {
    return this.toString();
  }
}

const PARAMETER = /;[\t\n\r ]*([^;=]*)(?:=(?:"((?:[^"\\]|\\[^])*)"?[^;]*|([^;]*)))?/g;

function readParams(text: string, params: MIMEParams): void {
  for (const [, rawName = '', quoted, plain] of text.matchAll(PARAMETER)) {
    const name = rawName.toLowerCase();
    const value =
      quoted === undefined ? (plain ?? '').replace(/[\t\n\r ]+$/, '') : quoted.replace(/\\([^])/g, '$1');
    const usable = name !== '' && !NOT_TOKEN.test(name) && !NOT_QUOTABLE.test(value) && !params.has(name);
    if (usable && (quoted !== undefined || value !== '')) params.set(name, value);
  }
}

export class MIMEType {
  #type: string;
  #subtype: string;
  readonly params = new MIMEParams();
  constructor(input: string) {
    const text = `${input}`.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '');
    const slash = text.indexOf('/');
    if (slash < 0) throw new ERR_INVALID_MIME_SYNTAX('type', text, -1);
    const semicolon = text.indexOf(';', slash);
    const end = semicolon < 0 ? text.length : semicolon;
    const subtype = text.slice(slash + 1, end).replace(/[\t\n\r ]+$/, '');
    checkToken(text.slice(0, slash), 'type', text);
    checkToken(subtype, 'subtype', text);
    this.#type = text.slice(0, slash).toLowerCase();
    this.#subtype = subtype.toLowerCase();
    readParams(text.slice(end), this.params);
  }
  get type(): string {
    return this.#type;
  }
  set type(value: string) {
    checkToken(value, 'type', value);
    this.#type = value.toLowerCase();
  }
  get subtype(): string {
    return this.#subtype;
  }
  set subtype(value: string) {
    checkToken(value, 'subtype', value);
    this.#subtype = value.toLowerCase();
  }
  get essence(): string {
    return `${this.#type}/${this.#subtype}`;
  }
  toString(): string {
    const params = this.params.toString();
    return params === '' ? this.essence : `${this.essence};${params}`;
  }
  toJSON(): string {
    return this.toString();
  }
}
