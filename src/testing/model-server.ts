/**
 * A model provider for tests: speaks the OpenAI chat-completions streaming protocol from scripted replies, with the faults that
 * real ones have, and keeps what it was asked. Also answers as Ollama's list of models. Node only.
 */
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export interface ScriptedReply {
  text?: string;
  reasoning?: string;
  /** Characters a delta. Default 20. */
  chunkSize?: number;
  /** Milliseconds before each delta. Default 0. */
  delay?: number;
  /** Default `stop`; `null` ends the stream without one. */
  finishReason?: string | null;
  usage?: { prompt: number; completion: number; cached?: number; reasoning?: number };
  fault?: Fault;
}

export type Fault =
  /** An error before anything streams. */
  | { kind: 'status'; status: number; body?: unknown; headers?: Record<string, string> }
  /** The connection is cut after so many bytes of the body. */
  | { kind: 'cut'; atByte: number }
  /** After the text comes what is not the protocol: half a JSON object, or `text`. */
  | { kind: 'garbage'; text?: string }
  /** An error event in the middle: after the text. */
  | { kind: 'error-event'; error: unknown }
  /** Says its text again and again until the client leaves. */
  | { kind: 'endless' }
  /** After the text nothing more comes, and the connection stays. */
  | { kind: 'stall' }
  /** Accepts the request and never answers. */
  | { kind: 'silent' };

/** What the provider was sent. */
export interface RecordedRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: unknown;
  /** Whether the client left before the reply was over. */
  aborted: boolean;
}

export type Script = (request: RecordedRequest, index: number) => ScriptedReply;

export interface ModelServer {
  /** The base URL, ending in `/v1`. */
  url: string;
  /** The server's origin, for what is not below `/v1`. */
  origin: string;
  requests: RecordedRequest[];
  /** Replies to the next requests in order; the last one is repeated. Or a function that decides. */
  script(...replies: readonly ScriptedReply[] | readonly [Script]): void;
  close(): Promise<void>;
}

/** Starts on a free port of this computer. */
export async function startModelServer(
  options: { ollamaModels?: readonly string[] } = {},
): Promise<ModelServer> {
  const requests: RecordedRequest[] = [];
  let decide: Script = () => ({ text: 'Hello.' });
  let asked = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const record = await recordOf(request);
    requests.push(record);
    response.on('close', () => (record.aborted = !response.writableFinished));
    if (record.path === '/api/tags') {
      return sendJson(response, 200, { models: (options.ollamaModels ?? []).map((name) => ({ name })) });
    }
    if (record.path !== '/v1/chat/completions') {
      return sendJson(response, 404, { error: { message: `no route ${record.path}` } });
    }
    await reply(response, decide(record, asked++));
  }

  const server = createServer((request, response) => {
    // A client that leaves in the middle ends the reply, not the server.
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/v1`,
    origin,
    requests,
    script(...replies) {
      asked = 0;
      const [first] = replies;
      decide =
        typeof first === 'function'
          ? first
          : (_, index) => (replies as readonly ScriptedReply[])[Math.min(index, replies.length - 1)] ?? {};
    },
    close() {
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function recordOf(request: IncomingMessage): Promise<RecordedRequest> {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request) text += String(chunk);
  return {
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: request.headers,
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
    aborted: false,
  };
}

async function reply(response: ServerResponse, script: ScriptedReply): Promise<void> {
  const { fault } = script;
  if (fault?.kind === 'silent') return;
  if (fault?.kind === 'status') {
    const body = fault.body ?? { error: { message: `scripted ${fault.status}` } };
    return sendJson(response, fault.status, body, fault.headers);
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  let sent = 0;
  const limit = fault?.kind === 'cut' ? fault.atByte : Infinity;
  for await (const event of events(script)) {
    if (response.destroyed) return;
    const bytes = Buffer.from(event);
    const rest = bytes.subarray(0, limit - sent);
    await write(response, rest);
    sent += rest.length;
    if (sent >= limit) {
      // What was written must arrive before the connection goes.
      await wait(20);
      response.destroy();
      return;
    }
  }
  if (fault?.kind !== 'stall') response.end();
}

async function* events(script: ScriptedReply): AsyncGenerator<string> {
  const { text = '', reasoning = '', delay = 0, finishReason = 'stop', fault } = script;
  yield delta({ role: 'assistant', content: '' });
  for (const piece of pieces(reasoning, script.chunkSize)) yield delta({ reasoning_content: piece });
  do {
    for (const piece of pieces(text, script.chunkSize)) {
      if (delay > 0) await wait(delay);
      yield delta({ content: piece });
    }
    if (fault?.kind === 'endless') await wait(5);
  } while (fault?.kind === 'endless');
  if (fault?.kind === 'garbage') {
    yield fault.text ?? 'data: {"choices": [{"delta": \n\n';
    return;
  }
  if (fault?.kind === 'error-event') {
    yield `data: ${JSON.stringify({ error: fault.error })}\n\n`;
    return;
  }
  if (finishReason === null || fault?.kind === 'stall') return;
  yield chunk({ choices: [{ index: 0, delta: {}, finish_reason: finishReason }] });
  if (script.usage) yield chunk({ choices: [], usage: usageOf(script.usage) });
  yield 'data: [DONE]\n\n';
}

function* pieces(text: string, size = 20): Generator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

function delta(content: Record<string, string>): string {
  return chunk({ choices: [{ index: 0, delta: content, finish_reason: null }] });
}

function chunk(content: Record<string, unknown>): string {
  const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'scripted' };
  return `data: ${JSON.stringify({ ...head, ...content })}\n\n`;
}

function usageOf({ prompt, completion, cached, reasoning }: NonNullable<ScriptedReply['usage']>): unknown {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    ...(cached === undefined ? {} : { prompt_tokens_details: { cached_tokens: cached } }),
    ...(reasoning === undefined ? {} : { completion_tokens_details: { reasoning_tokens: reasoning } }),
  };
}

function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(text);
}

function write(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (response.write(bytes)) return resolve();
    const go = (): void => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}
