/** Built files: the seam to where a platform keeps them, and how they are cached. */
import { problem } from './problem.ts';

/** The folders of the build, one for each kind of origin that has files. */
export type AssetRoot = 'app' | 'sandbox';

export interface AssetStore {
  /**
   * A file of the build, or undefined when there is none. The response has its type, an ETag, and the encoding that the
   * request accepts; 304 when the request's ETag still holds.
   */
  get(root: AssetRoot, path: string, request: Request): Promise<Response | undefined>;
}

const IMMUTABLE = 'public, max-age=31536000, immutable';

/** Answers with a file; its name carries a hash when it lies under `assets/`. Undefined when there is no such file. */
export async function serveAsset(
  store: AssetStore,
  root: AssetRoot,
  path: string,
  request: Request,
): Promise<Response | undefined> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return problem(405, undefined, { headers: { allow: 'GET, HEAD' } });
  }
  const found = await store.get(root, path, request);
  if (!found) return undefined;
  const response = new Response(request.method === 'HEAD' ? null : found.body, found);
  response.headers.set('cache-control', path.startsWith('assets/') ? IMMUTABLE : 'no-cache');
  response.headers.append('vary', 'accept-encoding');
  return response;
}
