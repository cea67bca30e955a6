/**
 * An incremental HTTP/1.1 parser (RFC 9112): give it bytes as they come, it calls back with heads, body pieces and ends.
 * One parser reads all messages of one direction of one connection, pipelined ones too.
 */
import { ChunkedDecoder } from './chunked.ts';
import { frameMessage, isRequestHead } from './framing.ts';
import type { BodyFraming } from './framing.ts';
import { mayBeMethod, parseHeaderLine, parseRequestLine, parseStatusLine } from './head.ts';
import type { RequestHead, ResponseHead } from './head.ts';
import { LineReader } from './line-reader.ts';
import { HttpParseError } from './parse-error.ts';

export interface HttpLimits {
  /** Bytes of a head, first line included, and of a trailer section. */
  maxHeaderSize: number;
  /** Fields beyond it are dropped, as Node does; 0 is no limit. */
  maxHeadersCount: number;
}

export const DEFAULT_LIMITS: HttpLimits = { maxHeaderSize: 16 * 1024, maxHeadersCount: 2000 };

/** What follows a head: its body, none whatever it says (the answer to HEAD), or no HTTP at all any more. */
export type AfterHead = 'body' | 'no-body' | 'upgrade';

export interface HttpParserEvents<H> {
  onHead(head: H): AfterHead;
  /** A view on the executed chunk: copy what must outlive it. */
  onBody(data: Uint8Array): void;
  /** The message is complete. */
  onEnd(trailers: string[]): void;
}

type State = 'idle' | 'head' | 'body' | 'upgraded' | 'closed' | 'failed';

export class HttpParser<H extends RequestHead | ResponseHead> {
  #state: State = 'idle';
  #head: H | null = null;
  #framing: BodyFraming = { kind: 'none' };
  #left = 0;
  #chunks: ChunkedDecoder | null = null;
  readonly #lines: LineReader;
  readonly #limits: HttpLimits;
  readonly #events: HttpParserEvents<H>;
  readonly #parseFirstLine: (line: string) => H;
  readonly #checkStart: (partial: string) => void;

