/** One HTTP/1.1 exchange over a loopback socket of the kernel (RFC 9112). */
import { concatenate, Descriptor } from '../descriptor.ts';
import type { CommandContext } from '../ports.ts';
import type { CurlRequest, CurlResponse } from './curl.ts';
import { joinBytes } from '../../../shared/join-bytes.ts';

export async function requestLoopback(
  context: CommandContext,
  { url, method, headers, body }: CurlRequest,
): Promise<CurlResponse> {
  const { fd } = await context.host.kernel.async('connect', Number(url.port || 80), url.hostname);
  const socket = new Descriptor(context.host.kernel, fd, 'socket');
  const lines = [
    `${method} ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    ...headers.map((pair) => pair.join(': ')),
  ];
  lines.push('Connection: close');
  if (body !== null) lines.push(`Content-Length: ${body.length}`);
  await socket.write(`${lines.join('\r\n')}\r\n\r\n`, context.signal);
  if (body !== null) await socket.write(body, context.signal);
  await socket.flush(context.signal);
  const head = await readHead(socket, context.signal);
  const [first = '', ...rest] = head.split('\r\n');
  const match = /^HTTP\/\S+ (\d+) ?(.*)$/.exec(first);
  const pairs = rest.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const none = method === 'HEAD' || match?.[1] === '204' || match?.[1] === '304';
  return {
    status: Number(match?.[1] ?? 0),
    statusText: match?.[2] ?? '',
    headers: pairs,
    body: bodyOf(socket, pairs, none, context.signal),
  };
}

/** Up to the empty line; what comes after it stays to be read. */
async function readHead(socket: Descriptor, signal: AbortSignal): Promise<string> {
  let all = new Uint8Array(0);
  for (;;) {
    const chunk = await socket.read(undefined, signal);
    if (chunk.length === 0) throw new Error('Empty reply from server');
    all = joinBytes([all, chunk]);
    const text = new TextDecoder('latin1').decode(all);
    const end = text.indexOf('\r\n\r\n');
    if (end < 0) continue;
    socket.unread(all.slice(end + 4));
    return text.slice(0, end);
  }
}

async function* bodyOf(
  socket: Descriptor,
  headers: [string, string][],
  none: boolean,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const header = (name: string): string | undefined =>
    headers.find(([key]) => key.toLowerCase() === name)?.[1];
  try {
    if (none) return;
    if (header('transfer-encoding')?.includes('chunked') === true) {
      for (let size = await chunkSize(socket, signal); size > 0; size = await chunkSize(socket, signal)) {
        yield* exactly(socket, size, signal);
        await line(socket, signal);
      }
      return;
    }
    yield* exactly(socket, Number(header('content-length') ?? Infinity), signal);
  } finally {
    await socket.release();
  }
}

async function chunkSize(socket: Descriptor, signal: AbortSignal): Promise<number> {
  return parseInt(await line(socket, signal), 16) || 0;
}

async function line(socket: Descriptor, signal: AbortSignal): Promise<string> {
  const kept: Uint8Array[] = [];
  for (;;) {
    const chunk = await socket.read(undefined, signal);
    const end = chunk.indexOf(10);
    kept.push(end < 0 ? chunk : chunk.slice(0, end));
    if (end >= 0) socket.unread(chunk.slice(end + 1));
    if (end >= 0 || chunk.length === 0) return new TextDecoder().decode(concatenate(kept)).trim();
  }
}

async function* exactly(
  socket: Descriptor,
  size: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  for (let left = size; left > 0;) {
    const chunk = await socket.read(Math.min(left, 65_536), signal);
    if (chunk.length === 0) return;
    left -= chunk.length;
    yield chunk;
  }
}
