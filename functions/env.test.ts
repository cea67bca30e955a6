import { expect, it } from 'vitest';
import { ConfigError, readConfig } from './env.ts';

it('has defaults for everything but the registry', () => {
  expect(readConfig({})).toEqual({
    port: 5173,
    host: undefined,
    appOrigin: 'http://tabwright.localhost:5173',
    sandboxOrigin: 'http://{id}.sandbox.tabwright.localhost:5173',
    sitesOrigin: 'http://{slug}.sites.tabwright.localhost:5173',
    frameOrigins: [],
    registry: undefined,
    cacheDir: '.cache',
  });
});

it('moves all default origins to PORT', () => {
  const { appOrigin, sandboxOrigin, sitesOrigin } = readConfig({ PORT: '6001' });
  for (const origin of [appOrigin, sandboxOrigin, sitesOrigin]) expect(origin).toMatch(/:6001$/);
});

it('ends the registry with a slash, and takes empty variables for unset ones', () => {
  const config = readConfig({ NPM_REGISTRY: 'https://registry.example/npm', PORT: ' ', APP_ORIGIN: '' });
  expect(config.registry).toBe('https://registry.example/npm/');
  expect(config.port).toBe(5173);
});

it('takes origins with a trailing slash or the default port', () => {
  expect(readConfig({ APP_ORIGIN: 'https://a.example:443/' }).appOrigin).toBe('https://a.example');
  expect(readConfig({ SANDBOX_ORIGIN: 'https://{id}.a.example:443/' }).sandboxOrigin).toBe(
    'https://{id}.a.example',
  );
});

it('reads further frame origins, with wildcards', () => {
  const { frameOrigins } = readConfig({ FRAME_ORIGINS: 'https://a.example, https://*.b.example' });
  expect(frameOrigins).toEqual(['https://a.example', 'https://*.b.example']);
});

it.each([
  ['PORT', '0'],
  ['PORT', '70000'],
  ['PORT', 'five'],
  ['APP_ORIGIN', 'tabwright'],
  ['APP_ORIGIN', 'https://a.example/path'],
  ['APP_ORIGIN', 'ftp://a.example'],
  ['SANDBOX_ORIGIN', 'https://sandbox.example'],
  ['SANDBOX_ORIGIN', 'https://{id}.{id}.example'],
  ['SANDBOX_ORIGIN', 'https://sandbox.{id}.example'],
  ['SITES_ORIGIN', 'https://{id}.example'],
  ['FRAME_ORIGINS', 'https://a.example;script-src'],
  ['NPM_REGISTRY', 'registry.example'],
])('refuses %s=%s in one line that names the variable and the value', (name, value) => {
  const read = (): unknown => readConfig({ [name]: value });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(new RegExp(`^${name} must be .*"`));
});
