/**
 * The global `fetch`: to this tab's own ports over loopback sockets, to the rest of the world by the browser. Also Node's
 * Request and Response.
 */
import { inWords } from './fetch/failure.ts';
import { fetchLoopback } from './fetch/loopback.ts';
import { countPlatformWork } from './fetch/platform-work.ts';
import { createWebMessages } from './fetch/web-messages.ts';
import { createWebSocket } from './fetch/web-socket.ts';
import type { NodeHost } from './host.ts';
import { isLoopback } from './net/address.ts';

export interface FetchGlobals {
  fetch: typeof fetch;
  Request: typeof Request;
  Response: typeof Response;
}

/** All of the network's globals, for a process. Changes the browser's own classes: once a worker. */
export function networkGlobals(host: NodeHost): FetchGlobals & { WebSocket: typeof WebSocket } {
  countPlatformWork(host.loop);
  return { ...createFetch(host), WebSocket: createWebSocket(host, globalThis.WebSocket) };
}

/** `scope` has the classes that Request and Response stand in for; their prototypes are changed. */
export function createFetch(
  host: NodeHost,
  scope: { Request: typeof Request; Response: typeof Response } = globalThis,
): FetchGlobals {
  const messages = createWebMessages(scope);
  const answer = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    // Until there is an answer: also while a body is read, which no socket tells of.
    host.loop.ref();
    try {
      const request = new messages.Request(input, init);
      const url = new URL(request.url);
      if (!/^(?:https?|data|blob):$/.test(url.protocol)) {
        throw inWords('fetch failed', new Error('unknown scheme'));
      }
      return url.protocol === 'http:' && isLoopback(url.hostname)
        ? await fetchLoopback(host, messages, request)
        : await fetchOutside(host, request);
    } finally {
      host.loop.unref();
    }
  };
  // Shown as a plain function, as Node's is.
  const fetch = (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => answer(input, init);
  Object.defineProperty(fetch, 'length', { value: 1 });
  Object.defineProperty(fetch, 'name', { value: 'fetch' });
  return { fetch, Request: messages.Request, Response: messages.Response };
}

async function fetchOutside(host: NodeHost, request: Request): Promise<Response> {
  const { method, redirect, signal, url } = request;
  const init: RequestInit = { method, redirect, signal, headers: [...request.headers] };
  // HTTP/1.1 has no streamed uploads in browsers: a body goes as a whole.
  if (request.body) init.body = await request.arrayBuffer();
  try {
    return await host.fetch(url, init);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw inWords('fetch failed', error);
  }
}
