/** The thin edge, as the app speaks to it. */
import {
  MODEL_KEY_HEADER,
  type ChatEvent,
  type ChatRequest,
  type ModelList,
  type ModelTestRequest,
  type ModelFailure,
  type ModelTestResult,
} from '../shared/chat-protocol.ts';
import { ImportError } from './import-rules.ts';
import type { RepositoryAddress } from './repository-address.ts';
import { readChatEvents } from '../shared/chat-stream.ts';

export interface Edge {
  /** For the parts of the app with routes of their own. */
  readonly fetch: typeof fetch;
  /** What a turn failed of when the edge gave no answer at all. */
  unreachable(): ModelFailure;
  /** Ends with `finish` or `error`; rejects only when the signal aborts. */
  chat(request: ChatRequest, key: string | undefined, signal: AbortSignal): AsyncIterable<ChatEvent>;
  /** Rejects when the edge does not answer. */
  models(): Promise<ModelList>;
  testModel(request: ModelTestRequest, key: string | undefined): Promise<ModelTestResult>;
  /** A public repository as a ZIP archive; rejects with `ImportError`. */
  repository(address: RepositoryAddress): Promise<ReadableStream<Uint8Array>>;
}

export function createEdge(fetcher: typeof fetch, isOnline: () => boolean = () => true): Edge {
  const post = (
    path: string,
    body: unknown,
    key: string | undefined,
    signal?: AbortSignal,
  ): Promise<Response> =>
    fetcher(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key ? { [MODEL_KEY_HEADER]: key } : {}) },
      body: JSON.stringify(body),
      ...(signal ? { signal } : {}),
    });
  const unreachable = (): ModelFailure => ({
    kind: 'unreachable',
    message: isOnline()
      ? 'The server of this app does not answer. Check that it is running, then try again.'
      : 'You are offline. Your project is safe; try again when you are back.',
    retryable: true,
  });
  return {
    fetch: fetcher,
    unreachable,
    async *chat(request, key, signal) {
      let response: Response;
      try {
        response = await post('/api/chat', request, key, signal);
      } catch (error) {
        if (signal.aborted) throw error;
        yield { type: 'error', failure: unreachable() };
        return;
      }
      yield* readChatEvents(response, signal);
    },
    async models() {
      const response = await fetcher('/api/models');
      const list: unknown = response.ok ? await response.json() : undefined;
      if (!isModelList(list)) throw new Error(`The list of models did not come (${response.status}).`);
      return list;
    },
    async testModel(request, key) {
      const response = await post('/api/models/test', request, key);
      const result: unknown = await response.json();
      if (isTestResult(result)) return result;
      const detail = isRecord(result) && typeof result['detail'] === 'string' ? result['detail'] : undefined;
      const message = detail ?? `The server answered ${response.status}.`;
      return { ok: false, failure: { kind: 'bad-answer', message, retryable: true } };
    },
    async repository({ owner, name, ref }) {
      const query = ref === undefined ? '' : `?ref=${encodeURIComponent(ref)}`;
      const response = await fetcher(`/api/repositories/${owner}/${name}${query}`).catch(() => undefined);
      if (!response)
        throw new ImportError(
          'The server of this app does not answer. Check that you are online, then try again.',
        );
      if (response.ok && response.body) return response.body;
      const body: unknown = await response.json().catch(() => undefined);
      const detail = isRecord(body) && typeof body['detail'] === 'string' ? body['detail'] : undefined;
      throw new ImportError(detail ?? `The server answered ${response.status}.`);
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isModelList(value: unknown): value is ModelList {
  return isRecord(value) && Array.isArray(value['providers']) && typeof value['default'] === 'string';
}

function isTestResult(value: unknown): value is ModelTestResult {
  if (!isRecord(value)) return false;
  return value['ok'] === true ? typeof value['message'] === 'string' : isRecord(value['failure']);
}
