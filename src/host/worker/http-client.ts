/** HTTP/1.1 over a `StreamSocket`, as a service worker needs it: a Request in, a streaming Response out. */
import { encodeChunk, encodeLastChunk } from '../protocol/http/chunked.ts';
import type { ResponseHead } from '../protocol/http/head.ts';
import { createResponseParser } from '../protocol/http/parser.ts';
import { encodeRequestHead } from '../protocol/http/serialize.ts';
import type { StreamSocket } from '../protocol/stream-socket.ts';

export interface ClientRequest {
  method: string;
  /** Path and query. */
  target: string;
  headers: [string, string][];
  body: ReadableStream<Uint8Array> | Uint8Array | null;
}

export interface ClientResponse {
  head: ResponseHead;
  body: ReadableStream<Uint8Array>;
}

export async function exchange(socket: StreamSocket, request: ClientRequest): Promise<ClientResponse> {
  const response = readResponse(socket, request.method);
  // A server may answer, and close, before it has read the whole body.
  sendRequest(socket, request).catch(() => undefined);
  return response;
}

async function sendRequest(
  socket: StreamSocket,
  { method, target, headers, body }: ClientRequest,
): Promise<void> {
  const fields = headers.flat();
  if (body instanceof Uint8Array) fields.push('content-length', String(body.byteLength));
  else if (body) fields.push('transfer-encoding', 'chunked');
  await socket.write(encodeRequestHead({ method, url: target, headers: fields }));
  if (body instanceof Uint8Array) {
    if (body.byteLength > 0) await socket.write(body);
    return;
  }
  if (!body) return;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (value.byteLength > 0) await socket.write(encodeChunk(value));
  }
  await socket.write(encodeLastChunk());
}

function readResponse(socket: StreamSocket, method: string): Promise<ClientResponse> {
  return new Promise((resolve, reject) => {
    const reader = socket.readable.getReader();
    let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
    let resume: (() => void) | null = null;
    let done = false;
    const body = new ReadableStream<Uint8Array>(
      {
        start: (given) => {
          controller = given;
        },
        pull: () => resume?.(),
        cancel: () => {
          done = true;
          resume?.();
          socket.close();
        },
      },
      { highWaterMark: 128 * 1024, size: (chunk) => chunk.byteLength },
    );
    let final = false;
    const parser = createResponseParser(
      {
        onHead: (head) => {
          final = head.statusCode >= 200;
          if (final) resolve({ head, body });
          return method === 'HEAD' ? 'no-body' : 'body';
        },
        onBody: (data) => controller?.enqueue(data.slice()),
        onEnd: () => {
          if (final) done = true;
        },
      },
      { maxHeaderSize: 256 * 1024, maxHeadersCount: 0 },
    );
    const pump = async (): Promise<void> => {
      while (!done) {
        const { done: ended, value } = await reader.read();
        if (ended) {
          parser.finish();
          break;
        }
        parser.execute(value);
        if (!done && (controller?.desiredSize ?? 1) <= 0) await new Promise<void>((go) => (resume = go));
      }
      controller?.close();
      socket.close();
    };
    pump().catch((error: unknown) => {
      reject(error instanceof Error ? error : new Error(String(error)));
      try {
        controller?.error(error);
      } catch {
        // Already closed or cancelled: the reader knows.
      }
      socket.close();
    });
  });
}
