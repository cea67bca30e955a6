/** Upstreams through a proxy, from npm's settings to the bytes. */
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { withNpmConfig } from './npm-config.ts';
import { proxiedFetch } from './proxied-fetch.ts';

let upstream: Server;
let proxy: Server;
/** What the proxy was asked to connect to. */
let connected: string[];
const warnings: string[] = [];
const warn = (line: string): void => void warnings.push(line);

const listen = (server: Server): Promise<void> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

beforeAll(async () => {
  upstream = createServer((_, response) => response.end('from the registry'));
  proxy = createServer();
  proxy.on('connect', ({ url = '' }, client: Socket) => {
    connected.push(url);
    const socket = connect(portOf(upstream), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(client).pipe(socket);
    });
    socket.on('error', () => client.destroy());
    client.on('error', () => socket.destroy());
  });
  await Promise.all([listen(upstream), listen(proxy)]);
});
beforeEach(() => {
  connected = [];
});
afterAll(async () => {
  for (const server of [upstream, proxy]) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Asks through what npm's settings, as npm passes them to scripts, come to. */
async function ask(url: string, settings: Record<string, string>): Promise<string> {
  const npm = { npm_config_user_agent: 'npm', npm_config_registry: 'http://registry.example/' };
  const variables = await withNpmConfig({ ...npm, npm_config_userconfig: '/none', ...settings });
  const response = await (proxiedFetch(variables, warn) ?? fetch)(url);
  return response.text();
}

const address = (): string => `http://127.0.0.1:${portOf(proxy)}`;

it.each(['npm_config_https_proxy', 'npm_config_proxy', 'HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY'])(
  'goes through the proxy of %s',
  async (name) => {
    expect(await ask('http://registry.example/vite', { [name]: address() })).toBe('from the registry');
    expect(connected).toEqual(['registry.example:80']);
  },
);

it('prefers npm’s proxy to the environment’s', async () => {
  const settings = { npm_config_https_proxy: address(), HTTPS_PROXY: 'http://127.0.0.1:1' };
  expect(await ask('http://registry.example/vite', settings)).toBe('from the registry');
});

it.each([
  ['this computer', {}],
  ['a name that npm excepts', { npm_config_noproxy: 'other.example,127.0.0.1' }],
])('reaches %s directly', async (_, settings) => {
  const url = `http://127.0.0.1:${portOf(upstream)}/`;
  expect(await ask(url, { ...settings, HTTPS_PROXY: address() })).toBe('from the registry');
  expect(connected).toEqual([]);
});

it('excepts the subdomains of a name too', async () => {
  const settings = { HTTPS_PROXY: address(), NO_PROXY: 'invalid' };
  // No such name can be looked up (RFC 6761).
  await expect(ask('http://registry.invalid/', settings)).rejects.toThrow();
  expect(connected).toEqual([]);
});

it('does without a proxy that is none, and says so', async () => {
  expect(proxiedFetch({ HTTPS_PROXY: 'socks5://127.0.0.1:1' }, warn)).toBeUndefined();
  expect(warnings).toEqual([expect.stringContaining('HTTPS_PROXY is not used')]);
});
