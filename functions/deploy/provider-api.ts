/** A provider's HTTP API: its token, its faults as `DeployError`s, and calls tried again where that is safe. */
import { z } from 'zod';
import { DeployError } from './deploy-error.ts';

export interface ProviderOptions {
  /** As people know it. */
  name: string;
  /** The API's base URL, without a slash at the end. */
  base: string;
  token?: string | undefined;
  fetch: typeof fetch;
  signal: AbortSignal;
  headers?: Record<string, string>;
}

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Sent as JSON. */
  json?: unknown;
  body?: Uint8Array | FormData;
  headers?: Record<string, string>;
  /** Instead of the provider's own token. */
  token?: string;
  /** A POST that changes nothing when it is done twice. GET and PUT are so anyway. */
  isRepeatable?: boolean;
  /** Statuses besides 2xx that the caller deals with. */
  accept?: readonly number[];
}

export interface Answer {
  status: number;
  /** The body when it is JSON. */
  body: unknown;
}

export interface ProviderApi {
  call(path: string, call?: Call): Promise<Answer>;
  /** The body, checked. */
  get<Value>(schema: z.ZodType<Value>, path: string, call?: Call): Promise<Value>;
}

const TRIES = 3;
/** A longer wait is the person's to decide, in seconds. */
const LONGEST_WAIT = 10;
const CALL_LIMIT = 60_000;

export function providerApi(options: ProviderOptions): ProviderApi {
  async function call(path: string, request: Call = {}): Promise<Answer> {
    const { method = 'GET', isRepeatable = false } = request;
    const isSafe = isRepeatable || method === 'GET' || method === 'PUT';
    for (let tries = 1; ; tries++) {
      const isLast = tries === TRIES;
      const answer = await attempt(options, path, request);
      if ('unreachable' in answer) {
        if (isLast || !isSafe)
          throw new DeployError('unreachable', `${options.name} cannot be reached. Try again in a moment.`);
        await pause(200 * tries, options.signal);
        continue;
      }
      const { status, retryAfter } = answer;
      if (status === 429 && !isLast && retryAfter <= LONGEST_WAIT) {
        await pause(retryAfter * 1000, options.signal);
        continue;
      }
      if (status >= 500 && isSafe && !isLast) {
        await pause(200 * tries, options.signal);
        continue;
      }
      if ((status >= 200 && status < 300) || request.accept?.includes(status)) return answer;
      throw refusal(options.name, answer);
    }
  }
  return {
    call,
    async get(schema, path, request) {
      const parsed = schema.safeParse((await call(path, request)).body);
      if (parsed.success) return parsed.data;
      throw new DeployError(
        'bad-answer',
        `${options.name} answered in a way that is not understood. Try again later.`,
      );
    },
  };
}

type Attempt = (Answer & { retryAfter: number }) | { unreachable: true };

async function attempt(options: ProviderOptions, path: string, request: Call): Promise<Attempt> {
  const token = request.token ?? options.token;
  const headers = new Headers({ accept: 'application/json', ...options.headers, ...request.headers });
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  if (request.json !== undefined) headers.set('content-type', 'application/json');
  const body = request.json === undefined ? request.body : JSON.stringify(request.json);
  try {
    const response = await options.fetch(options.base + path, {
      method: request.method ?? 'GET',
      headers,
      signal: AbortSignal.any([options.signal, AbortSignal.timeout(CALL_LIMIT)]),
      ...(body === undefined ? {} : { body: body as BodyInit }),
      // A redirect would carry the token to another host.
      redirect: 'manual',
    });
    const text = await response.text();
    const after = response.headers.get('retry-after');
    // GitHub asks for a pause with a 403, too.
    const isPause =
      response.status === 403 && (after !== null || response.headers.get('x-ratelimit-remaining') === '0');
    const retryAfter = Number(after ?? (isPause ? '60' : '5'));
    return {
      status: isPause ? 429 : response.status,
      body: parseJson(text),
      retryAfter: Number.isFinite(retryAfter) ? retryAfter : 60,
    };
  } catch (error) {
    if (options.signal.aborted) throw error;
    return { unreachable: true };
  }
}

function refusal(name: string, { status, body, retryAfter }: Answer & { retryAfter?: number }): DeployError {
  const reason = reasonOf(body);
  if (status === 401 || status === 403) {
    return new DeployError(
      'token',
      `${name} does not accept this token${reason}. Check that it is right and may deploy.`,
    );
  }
  if (status === 429) {
    return new DeployError('rate-limit', `${name} asks for a pause; try again later.`, retryAfter);
  }
  if (status >= 500)
    return new DeployError('unreachable', `${name} has a problem of its own (${status}). Try again later.`);
  return new DeployError('refused', `${name} refused this (${status})${reason}.`);
}

const REASON = z.union([
  z.object({ message: z.string() }).transform(({ message }) => message),
  z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message),
  z
    .object({ errors: z.tuple([z.object({ message: z.string() })]).rest(z.unknown()) })
    .transform(({ errors }) => errors[0].message),
]);

/** The provider's own words, for an error message. */
function reasonOf(body: unknown): string {
  const parsed = REASON.safeParse(body);
  return parsed.success ? `: ${parsed.data.slice(0, 300).replace(/[\s.]+$/, '')}` : '';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // An empty or other body; what needs JSON checks for it.
    return undefined;
  }
}

export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason instanceof Error ? signal.reason : new Error('stopped'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
