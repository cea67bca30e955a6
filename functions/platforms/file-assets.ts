/** An `AssetStore` in a folder: files of the build, with the `.br` and `.gz` copies that the build made. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import type { AssetStore } from '../assets.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/** Serves the build in `folder`, such as `dist`, as `folder/<root>/<path>`. */
export function fileAssets(folder: string): AssetStore {
  return {
    async get(root, path, request) {
      const file = locate(join(folder, root), path);
      const found =
        file === undefined ? undefined : await choose(file, request.headers.get('accept-encoding') ?? '');
      if (file === undefined || !found) return undefined;
      const headers = new Headers({
        etag: found.etag,
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      });
      if (request.headers.get('if-none-match')?.includes(found.etag))
        return new Response(null, { status: 304, headers });
      headers.set('content-length', String(found.size));
      if (found.encoding !== undefined) headers.set('content-encoding', found.encoding);
      if (request.method === 'HEAD') return new Response(null, { headers });
      return new Response(Readable.toWeb(createReadStream(found.path)) as ReadableStream<Uint8Array>, {
        headers,
      });
    },
  };
}

/** The file of a URL path, or undefined when the path leaves the folder or cannot be a file's. */
function locate(folder: string, path: string): string | undefined {
  let name: string;
  try {
    name = decodeURIComponent(path);
  } catch {
    // A stray `%` names no file.
    return undefined;
  }
  if (name.includes('\0')) return undefined;
  const file = join(folder, name);
  return file.startsWith(folder + sep) ? file : undefined;
}

interface Choice {
  path: string;
  size: number;
  etag: string;
  encoding?: string;
}

/** The smallest copy that the client accepts. All of them share the ETag of the file itself, which is therefore a weak one. */
async function choose(file: string, accepted: string): Promise<Choice | undefined> {
  const original = await stat(file).catch(() => undefined);
  if (!original?.isFile()) return undefined;
  const etag = `W/"${original.size.toString(36)}-${Math.trunc(original.mtimeMs).toString(36)}"`;
  for (const [encoding, suffix] of [
    ['br', '.br'],
    ['gzip', '.gz'],
  ] as const) {
    if (!new RegExp(`\\b${encoding}\\b(?!\\s*;\\s*q=0(?:\\.0*)?(?:,|$|\\s))`).test(accepted)) continue;
    const copy = await stat(file + suffix).catch(() => undefined);
    if (copy && copy.mtimeMs >= original.mtimeMs)
      return { path: file + suffix, size: copy.size, etag, encoding };
  }
  return { path: file, size: original.size, etag };
}
