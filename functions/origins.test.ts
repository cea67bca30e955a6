import { expect, it } from 'vitest';
import { readConfig } from './env.ts';
import { resolveOrigin, templateSource } from './origins.ts';

const config = readConfig({});
const kindOf = (host: string): string => resolveOrigin(host, config).kind;

it('tells the app, sandboxes, previews and sites by their hosts', () => {
  expect(resolveOrigin('tabwright.localhost:5173', config)).toEqual({
    kind: 'app',
    origin: 'http://tabwright.localhost:5173',
  });
  expect(resolveOrigin('abc.sandbox.tabwright.localhost:5173', config)).toEqual({
    kind: 'sandbox',
    origin: 'http://abc.sandbox.tabwright.localhost:5173',
    id: 'abc',
  });
  expect(resolveOrigin('abc-3000.sandbox.tabwright.localhost:5173', config)).toEqual({
    kind: 'preview',
    origin: 'http://abc-3000.sandbox.tabwright.localhost:5173',
    id: 'abc',
    port: 3000,
  });
  expect(resolveOrigin('my-shop.sites.tabwright.localhost:5173', config)).toEqual({
    kind: 'site',
    origin: 'http://my-shop.sites.tabwright.localhost:5173',
    slug: 'my-shop',
  });
});

it('takes the last number of a label for the port, and only when it can be one', () => {
  expect(resolveOrigin('a-b-80.sandbox.tabwright.localhost:5173', config)).toMatchObject({
    id: 'a-b',
    port: 80,
  });
  for (const label of ['a-65536', 'a-0', 'a-080', 'a-x1']) {
    expect([label, kindOf(`${label}.sandbox.tabwright.localhost:5173`)]).toEqual([label, 'sandbox']);
  }
});

it('knows no host of another port, deeper level or other name', () => {
  for (const host of [
    'tabwright.localhost:5174',
    'tabwright.localhost',
    'a.b.sandbox.tabwright.localhost:5173',
    '.sandbox.tabwright.localhost:5173',
    '-a.sandbox.tabwright.localhost:5173',
    'sandbox.tabwright.localhost:5173',
    'tabwright.localhost:5173.evil.example',
    '',
  ]) {
    expect([host, kindOf(host)]).toEqual([host, 'unknown']);
  }
});

it('ignores case, and calls plain loopback names by their own kind', () => {
  expect(kindOf('ABC.Sandbox.Tabwright.LOCALHOST:5173')).toBe('sandbox');
  for (const host of ['localhost:5173', '127.0.0.1:5173', '[::1]:5173'])
    expect(kindOf(host)).toBe('loopback');
});

it('takes the origins and their scheme from the configuration', () => {
  const hosted = readConfig({
    APP_ORIGIN: 'https://make.example.com',
    SANDBOX_ORIGIN: 'https://{id}-box.example.com',
    SITES_ORIGIN: 'https://{slug}.example.app',
  });
  expect(resolveOrigin('p1-5173-box.example.com', hosted)).toEqual({
    kind: 'preview',
    origin: 'https://p1-5173-box.example.com',
    id: 'p1',
    port: 5173,
  });
  expect(resolveOrigin('make.example.com', hosted).kind).toBe('app');
});

it('makes a policy source of a template, with the whole label as the wildcard', () => {
  expect(templateSource('https://{id}-box.example.com')).toBe('https://*.example.com');
  expect(templateSource('http://{id}.sandbox.localhost:1')).toBe('http://*.sandbox.localhost:1');
});
