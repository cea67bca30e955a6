/** Heads as bytes. Callers validate names and values; this refuses what would split the message. */
import { encodeLatin1 } from './latin1.ts';
import { STATUS_CODES } from './status-codes.ts';

export interface RequestHeadFields {
  method: string;
  url: string;
  /** Name, value, name, value, … */
  headers: readonly string[];
}

export interface ResponseHeadFields {
  statusCode: number;
  statusMessage?: string;
  headers: readonly string[];
}

export function encodeRequestHead({ method, url, headers }: RequestHeadFields): Uint8Array {
  return encodeHead(`${method} ${url} HTTP/1.1`, headers);
}

export function encodeResponseHead({ statusCode, statusMessage, headers }: ResponseHeadFields): Uint8Array {
  return encodeHead(`HTTP/1.1 ${statusCode} ${statusMessage ?? STATUS_CODES[statusCode] ?? ''}`, headers);
}

function encodeHead(firstLine: string, headers: readonly string[]): Uint8Array {
  const lines = [firstLine];
  for (let i = 0; i + 1 < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`);
  if (lines.some((line) => /[\r\n]/.test(line))) {
    throw new TypeError('A line break in a request line, status or header would start another message.');
  }
  return encodeLatin1(`${lines.join('\r\n')}\r\n\r\n`);
}
