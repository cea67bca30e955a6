import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeRegistry } from '../../testing/fake-registry.ts';
import { npmNodeHost } from '../../testing/npm-node-host.ts';
import { install } from './install.ts';

let cwd: string;
let registry: FakeRegistry;

beforeEach(() => {
  cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'npm-warm-up-'));
  registry = new FakeRegistry();
});
afterEach(() => fs.rmSync(cwd, { recursive: true, force: true }));

it('runs a bundler of WebAssembly once, beside its place, when its files are there', async () => {
  for (const version of ['0.21.5', '0.25.0'])
    registry.add(`esbuild@${version}`).add(`esbuild-wasm@${version}`);
  registry.add('tool@1.0.0', { esbuild: '0.25.0' });
  const manifest = { name: 'app', dependencies: { esbuild: '0.21.5', tool: '1' } };
  fs.writeFileSync(`${cwd}/package.json`, JSON.stringify(manifest));
  const runs: string[] = [];
  let end: () => void = () => undefined;
  const warmUp = (folder: string, [script = '']: readonly string[]): Promise<void> => {
    runs.push(`${fs.readFileSync(`${folder}/index.js`, 'utf8').trim()} ${script}`);
    return new Promise((resolve) => (end = resolve));
  };
  let installed = false;
  const running = install(npmNodeHost(cwd, registry.fetch, { warmUp }), { cwd }).then(
    () => (installed = true),
  );
  await expect.poll(() => fs.existsSync(`${cwd}/node_modules/.package-lock.json`)).toBe(true);
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatch(/esbuild-wasm@.* bin\/esbuild$/);
  expect(installed).toBe(false);
  end();
  await running;
  expect(fs.existsSync('/tmp/.warm-up/esbuild-wasm')).toBe(false);
  await install(npmNodeHost(cwd, registry.fetch, { warmUp }), { cwd });
  expect(runs).toHaveLength(1);
});
