/** The heads of HTTP/1.1 messages (RFC 9112, sections 2 to 5): their shape, and the meaning of one line of them. */
import { METHODS } from './methods.ts';
import { HttpParseError } from './parse-error.ts';

export interface MessageHead {
  versionMajor: number;
  versionMinor: number;
  /** Name, value, name, value, … as they were sent. */
  rawHeaders: string[];
  /** The sender asks to leave HTTP (`Connection: upgrade`, CONNECT) or has left it (101). */
  upgrade: boolean;
  /** The connection may carry another message after this one. */
  keepAlive: boolean;
}

export interface RequestHead extends MessageHead {
  method: string;
  /** The request target as sent. */
  url: string;
}

export interface ResponseHead extends MessageHead {
  statusCode: number;
  statusMessage: string;
}

const KNOWN_METHODS = new Set(METHODS);
const REQUEST_LINE = /^([^ ]*) +([^ ]*)(?: +HTTP\/(\d)\.(\d))?$/;
const STATUS_LINE = /^HTTP\/(\d)\.(\d) +(\d{3})(?: (.*))?$/;
/** Anything but a tab, visible ASCII, spaces and bytes above ASCII. */
const BAD_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** RFC 9110, section 5.6.2. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** Whether `text` may still become the start of a known method; lets a TLS hello fail at its first byte. */
export function mayBeMethod(text: string): boolean {
  const method = text.split(' ', 1)[0] ?? '';
  if (method.length < text.length) return KNOWN_METHODS.has(method);
  return METHODS.some((known) => known.startsWith(method));
}

export function parseRequestLine(line: string): RequestHead {
  const match = REQUEST_LINE.exec(line);
  if (!mayBeMethod(`${line} `)) throw new HttpParseError('HPE_INVALID_METHOD', 'Invalid method encountered');
  if (!match) {
    throw / HTTP\//.test(line) && !/ +[^ ]+ +[^H]/.test(line)
      ? new HttpParseError('HPE_INVALID_VERSION', 'Invalid HTTP version')
      : new HttpParseError('HPE_INVALID_CONSTANT', 'Expected HTTP/, RTSP/ or ICE/');
  }
  const [, method = '', url = '', major, minor] = match;
  if (method !== 'CONNECT' && url !== '*' && !/^(\/|[A-Za-z][A-Za-z0-9+.-]*:\/\/)/.test(url)) {
    throw new HttpParseError('HPE_INVALID_URL', 'Invalid characters in url');
  }
  const [versionMajor, versionMinor] = version(major ?? '0', minor ?? '9');
  return { method, url, versionMajor, versionMinor, rawHeaders: [], upgrade: false, keepAlive: true };
}

export function parseStatusLine(line: string): ResponseHead {
  const match = STATUS_LINE.exec(line);
  if (!match) {
    throw line.startsWith('HTTP/')
      ? new HttpParseError('HPE_INVALID_STATUS', 'Invalid status code')
      : new HttpParseError('HPE_INVALID_CONSTANT', 'Expected HTTP/, RTSP/ or ICE/');
  }
  const [, major = '', minor = '', status, statusMessage = ''] = match;
  const [versionMajor, versionMinor] = version(major, minor);
  const statusCode = Number(status);
  return {
    statusCode,
    statusMessage,
    versionMajor,
    versionMinor,
    rawHeaders: [],
    upgrade: false,
    keepAlive: true,
  };
}

function version(major: string, minor: string): [number, number] {
  if (!['0.9', '1.0', '1.1', '2.0'].includes(`${major}.${minor}`)) {
    throw new HttpParseError('HPE_INVALID_VERSION', 'Invalid HTTP version');
  }
  return [Number(major), Number(minor)];
}

/** One `name: value` line. A line that starts with white space would be an obsolete fold, which is refused. */
export function parseHeaderLine(line: string): [name: string, value: string] {
  if (/^[ \t]/.test(line)) {
    throw new HttpParseError('HPE_INVALID_HEADER_TOKEN', 'Unexpected whitespace after header value');
  }
  const colon = line.indexOf(':');
  const name = line.slice(0, colon);
  if (colon < 1 || !isToken(name))
    throw new HttpParseError('HPE_INVALID_HEADER_TOKEN', 'Invalid header token');
  const value = line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '');
  if (BAD_VALUE.test(value))
    throw new HttpParseError('HPE_INVALID_HEADER_TOKEN', 'Invalid header value char');
  return [name, value];
}
