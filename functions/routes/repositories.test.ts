import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { handle } from '../app.ts';
import { readConfig } from '../env.ts';

const asked: string[] = [];
let server: Server;
let base: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url?.startsWith('/ada/notes/zip/')) response.end('PK the archive');
    else if (request.url?.startsWith('/ada/busy/')) response.writeHead(429).end();
    else if (request.url?.startsWith('/ada/huge/'))
      response.writeHead(200, { 'content-length': '999000000' }).write('PK');
    else response.writeHead(404).end('no');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function get(path: string, archives = base, headers: Record<string, string> = {}): Promise<Response> {
  const variables = { GITHUB_ARCHIVES: archives };
  const config = readConfig(variables);
  const env = { config, variables, assets: { get: () => Promise.resolve(undefined) } };
  return handle(new Request(`${config.appOrigin}/api/repositories${path}`, { headers }), env);
}

it('passes on the archive of the default branch, or of the one that is asked for', async () => {
  const response = await get('/ada/notes');
  expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
    200,
    'application/zip',
    'PK the archive',
  ]);
  await get('/ada/notes?ref=feature/one');
  expect(asked.slice(-2)).toEqual(['/ada/notes/zip/HEAD', '/ada/notes/zip/feature/one']);
});

it.each([
  ['/ada/none', 404, 'no public repository ada/none'],
  ['/ada/none?ref=v1', 404, 'ada/none at v1'],
  ['/ada/busy', 429, 'pause'],
  ['/ada/huge', 413, 'larger than'],
  ['/ada/..%2f..%2fsecret', 400, 'no name'],
  ['/ada/notes?ref=../../x', 400, 'no name'],
  ['/ada', 404, '<owner>/<name>'],
])('answers %s with %i', async (path, status, words) => {
  const response = await get(path);
  expect(response.status).toBe(status);
  expect(((await response.json()) as { detail: string }).detail).toContain(words);
});

it('says that GitHub cannot be reached, and answers no other site', async () => {
  expect((await get('/ada/notes', 'http://127.0.0.1:9')).status).toBe(502);
  expect((await get('/ada/notes', base, { origin: 'http://evil.example' })).status).toBe(403);
});
