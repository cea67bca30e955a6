/** Reads from the upstream registry: with time limits, one more try, and failures as values. */
import type { Env } from '../env.ts';

/** Milliseconds until the upstream must have answered, and between two pieces of a body. */
const ANSWER_LIMIT = 30_000;
const SILENCE_LIMIT = 30_000;

export type UpstreamResult =
  { ok: true; response: Response } | { ok: false; status: 502 | 504; detail: string };

/**
 * Asks the upstream for a path. A connection that breaks before the answer is tried once more: kept-alive connections are
 * closed by the other side at any time.
 */
export async function askUpstream(
  env: Env,
  path: string,
  headers: Record<string, string>,
  signal?: AbortSignal,
): Promise<UpstreamResult> {
  const base = new URL(env.config.registry ?? '');
  const url = base.origin + base.pathname + path;
  const request = { ...headers, ...authorization(base, env.config.registryToken) };
  for (let attempt = 1; ; attempt++) {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), ANSWER_LIMIT);
    const stop = signal ? AbortSignal.any([signal, limit.signal]) : limit.signal;
    try {
      const response = await (env.fetch ?? fetch)(url, {
        headers: request,
        signal: stop,
        redirect: 'follow',
      });
      if (response.status >= 500 && response.status !== 501) {
        await response.body?.cancel();
        return {
          ok: false,
          status: 502,
          detail: `The npm registry ${base.host} answered ${response.status}.`,
        };
      }
      return { ok: true, response: watchSilence(response, limit) };
    } catch (error) {
      if (limit.signal.aborted) {
        return { ok: false, status: 504, detail: `The npm registry ${base.host} did not answer in time.` };
      }
      if (signal?.aborted || attempt === 2) {
        return {
          ok: false,
          status: 502,
          detail: `The npm registry ${base.host} cannot be reached (${reason(error)}).`,
        };
      }
    } finally {
      clearTimeout(timer);
    }
  }
}

function authorization(base: URL, token: string | undefined): Record<string, string> {
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  if (base.username === '') return {};
  const pair = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`;
  return { authorization: `Basic ${btoa(pair)}` };
}

/** The code of a network error, such as ECONNREFUSED: fetch hides it in `cause`. */
function reason(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (typeof cause === 'object' && cause !== null && 'code' in cause) return String(cause.code);
  return cause instanceof Error ? cause.name : 'unknown error';
}

/** Gives up on a body whose upstream has fallen silent. */
function watchSilence(response: Response, limit: AbortController): Response {
  if (!response.body) return response;
  const reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> = response.body.getReader();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const timer = setTimeout(() => limit.abort(), SILENCE_LIMIT);
        try {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        } finally {
          clearTimeout(timer);
        }
      },
      cancel: (cause) => reader.cancel(cause),
    },
    { highWaterMark: 0 },
  );
  return new Response(body, response);
}
