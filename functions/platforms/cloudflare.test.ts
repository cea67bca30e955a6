/** The edge in Cloudflare's own runtime, started locally as `wrangler pages dev` does it. Needs no network. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const APP = 'tabwright.localhost:5173';
const START_LIMIT = 60_000;

let wrangler: ChildProcess;
let output = '';
let port: number;
let files: string;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return free;
}

interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

function get(host: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, headers: { host, ...headers }, timeout: 10_000 };
    request(options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    })
      .on('timeout', function (this: { destroy(error: Error): void }) {
        this.destroy(new Error('no answer'));
      })
      .on('error', reject)
      .end();
  });
}

async function untilItAnswers(): Promise<void> {
  for (const end = Date.now() + START_LIMIT; Date.now() < end;) {
    if (wrangler.exitCode !== null) break;
    const answer = await get(APP, '/api/health').catch(() => undefined);
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`wrangler did not start:\n${output}`);
}

beforeAll(async () => {
  files = await mkdtemp(join(tmpdir(), 'tabwright-pages-'));
  await mkdir(join(files, 'app'));
  await mkdir(join(files, 'sandbox'));
  await writeFile(join(files, 'app/index.html'), '<title>The app</title>');
  await writeFile(join(files, 'sandbox/headless.html'), '<title>The host</title>');
  port = await freePort();
  const args = ['pages', 'dev', files, '--port', String(port), '--ip', '127.0.0.1', '--inspector-port', '0'];
  wrangler = spawn(process.execPath, [join(ROOT, 'node_modules/wrangler/bin/wrangler.js'), ...args], {
    cwd: ROOT,
    detached: true,
    env: {
      ...process.env,
      WRANGLER_SEND_METRICS: 'false',
      CI: 'true',
      WRANGLER_LOG_PATH: join(files, 'log'),
    },
  });
  for (const stream of [wrangler.stdout, wrangler.stderr]) {
    stream?.on('data', (text: Buffer) => (output += text.toString()));
  }
  await untilItAnswers();
}, START_LIMIT + 10_000);

afterAll(async () => {
  // Its own process group: wrangler starts the runtime as a child.
  if (wrangler.pid !== undefined && wrangler.exitCode === null) {
    const ended = new Promise((resolve) => wrangler.once('exit', resolve));
    process.kill(-wrangler.pid, 'SIGKILL');
    await ended;
  }
  await rm(files, { recursive: true, force: true });
});

it('answers the health check in the Cloudflare runtime', async () => {
  const { status, body } = await get(APP, '/api/health');
  expect([status, JSON.parse(body)]).toEqual([200, { status: 'ok' }]);
});

it('serves the app and its client-side routes from the Pages assets', async () => {
  for (const path of ['/', '/project/1']) {
    const { status, headers, body } = await get(APP, path);
    expect([path, status, body]).toEqual([path, 200, '<title>The app</title>']);
    expect(headers['cross-origin-embedder-policy']).toBe('require-corp');
  }
});

it('serves the host on a sandbox origin, and refuses its calls to the API of the app', async () => {
  const sandbox = 'abc.sandbox.tabwright.localhost:5173';
  expect((await get(sandbox, '/headless')).body).toBe('<title>The host</title>');
  const { status } = await get(APP, '/api/health', {
    origin: `http://${sandbox}`,
    'sec-fetch-site': 'same-site',
  });
  expect(status).toBe(403);
});
