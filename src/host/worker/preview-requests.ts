/** The service worker of a preview's origin: every request of its pages goes to the process that listens on the port. */
import { admitScripts } from './content-policy.ts';
import { cookieHeader, keepCookie } from './cookies.ts';
import { exchange, type ClientResponse } from './http-client.ts';
import { injectIntoHtml } from './inject.ts';
import { KernelLink } from './link.ts';
import { closedPortPage, sleepingPage } from './pages.ts';
import { rewriteLocation, targetPort } from '../protocol/preview-target.ts';
import { ConnectError, connectStream } from '../protocol/stream-socket.ts';
import { joinBytes } from '../../shared/join-bytes.ts';

declare const self: ServiceWorkerGlobalScope;

const OWN_PATH = '/__tabwright/';
const SCRIPT = `${OWN_PATH}preview.js`;
/** Bodies up to here are sent with their length, which simple servers like better. */
const SMALL_BODY = 1024 * 1024;
/** Of a browser's request, what a server must not see or the codec writes itself. */
const DROPPED_REQUEST = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade-insecure-requests',
]);
const DROPPED_RESPONSE = new Set([
  'connection',
  'transfer-encoding',
  'keep-alive',
  'set-cookie',
  'content-length',
]);
/** Headers that would take the preview out of its frame or its isolation. */
const REPLACED_RESPONSE = new Set([
  'x-frame-options',
  'cross-origin-opener-policy',
  'cross-origin-embedder-policy',
  'cross-origin-resource-policy',
  'origin-agent-cluster',
]);

type PageMessage =
  | { type: 'link' }
  | { type: 'connect'; port: number }
  | { type: 'preview-message'; message: Record<string, unknown> & { type: string } };

export function servePreviews(): void {
  const link = new KernelLink();
  self.addEventListener('message', (event) => event.waitUntil(onMessage(event, link)));
  self.addEventListener('fetch', (event) => {
    const url = new URL(event.request.url);
    if (url.host === self.location.host && url.pathname.startsWith(OWN_PATH)) return;
    const port = targetPort(url, self.location.host);
    if (port !== undefined) event.respondWith(answer(event.request, url, port, link));
  });
}

async function onMessage(event: ExtendableMessageEvent, link: KernelLink): Promise<void> {
  const message = event.data as PageMessage;
  const [port] = event.ports;
  if (message.type === 'link') {
    const { source } = event;
    if (source instanceof Client && port) link.accept(source.id, port);
    return;
  }
  const kernel = await link.port();
  if (message.type === 'preview-message') kernel?.postMessage(message);
  else if (!port) return;
  else if (kernel) kernel.postMessage({ type: 'connect', port: message.port, stream: port }, [port]);
  else port.postMessage({ type: 'error', code: 'ECONNREFUSED' });
}

async function answer(request: Request, url: URL, port: number, link: KernelLink): Promise<Response> {
  const kernel = await link.port();
  if (!kernel) return sleepingPage(request);
  try {
    const socket = await connectStream((stream) =>
      kernel.postMessage({ type: 'connect', port, stream }, [stream]),
    );
    request.signal.addEventListener('abort', () => socket.close());
    const body = await requestBody(request);
    const response = await exchange(socket, {
      method: request.method,
      target: url.pathname + url.search,
      headers: await requestHeaders(request, url, port),
      body,
    });
    return await toResponse(response, url, port, request, link);
  } catch (error) {
    if (error instanceof ConnectError) return closedPortPage(request, port);
    return closedPortPage(request, port, error instanceof Error ? error.message : String(error));
  }
}

