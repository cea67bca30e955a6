/** The Node server as clients meet it: bodies of all framings, and none. */
import { request } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../scripts/tab/server.ts';
import { memoryBucket } from '../../src/testing/memory-bucket.ts';
import { readConfig } from '../env.ts';
import { sitesIn } from '../sites.ts';
import { bucketSites } from '../sites/bucket-storage.ts';
import { serve, type RunningServer } from './node.ts';

let server: RunningServer;
let port: number;

beforeAll(async () => {
  port = await freePort();
  server = await serve({
    config: readConfig({ PORT: String(port) }),
    variables: {},
    assets: { get: () => Promise.resolve(undefined) },
    sites: sitesIn(bucketSites(memoryBucket())),
  });
});
afterAll(() => server.close());

function call(
  method: string,
  path: string,
  body: string | undefined,
  headers = {},
): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const host = `tabwright.localhost:${port}`;
    const sent = request({ port, host: '127.0.0.1', method, path, headers: { host, ...headers } });
    sent.on('error', reject);
    sent.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve([response.statusCode ?? 0, text]));
    });
    sent.end(body);
  });
}

it('answers requests without a body, of a known length, and in chunks', async () => {
  const [status, text] = await call('POST', '/api/sites', '{"slug":"known-length"}', {
    'content-length': 23,
  });
  expect(status).toBe(201);
  const { token } = JSON.parse(text) as { token: string };
  const chunked = await call('POST', '/api/sites', '{"slug":"in-chunks"}', {
    'transfer-encoding': 'chunked',
  });
  expect(chunked[0]).toBe(201);
  const removed = await call('DELETE', '/api/sites/known-length', undefined, {
    authorization: `Bearer ${token}`,
  });
  expect(removed).toEqual([204, '']);
});
