/** fetch over the tab's own sockets: redirects, bodies both ways, decoding. */
import type { NodeHost } from '../host.ts';
import type { HttpModule } from '../http.ts';
import type { Agent, ClientRequest, IncomingMessage } from '../http/shapes.ts';
import { isLoopback } from '../net/address.ts';
import type { Duplex, Readable } from '../stream-shapes.ts';
import { inWords } from './failure.ts';
import { webBody } from './web-body.ts';
import type { WebMessages } from './web-messages.ts';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const MOST_REDIRECTS = 20;
const NO_BODY = new Set([101, 103, 204, 205, 304]);

/** One step of a fetch: changes as redirects are followed. */
interface Step {
  url: URL;
  method: string;
  headers: Headers;
  body: Uint8Array | ReadableStream<Uint8Array> | null;
}

const agents = new WeakMap<NodeHost, Agent>();

/** Kept connections, apart from those of `http.globalAgent`, which programs count and destroy. */
function agentOf(host: NodeHost): Agent {
  const known = agents.get(host);
  if (known) return known;
  const { Agent } = host.builtin('http') as HttpModule;
  const made = new Agent({ keepAlive: true, timeout: 4000 });
  agents.set(host, made);
  return made;
}

export async function fetchLoopback(
  host: NodeHost,
  messages: WebMessages,
  request: Request,
): Promise<Response> {
  const { signal } = request;
  if (signal.aborted) throw signal.reason;
  const step: Step = {
    url: new URL(request.url),
    method: request.method,
    headers: new Headers(request.headers),
    body: request.body,
  };
  if (step.body && messages.isWhole(request)) step.body = new Uint8Array(await request.arrayBuffer());
  for (let redirects = 0; ; redirects++) {
    const answer = await exchange(host, step, signal);
    const location = REDIRECTS.has(answer.statusCode ?? 0) ? answer.headers['location'] : undefined;
    if (typeof location !== 'string' || request.redirect === 'manual') {
      return toResponse(host, messages, step, answer, { redirected: redirects > 0, signal });
    }
    answer.resume();
    if (request.redirect === 'error') throw inWords('fetch failed', new Error('unexpected redirect'));
    if (redirects === MOST_REDIRECTS) throw inWords('fetch failed', new Error('redirect count exceeded'));
    follow(step, answer.statusCode ?? 0, location);
    if (step.url.protocol !== 'http:' || !isLoopback(step.url.hostname)) return leave(host, step, signal);
  }
}

/** Away from the tab: the browser goes on. */
async function leave(
  host: NodeHost,
  { url, method, headers, body }: Step,
  signal: AbortSignal,
): Promise<Response> {
  const init: RequestInit = { method, headers: [...headers], signal };
  if (body instanceof Uint8Array) init.body = body as Uint8Array<ArrayBuffer>;
  return host.fetch(url.href, init);
}

/** Changes `step` into what a redirect asks for. */
function follow(step: Step, status: number, location: string): void {
  const url = URL.canParse(location, step.url.href) ? new URL(location, step.url.href) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw inWords('fetch failed', new Error('URL scheme must be a HTTP(S) scheme'));
  }
  if (url.hash === '') url.hash = step.url.hash;
  const { method } = step;
  const becomesGet =
    status === 303 ? method !== 'GET' && method !== 'HEAD' : status < 303 && method === 'POST';
  if (status !== 303 && !becomesGet && step.body instanceof ReadableStream) {
    throw inWords('fetch failed', new Error('a streamed body cannot be sent again'));
  }
  if (becomesGet) {
    step.method = 'GET';
    step.body = null;
    for (const name of [
      'content-encoding',
      'content-language',
      'content-location',
      'content-type',
      'content-length',
    ]) {
      step.headers.delete(name);
    }
  }
  if (url.origin !== step.url.origin) {
    for (const name of ['authorization', 'proxy-authorization', 'cookie', 'host']) step.headers.delete(name);
  }
  step.url = url;
}