async function requestHeaders(request: Request, url: URL, port: number): Promise<[string, string][]> {
  const own = url.host === self.location.host;
  const headers: [string, string][] = [['host', `localhost:${port}`]];
  for (const [name, value] of request.headers) if (!DROPPED_REQUEST.has(name)) headers.push([name, value]);
  if (request.method !== 'GET' && request.method !== 'HEAD')
    headers.push(['origin', `http://localhost:${port}`]);
  if (request.referrer.startsWith(self.location.origin)) {
    headers.push(['referer', request.referrer.replace(self.location.origin, `http://localhost:${port}`)]);
  }
  if (request.mode === 'navigate')
    headers.push(['sec-fetch-dest', request.destination], ['sec-fetch-mode', 'navigate']);
  headers.push(
    ['x-forwarded-host', self.location.host],
    ['x-forwarded-proto', self.location.protocol.slice(0, -1)],
  );
  const cookies = own && request.credentials !== 'omit' ? await cookieHeader() : undefined;
  if (cookies !== undefined) headers.push(['cookie', cookies]);
  return headers;
}

async function requestBody(request: Request): Promise<ReadableStream<Uint8Array> | Uint8Array | null> {
  if (request.method === 'GET' || request.method === 'HEAD') return null;
  const { body } = request;
  if (!body) return new Uint8Array(await request.arrayBuffer());
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joinBytes(pieces);
    pieces.push(value);
    size += value.byteLength;
    if (size > SMALL_BODY) break;
  }
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const first = pieces.shift();
      if (first) return controller.enqueue(first);
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

const BODYLESS = new Set([101, 204, 205, 304]);

async function toResponse(
  { head, body }: ClientResponse,
  url: URL,
  port: number,
  request: Request,
  link: KernelLink,
): Promise<Response> {
  const headers = new Headers();
  const raw = head.rawHeaders;
  const cookies: string[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    const value = raw[at + 1] ?? '';
    if (name === 'set-cookie') cookies.push(value);
    if (DROPPED_RESPONSE.has(name) || REPLACED_RESPONSE.has(name)) continue;
    headers.append(
      name,
      name === 'location' ? rewriteLocation(value, port, new URL(self.location.href)) : value,
    );
  }
  if (url.host === self.location.host) for (const cookie of cookies) await keepCookie(cookie, url);
  headers.set('cross-origin-resource-policy', 'cross-origin');
  headers.set('cross-origin-embedder-policy', 'credentialless');
  headers.set('origin-agent-cluster', '?1');
  const init = { status: head.statusCode, statusText: head.statusMessage, headers };
  if (BODYLESS.has(head.statusCode) || request.method === 'HEAD') return new Response(null, init);
  // Redirects of a synthesised response are followed by the browser only when it may see the address.
  if (
    head.statusCode >= 300 &&
    head.statusCode < 400 &&
    headers.has('location') &&
    request.redirect !== 'manual'
  ) {
    void body.cancel();
    return Response.redirect(new URL(headers.get('location') ?? '/', url).href, head.statusCode);
  }
  const isDocument =
    request.mode === 'navigate' || request.destination === 'iframe' || request.destination === 'document';
  const isHtml = headers.get('content-type')?.includes('text/html') && !headers.has('content-encoding');
  if (!isDocument || !isHtml) return new Response(body, init);
  const nonce = crypto.randomUUID();
  const policy = headers.get('content-security-policy');
  if (policy !== null)
    headers.set('content-security-policy', admitScripts(policy, { src: new URL(SCRIPT, url).href, nonce }));
  return new Response(body.pipeThrough(injectIntoHtml(scriptTags(port, link, nonce))), init);
}

/** The preview script of ours first, then the one that the client has set. */
function scriptTags(port: number, link: KernelLink, nonce: string): string {
  const own = `<script nonce="${nonce}" src="${SCRIPT}" data-tabwright-port="${port}"></script>`;
  if (!link.script) return own;
  const { type, defer, async } = link.script.options;
  const attributes = `${type ? ` type="${type}"` : ''}${defer ? ' defer' : ''}${async ? ' async' : ''}`;
  const source = link.script.source.replace(/<\/script/gi, '<\\/script');
  // `defer` and `async` work only for scripts with an address.
  if (defer || async) {
    return `${own}<script nonce="${nonce}"${attributes} src="data:text/javascript,${encodeURIComponent(link.script.source)}"></script>`;
  }
  return `${own}<script nonce="${nonce}"${attributes}>${source}</script>`;
}