  constructor(
    parseFirstLine: (line: string) => H,
    checkStart: (partial: string) => void,
    events: HttpParserEvents<H>,
    limits: HttpLimits,
  ) {
    this.#parseFirstLine = parseFirstLine;
    this.#checkStart = checkStart;
    this.#events = events;
    this.#limits = limits;
    this.#lines = new LineReader(
      limits.maxHeaderSize,
      () => new HttpParseError('HPE_HEADER_OVERFLOW', 'Header overflow'),
    );
  }

  /** The bytes after the last consumed one belong to another protocol. */
  get upgraded(): boolean {
    return this.#state === 'upgraded';
  }

  /** Between two messages. */
  get idle(): boolean {
    return this.#state === 'idle' || this.#state === 'closed';
  }

  /** Consumes all of `chunk`, or up to where an upgrade leaves HTTP: the answer is how many bytes. Throws HttpParseError. */
  execute(chunk: Uint8Array): number {
    let at = 0;
    try {
      while (at < chunk.length && this.#state !== 'upgraded') at = this.#step(chunk, at);
    } catch (error) {
      this.#state = 'failed';
      if (error instanceof HttpParseError) error.bytesParsed = at;
      throw error;
    }
    return at;
  }

  /** The peer has sent its last byte. Throws HttpParseError in the middle of a message. */
  finish(): void {
    if (this.#state === 'body' && this.#framing.kind === 'until-close') this.#end([]);
    else if (this.#state === 'head' || this.#state === 'body') {
      this.#state = 'failed';
      throw new HttpParseError('HPE_INVALID_EOF_STATE', 'Invalid EOF state');
    }
    if (this.#state === 'idle') this.#state = 'closed';
  }

  #step(chunk: Uint8Array, at: number): number {
    switch (this.#state) {
      case 'idle':
        return this.#skipEmptyLines(chunk, at);
      case 'head':
        return this.#readHead(chunk, at);
      case 'body':
        return this.#readBody(chunk, at);
      case 'closed':
        if (chunk[at] === 13 || chunk[at] === 10) return at + 1;
        throw new HttpParseError('HPE_CLOSED_CONNECTION', 'Data after `Connection: close`');
      default:
        return chunk.length;
    }
  }

  #skipEmptyLines(chunk: Uint8Array, at: number): number {
    if (chunk[at] === 13 || chunk[at] === 10) return at + 1;
    this.#lines.reset();
    this.#head = null;
    this.#state = 'head';
    return at;
  }

  #readHead(chunk: Uint8Array, at: number): number {
    const line = this.#lines.read(chunk, at);
    if (!this.#head) {
      this.#checkStart(line ?? this.#lines.partial);
      if (line !== null) this.#head = this.#parseFirstLine(line);
    } else if (line === '') this.#headComplete(this.#head);
    else if (line !== null) {
      const { rawHeaders } = this.#head;
      const field = parseHeaderLine(line);
      const { maxHeadersCount } = this.#limits;
      if (maxHeadersCount === 0 || rawHeaders.length < maxHeadersCount * 2) rawHeaders.push(...field);
    }
    return this.#lines.position;
  }

  #headComplete(head: H): void {
    this.#framing = frameMessage(head);
    const isRequest = isRequestHead(head);
    const after = this.#events.onHead(head);
    // A request may ask to upgrade and still have a body if the server declines.
    if (after === 'upgrade') {
      this.#events.onEnd([]);
      this.#state = 'upgraded';
      return;
    }
    this.#state = 'body';
    if (after === 'no-body' || this.#framing.kind === 'none') this.#end([]);
    else if (this.#framing.kind === 'length') this.#left = this.#framing.length;
    else if (this.#framing.kind === 'chunked') {
      this.#chunks = new ChunkedDecoder((data) => this.#events.onBody(data), this.#limits.maxHeaderSize);
    } else if (isRequest) this.#end([]);
  }

  #readBody(chunk: Uint8Array, at: number): number {
    if (this.#chunks) {
      const chunks = this.#chunks;
      const end = chunks.execute(chunk, at);
      if (chunks.done) this.#end(chunks.trailers);
      return end;
    }
    const untilClose = this.#framing.kind === 'until-close';
    const end = untilClose ? chunk.length : Math.min(at + this.#left, chunk.length);
    this.#left -= end - at;
    this.#events.onBody(chunk.subarray(at, end));
    if (!untilClose && this.#left === 0) this.#end([]);
    return end;
  }

  #end(trailers: string[]): void {
    const head = this.#head;
    this.#chunks = null;
    this.#head = null;
    // 1xx answers are followed by the final one on the same connection, whatever they say.
    const interim = head && !isRequestHead(head) && (head as ResponseHead).statusCode < 200;
    this.#state = interim || head?.keepAlive ? 'idle' : 'closed';
    this.#events.onEnd(trailers);
  }
}

export function createRequestParser(
  events: HttpParserEvents<RequestHead>,
  limits: HttpLimits = DEFAULT_LIMITS,
): HttpParser<RequestHead> {
  const checkStart = (partial: string): void => {
    if (!mayBeMethod(partial)) {
      throw new HttpParseError('HPE_INVALID_METHOD', 'Invalid method encountered');
    }
  };
  return new HttpParser(parseRequestLine, checkStart, events, limits);
}

export function createResponseParser(
  events: HttpParserEvents<ResponseHead>,
  limits: HttpLimits = DEFAULT_LIMITS,
): HttpParser<ResponseHead> {
  const checkStart = (partial: string): void => {
    if (!partial.startsWith('HTTP/') && !'HTTP/'.startsWith(partial)) {
      throw new HttpParseError('HPE_INVALID_CONSTANT', 'Expected HTTP/, RTSP/ or ICE/');
    }
  };
  return new HttpParser(parseStatusLine, checkStart, events, limits);
}