/** Sends one request; resolves with the head of its answer. */
async function exchange(host: NodeHost, step: Step, signal: AbortSignal): Promise<IncomingMessage> {
  const http = host.builtin('http') as HttpModule;
  const headers = new Headers(step.headers);
  for (const [name, value] of Object.entries(DEFAULT_HEADERS)) {
    if (!headers.has(name)) headers.set(name, value);
  }
  const { body, url } = step;
  const isWhole = !(body instanceof ReadableStream);
  if (body instanceof Uint8Array) headers.set('content-length', String(body.length));
  else if (!body && /^(?:POST|PUT)$/.test(step.method)) headers.set('content-length', '0');
  const request = http.request({
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port || 80,
    path: url.pathname + url.search,
    method: step.method,
    headers: Object.fromEntries(headers),
    agent: agentOf(host),
    ...(url.username && { auth: decodeURIComponent(`${url.username}:${url.password}`) }),
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve as never);
    request.once('error', ((error: Error) => {
      // The server had closed a connection that was kept: the request goes to a new one.
      const wasStale = isWhole && request.reusedSocket && !signal.aborted;
      if (wasStale) resolve(exchange(host, step, signal));
      else reject(signal.aborted ? signal.reason : inWords('fetch failed', asCause(error)));
    }) as never);
  });
  const abort = (): void => void request.destroy();
  signal.addEventListener('abort', abort, { once: true });
  request.once('close', () => signal.removeEventListener('abort', abort));
  if (body instanceof ReadableStream) sendStream(request, body);
  else request.end(body ?? undefined);
  return answered;
}

/** A connection that ends before the answer is an error of the client's own, which retrying programs look for. */
function asCause(error: Error): Error {
  if ((error as { code?: string }).code !== 'ECONNRESET') return error;
  const cause = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
  return Object.defineProperty(cause, 'name', { value: 'SocketError', configurable: true });
}

const DEFAULT_HEADERS = {
  accept: '*/*',
  'accept-language': '*',
  'sec-fetch-mode': 'cors',
  'user-agent': 'node',
  'accept-encoding': 'gzip, deflate',
};

function sendStream(request: ClientRequest, body: ReadableStream<Uint8Array>): void {
  const reader = body.getReader();
  const pump = async (): Promise<void> => {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      if (request.destroyed) return;
      if (!(piece.value instanceof Uint8Array)) throw new TypeError('Received non-Uint8Array chunk');
      if (!request.write(piece.value)) await new Promise<void>((resolve) => request.once('drain', resolve));
    }
    request.end();
  };
  request.once('close', () => {
    // What is left of the body interests nobody any more.
    reader.cancel().catch(() => undefined);
  });
  pump().catch((error: unknown) => request.destroy(error as Error));
}

function toResponse(
  host: NodeHost,
  messages: WebMessages,
  step: Step,
  answer: IncomingMessage,
  state: { redirected: boolean; signal: AbortSignal },
): Response {
  const headers: [string, string][] = [];
  for (let i = 0; i + 1 < answer.rawHeaders.length; i += 2) {
    headers.push([answer.rawHeaders[i] ?? '', answer.rawHeaders[i + 1] ?? '']);
  }
  const status = answer.statusCode ?? 200;
  const isEmpty = NO_BODY.has(status) || step.method === 'HEAD';
  if (isEmpty) answer.resume();
  const response = new messages.Response(
    isEmpty ? null : webBody(host, decoded(host, answer), answer, state.signal),
    { status: status < 200 ? 200 : status, statusText: answer.statusMessage ?? '', headers },
  );
  const url = new URL(step.url);
  url.hash = '';
  const { redirected } = state;
  for (const [key, value] of Object.entries({ url: url.href, redirected, type: 'basic' })) {
    Object.defineProperty(response, key, { value, configurable: true });
  }
  return response;
}

interface Zlib {
  createUnzip(options: object): Duplex;
  createInflateRaw(options: object): Duplex;
  createBrotliDecompress(options?: object): Duplex;
  constants: { Z_SYNC_FLUSH: number };
}

/** The body without its codings, the last one first. */
function decoded(host: NodeHost, answer: IncomingMessage): Readable {
  const codings = String(answer.headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .reverse();
  let stream: Readable = answer;
  for (const coding of codings) {
    if (!/^(?:x-)?gzip$|^deflate$|^br$/.test(coding)) break;
    const zlib = host.builtin('zlib') as Zlib;
    const flush = zlib.constants.Z_SYNC_FLUSH;
    const next: Duplex =
      coding === 'br' ? zlib.createBrotliDecompress() : zlib.createUnzip({ flush, finishFlush: flush });
    const source = stream;
    source.once('error', ((error: Error) => next.destroy(error)) as never);
    source.once('aborted', () => next.destroy(new Error('aborted')));
    stream = source.pipe(next);
  }
  return stream;
}
