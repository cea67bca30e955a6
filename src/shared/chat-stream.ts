/** The reply's stream on the wire: one JSON object a line. Reads it from a response, whatever became of it. */
import { FAILURE_KINDS } from './chat-protocol.ts';
import type { ChatEvent, ModelFailure } from './chat-protocol.ts';

export const CHAT_STREAM_TYPE = 'application/x-ndjson';

/** A line longer than this is not ours. */
const MAX_LINE = 32 * 1024 * 1024;

export function encodeChatEvent(event: ChatEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/**
 * The events of a response to `POST /api/chat`. Always ends with `finish` or `error`: problem details, a stream that was cut
 * and an answer of something else (a proxy, a captive portal) become an `error`. Only an abort of the request rejects.
 */
export async function* readChatEvents(
  response: Response,
  signal?: AbortSignal,
): AsyncGenerator<ChatEvent, void, void> {
  if (!response.ok || !response.headers.get('content-type')?.startsWith(CHAT_STREAM_TYPE)) {
    yield { type: 'error', failure: await failureOf(response) };
    return;
  }
  try {
    for await (const line of readLines(response.body)) {
      const event = parseChatEvent(line);
      if (!event) {
        yield errorEvent('bad-answer', 'The answer was not understood. Reload the page and try again.');
        return;
      }
      yield event;
      if (event.type === 'finish' || event.type === 'error') return;
    }
  } catch (error) {
    if (signal?.aborted) throw error;
    // A broken connection ends as one that was closed early.
  }
  yield errorEvent('cut-off', 'The connection broke off in the middle of the reply.');
}

/** One line of the stream; undefined when it is none of the events. Unknown members are dropped. */
export function parseChatEvent(line: string): ChatEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  const { type, text, model, reason } = value;
  switch (type) {
    case 'start':
      return typeof model === 'string' ? { type, model } : undefined;
    case 'text':
    case 'reasoning':
      return typeof text === 'string' ? { type, text } : undefined;
    case 'usage':
      return isRecord(value['usage']) ? { type, usage: numbersOf(value['usage']) } : undefined;
    case 'finish':
      return reason === 'stop' || reason === 'length' || reason === 'filtered' ? { type, reason } : undefined;
    case 'error': {
      const failure = parseFailure(value['failure']);
      return failure && { type, failure };
    }
    default:
      return undefined;
  }
}

async function* readLines(body: ReadableStream<Uint8Array> | null): AsyncGenerator<string, void, void> {
  if (!body) return;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let pending = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const lines = decoder.decode(value, { stream: true }).split('\n');
      const last = lines.pop() ?? '';
      for (const [index, line] of lines.entries()) yield index === 0 ? pending + line : line;
      pending = lines.length === 0 ? pending + last : last;
      if (pending.length > MAX_LINE) return;
    }
  } finally {
    // Leaving early tells the edge, which tells the provider.
    await reader.cancel().catch(() => undefined);
  }
}

async function failureOf(response: Response): Promise<ModelFailure> {
  let body: unknown;
  try {
    body = await response.json();
  } catch {
    // Not ours: judged by its status alone.
  }
  const failure = isRecord(body) ? parseFailure(body['failure']) : undefined;
  if (failure) return failure;
  const detail = isRecord(body) && typeof body['detail'] === 'string' ? body['detail'] : undefined;
  if (response.status >= 400 && response.status < 500 && detail !== undefined) {
    return { kind: 'bad-request', message: detail, retryable: false };
  }
  const message = detail ?? `The edge did not answer as expected (${response.status}).`;
  return { kind: 'unreachable', message, retryable: true };
}

function parseFailure(value: unknown): ModelFailure | undefined {
  if (!isRecord(value)) return undefined;
  const { message, retryable, retryAfterSeconds } = value;
  const kind = FAILURE_KINDS.find((name) => name === value['kind']);
  if (kind === undefined || typeof message !== 'string') return undefined;
  return {
    kind,
    message,
    retryable: retryable === true,
    ...(typeof retryAfterSeconds === 'number' ? { retryAfterSeconds } : {}),
  };
}

function errorEvent(kind: 'bad-answer' | 'cut-off', message: string): ChatEvent {
  return { type: 'error', failure: { kind, message, retryable: true } };
}

const USAGE = [
  'inputTokens',
  'outputTokens',
  'reasoningTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
] as const;

function numbersOf(value: Record<string, unknown>): Partial<Record<(typeof USAGE)[number], number>> {
  return Object.fromEntries(
    USAGE.flatMap((name) => (typeof value[name] === 'number' ? [[name, value[name]]] : [])),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
