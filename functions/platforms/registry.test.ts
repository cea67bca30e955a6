/** The registry proxy against a local upstream with faults, with and without the disk cache. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { handle } from '../app.ts';
import { readConfig } from '../env.ts';
import type { Env } from '../env.ts';
import { openDiskCache } from './disk-cache.ts';

const SANDBOX = 'http://p1.sandbox.tabwright.localhost:5173';
const TARBALL = new Uint8Array(700_000).map((_, index) => index % 251);

let upstream: Server;
let base: string;
let folder: string;
let asked: IncomingMessage[];
let respond: (request: IncomingMessage, response: ServerResponse) => void;

/** A small registry: one package with an ETag, its tarball, and 404 for the rest. */
function registry(request: IncomingMessage, response: ServerResponse): void {
  if (request.url === '/npm/pkg') {
    if (request.headers['if-none-match'] === '"v1"') {
      response.writeHead(304).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json', etag: '"v1"' });
    response.end(JSON.stringify({ name: 'pkg', dist: { tarball: `${base}pkg/-/pkg-1.0.0.tgz` } }));
  } else if (request.url === '/npm/pkg/-/pkg-1.0.0.tgz') {
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': TARBALL.length });
    response.end(TARBALL);
  } else {
    response.writeHead(404).end('{}');
  }
}

beforeEach(async () => {
  asked = [];
  respond = registry;
  upstream = createServer((request, response) => {
    asked.push(request);
    respond(request, response);
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/npm/`;
  folder = await mkdtemp(join(tmpdir(), 'tabwright-cache-'));
});

afterEach(async () => {
  vi.useRealTimers();
  await stopUpstream();
  await rm(folder, { recursive: true, force: true });
});

async function stopUpstream(): Promise<void> {
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
}

async function edge({ cached = true, token = '' } = {}): Promise<
  (path: string, init?: RequestInit) => Promise<Response>
> {
  const env: Env = {
    config: readConfig({ NPM_REGISTRY: base, NPM_REGISTRY_TOKEN: token }),
    variables: {},
    assets: { get: () => Promise.resolve(undefined) },
  };
  const opened = cached ? await openDiskCache(folder, () => undefined) : undefined;
  if (opened && 'cache' in opened) env.cache = opened.cache;
  return (path, init) => handle(new Request(`${SANDBOX}/api/registry/${path}`, init), env);
}

/** Resolves once a complete body lies in the cache. */
async function stored(count: number): Promise<void> {
  await vi.waitFor(async () => {
    const names = await readdir(folder, { recursive: true });
    expect(names.filter((name) => name.includes('/') && !name.endsWith('.tmp'))).toHaveLength(count);
  });
}

/** Bodies are compared by hash: element by element takes a second each. */
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const digestOf = async (response: Response): Promise<string> =>
  digest(new Uint8Array(await response.arrayBuffer()));

it('shows the registry its token, and nobody else', async () => {
  const get = await edge({ cached: false, token: 'secret' });
  const response = await get('pkg');
  expect(asked[0]?.headers.authorization).toBe('Bearer secret');
  expect([await response.text(), JSON.stringify([...response.headers])].join()).not.toContain('secret');
});

for (const cached of [true, false]) {
  const how = cached ? 'with the cache' : 'without a cache';

  it(`serves metadata whose tarballs come back through the proxy (${how})`, async () => {
    const get = await edge({ cached });
    const response = await get('pkg');
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toBe('"v1"');
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    expect(await response.json()).toEqual({
      name: 'pkg',
      dist: { tarball: `${SANDBOX}/api/registry/pkg/-/pkg-1.0.0.tgz` },
    });
  });

  it(`serves tarballs byte for byte and for ever (${how})`, async () => {
    const get = await edge({ cached });
    for (let round = 0; round < 2; round++) {
      const response = await get('pkg/-/pkg-1.0.0.tgz');
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(response.headers.get('content-length')).toBe(String(TARBALL.length));
      expect(await digestOf(response)).toBe(digest(TARBALL));
    }
  });

  it(`answers 304 to the ETag it gave (${how})`, async () => {
    const get = await edge({ cached });
    await (await get('pkg')).text();
    const response = await get('pkg', { headers: { 'if-none-match': 'W/"v1"' } });
    expect(response.status).toBe(304);
    expect((await get('pkg', { headers: { 'if-none-match': '"v1"' } })).status).toBe(304);
  });

  it(`says what failed when the upstream is down, broken or has no such package (${how})`, async () => {
    const get = await edge({ cached });
    expect((await get('nothing')).status).toBe(404);
    respond = (_, response) => void response.writeHead(500).end();
    expect((await get('other')).status).toBe(502);
    respond = (request) => void request.socket.destroy();
    expect((await get('other')).status).toBe(502);
    await stopUpstream();
    const response = await get('other');
    expect(response.status).toBe(502);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({
      status: 502,
      detail: expect.stringMatching(/cannot be reached/),
    });
  });

  it(`breaks the body off where the upstream does, and asks anew the next time (${how})`, async () => {
    const get = await edge({ cached });
    respond = (_, response) => {
      response.writeHead(200, { 'content-length': TARBALL.length });
      response.write(TARBALL.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 20));
    };
    await expect(get('pkg/-/pkg-1.0.0.tgz').then(digestOf)).rejects.toThrow();
    respond = registry;
    expect(await digestOf(await get('pkg/-/pkg-1.0.0.tgz'))).toBe(digest(TARBALL));
  });

  it(`streams: the first bytes arrive before the upstream has sent the last (${how})`, async () => {
    const get = await edge({ cached });
    let finish = (): void => undefined;
    respond = (_, response) => {
      response.writeHead(200);
      response.write('first');
      finish = () => void response.end('last');
    };
    const response = await get('pkg/-/pkg-1.0.0.tgz');
    const reader = response.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('first');
    finish();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('last');
  });
}

it('tries once more when a kept connection was closed by the other side', async () => {
  const get = await edge();
  respond = (request, response) => {
    if (asked.length === 1) request.socket.destroy();
    else registry(request, response);
  };
  expect((await get('pkg')).status).toBe(200);
});

it('asks for abbreviated metadata when the client does, and keeps both kinds apart', async () => {
  const get = await edge();
  await (await get('pkg', { headers: { accept: 'application/vnd.npm.install-v1+json' } })).text();
  await (await get('pkg')).text();
  expect(
    asked.map(({ headers }) => headers.accept?.startsWith('application/vnd.npm.install-v1+json')),
  ).toEqual([true, false]);
});

it('asks for scoped packages as npm does', async () => {
  const get = await edge();
  await get('@s/name');
  expect(asked[0]?.url).toBe('/npm/@s%2fname');
});

it('fetches the same thing once for all who ask at the same time', async () => {
  const get = await edge();
  const bodies = await Promise.all(
    Array.from({ length: 8 }, () => get('pkg/-/pkg-1.0.0.tgz').then(digestOf)),
  );
  for (const body of bodies) expect(body).toBe(digest(TARBALL));
  expect(asked).toHaveLength(1);
});

it('goes on storing when the client goes away', async () => {
  const get = await edge();
  await (await get('pkg/-/pkg-1.0.0.tgz')).body?.cancel();
  await stored(1);
});

it('asks the upstream again after five minutes, by ETag', async () => {
  const get = await edge();
  await (await get('pkg')).text();
  await stored(1);
  await (await get('pkg')).text();
  expect(asked).toHaveLength(1);
  vi.useFakeTimers({ now: Date.now() + 6 * 60_000, toFake: ['Date'] });
  expect((await get('pkg')).status).toBe(200);
  expect(asked[1]?.headers['if-none-match']).toBe('"v1"');
  await (await get('pkg')).text();
  expect(asked).toHaveLength(2);
});

it('installs again what was once installed when the upstream is gone, also after a restart', async () => {
  const first = await edge();
  await (await first('pkg')).text();
  await (await first('pkg/-/pkg-1.0.0.tgz')).arrayBuffer();
  await stored(2);
  await stopUpstream();
  vi.useFakeTimers({ now: Date.now() + 24 * 3600_000, toFake: ['Date'] });
  const second = await edge();
  expect(await (await second('pkg')).json()).toMatchObject({ name: 'pkg' });
  expect(await digestOf(await second('pkg/-/pkg-1.0.0.tgz'))).toBe(digest(TARBALL));
});

it('is read-only, and needs a configured upstream', async () => {
  const get = await edge();
  expect((await get('pkg', { method: 'PUT' })).status).toBe(405);
  const env: Env = {
    config: readConfig({}),
    variables: {},
    assets: { get: () => Promise.resolve(undefined) },
  };
  const response = await handle(new Request(`${SANDBOX}/api/registry/pkg`), env);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ detail: expect.stringContaining('NPM_REGISTRY') });
});

it('does without a cache whose folder cannot be made', async () => {
  const opened = await openDiskCache('/dev/null/cache', () => undefined);
  expect(opened).toEqual({ reason: 'ENOTDIR' });
});
