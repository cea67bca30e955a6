/** How long a message's body is (RFC 9112, section 6), and whether its connection lives on (section 9.3). */
import type { MessageHead, RequestHead, ResponseHead } from './head.ts';
import { HttpParseError } from './parse-error.ts';

export type BodyFraming =
  { kind: 'none' } | { kind: 'length'; length: number } | { kind: 'chunked' } | { kind: 'until-close' };

export function isRequestHead(head: MessageHead): head is RequestHead {
  return 'method' in head;
}

/** Values of a list header in lower case: `Connection: Keep-Alive, Upgrade` is `['keep-alive', 'upgrade']`. */
export function listHeader(rawHeaders: readonly string[], name: string): string[] {
  return headerValues(rawHeaders, name).flatMap((value) =>
    value
      .toLowerCase()
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );
}

export function headerValues(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() === name) values.push(rawHeaders[i + 1] ?? '');
  }
  return values;
}

/** Fills `upgrade` and `keepAlive`, and says how the body is delimited. */
export function frameMessage(head: RequestHead | ResponseHead): BodyFraming {
  const connection = listHeader(head.rawHeaders, 'connection');
  const framing = isRequestHead(head) ? requestFraming(head) : responseFraming(head);
  const asks = connection.includes('upgrade') && headerValues(head.rawHeaders, 'upgrade').length > 0;
  head.upgrade = isRequestHead(head) ? head.method === 'CONNECT' || asks : head.statusCode === 101;
  const persistent =
    head.versionMajor > 0 && head.versionMinor > 0
      ? !connection.includes('close')
      : connection.includes('keep-alive');
  head.keepAlive = persistent && framing.kind !== 'until-close';
  return framing;
}

function requestFraming(head: RequestHead): BodyFraming {
  const codings = listHeader(head.rawHeaders, 'transfer-encoding');
  const length = contentLength(head, codings.length > 0);
  if (codings.length > 0) {
    if (codings.at(-1) === 'chunked') return { kind: 'chunked' };
    throw new HttpParseError('HPE_INVALID_TRANSFER_ENCODING', 'Request has invalid `Transfer-Encoding`');
  }
  return length === null || length === 0 ? { kind: 'none' } : { kind: 'length', length };
}

function responseFraming(head: ResponseHead): BodyFraming {
  const codings = listHeader(head.rawHeaders, 'transfer-encoding');
  const length = contentLength(head, codings.length > 0);
  if (head.statusCode < 200 || head.statusCode === 204 || head.statusCode === 304) return { kind: 'none' };
  if (codings.length > 0) return codings.at(-1) === 'chunked' ? { kind: 'chunked' } : { kind: 'until-close' };
  if (length === null) return { kind: 'until-close' };
  return length === 0 ? { kind: 'none' } : { kind: 'length', length };
}

function contentLength(head: MessageHead, hasCodings: boolean): number | null {
  const values = headerValues(head.rawHeaders, 'content-length');
  if (values.length === 0) return null;
  if (values.length > 1) {
    throw new HttpParseError('HPE_UNEXPECTED_CONTENT_LENGTH', 'Duplicate Content-Length');
  }
  if (hasCodings) {
    throw new HttpParseError(
      'HPE_INVALID_TRANSFER_ENCODING',
      "Transfer-Encoding can't be present with Content-Length",
    );
  }
  const text = values[0] ?? '';
  const length = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(length)) {
    throw new HttpParseError('HPE_INVALID_CONTENT_LENGTH', 'Invalid character in Content-Length');
  }
  return length;
}
