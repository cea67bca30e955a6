/** Where the proxy's answers come from: the cache while it is fresh, else the upstream, else the cache again. */
import type { Env } from '../env.ts';
import type { KeptResponse, ResponseCache, ResponseHead } from '../response-cache.ts';
import type { RegistryPath } from './paths.ts';
import { askUpstream } from './upstream.ts';
import type { UpstreamResult } from './upstream.ts';

/** Milliseconds for which metadata is answered without asking the upstream. */
export const METADATA_LIFE = 5 * 60_000;

const ABBREVIATED = 'application/vnd.npm.install-v1+json';

export type Answer =
  | { kind: 'found'; head: ResponseHead; open(): ReadableStream<Uint8Array> }
  | { kind: 'not-modified'; etag: string }
  | { kind: 'refused'; status: number }
  | { kind: 'failed'; status: 502 | 504; detail: string };

/** Requests under way, by cache and key, so that the same thing is fetched once. */
const underWay = new WeakMap<ResponseCache, Map<string, Promise<Answer>>>();

/** Finds what a registry path holds. `accept` and `etag` are the client's. */
export async function findInRegistry(
  env: Env,
  target: RegistryPath,
  client: { accept: string; etag: string | undefined; signal: AbortSignal },
): Promise<Answer> {
  const accept =
    target.kind === 'metadata' && client.accept.includes(ABBREVIATED)
      ? `${ABBREVIATED}, application/json;q=0.8`
      : '*/*';
  if (!env.cache) {
    const headers = { accept, ...(client.etag ? { 'if-none-match': client.etag } : {}) };
    return direct(await askUpstream(env, target.path, headers, client.signal), client.etag);
  }
  const key = `${env.config.registry ?? ''}${target.path} ${accept}`;
  const pending = underWay.get(env.cache) ?? new Map<string, Promise<Answer>>();
  underWay.set(env.cache, pending);
  const found = pending.get(key) ?? throughCache(env, env.cache, target, key, accept);
  pending.set(key, found);
  try {
    return await found;
  } finally {
    pending.delete(key);
  }
}

async function throughCache(
  env: Env,
  cache: ResponseCache,
  target: RegistryPath,
  key: string,
  accept: string,
): Promise<Answer> {
  const kept = await cache.get(key);
  if (kept && (target.kind === 'tarball' || Date.now() - kept.checkedAt < METADATA_LIFE))
    return fromKept(kept);
  const condition = kept?.head.validator === undefined ? {} : { 'if-none-match': kept.head.validator };
  const result = await askUpstream(env, target.path, { accept, ...condition });
  if (!result.ok)
    return kept ? fromKept(kept) : { kind: 'failed', status: result.status, detail: result.detail };
  const { response } = result;
  if (response.status === 304 && kept) {
    await cache.touch(key);
    return fromKept(kept);
  }
  if (response.status !== 200 || !response.body) return direct(result, undefined);
  const stored = await cache.put(key, headOf(response), response.body);
  return stored ? fromKept(stored) : direct(result, undefined);
}

function fromKept(kept: KeptResponse): Answer {
  return { kind: 'found', head: kept.head, open: () => kept.open() };
}

function direct(result: UpstreamResult, etag: string | undefined): Answer {
  if (!result.ok) return { kind: 'failed', status: result.status, detail: result.detail };
  const { response } = result;
  if (response.status === 304) return { kind: 'not-modified', etag: etag ?? '' };
  const { body } = response;
  if (response.status !== 200 || !body) {
    void body?.cancel();
    return { kind: 'refused', status: response.status };
  }
  return { kind: 'found', head: headOf(response), open: () => body };
}

function headOf(response: Response): ResponseHead {
  const etag = response.headers.get('etag');
  const length = response.headers.get('content-length');
  // The length of an encoded body is not the length of what fetch hands on.
  const isPlain = (response.headers.get('content-encoding') ?? 'identity') === 'identity';
  return {
    contentType: response.headers.get('content-type') ?? 'application/octet-stream',
    ...(etag === null ? {} : { etag, validator: etag }),
    ...(length === null || !isPlain ? {} : { length: Number(length) }),
  };
}
