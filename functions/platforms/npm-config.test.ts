import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tokenIn, withNpmConfig } from './npm-config.ts';

const REGISTRY = 'https://registry.example/team/npm/';

it.each([
  ['//registry.example/team/npm/:_authToken=secret', 'secret'],
  ['//registry.example/:_authToken = "secret"', 'secret'],
  ['//registry.example/:_authToken=${TOKEN}', 'from-env'],
  ['//registry.example/:_authToken=wide\n//registry.example/team/:_authToken=near', 'near'],
  ['//registry.example.evil/:_authToken=secret', undefined],
  ['//registry.example/:_authToken=${MISSING}', undefined],
  ['# //registry.example/:_authToken=secret\n_authToken=secret', undefined],
])('reads the token for a registry out of %j', (npmrc, token) => {
  expect(tokenIn(npmrc, REGISTRY, { TOKEN: 'from-env' })).toBe(token);
});

it("fills the token in from the person's .npmrc, and leaves one that is given", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'npmrc-'));
  const npmrc = join(folder, '.npmrc');
  await writeFile(npmrc, '//registry.example/team/npm/:_authToken=secret\n');
  const variables = {
    NPM_REGISTRY: REGISTRY,
    npm_config_userconfig: npmrc,
    npm_config_user_agent: 'npm',
  };
  expect(await withNpmConfig(variables)).toMatchObject({ NPM_REGISTRY_TOKEN: 'secret' });
  const given = { ...variables, NPM_REGISTRY_TOKEN: 'mine' };
  expect(await withNpmConfig(given)).toMatchObject({ NPM_REGISTRY_TOKEN: 'mine' });
  await rm(folder, { recursive: true });
});
