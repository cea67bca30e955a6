import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeRegistry } from '../../testing/fake-registry.ts';
import { npmNodeHost, type TestHost } from '../../testing/npm-node-host.ts';
import { install, type InstallOptions } from './install.ts';
import type { Manifest } from './manifest.ts';

let cwd: string;
let registry: FakeRegistry;

beforeEach(() => {
  cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'npm-install-'));
  registry = new FakeRegistry();
});
afterEach(() => fs.rmSync(cwd, { recursive: true, force: true }));

function project(manifest: Manifest): TestHost {
  fs.writeFileSync(`${cwd}/package.json`, JSON.stringify({ name: 'app', version: '1.0.0', ...manifest }));
  return npmNodeHost(cwd, registry.fetch);
}

function lock(): Record<string, Manifest> {
  return (
    JSON.parse(fs.readFileSync(`${cwd}/package-lock.json`, 'utf8')) as { packages: Record<string, Manifest> }
  ).packages;
}

async function tree(
  manifest: Manifest,
  options: Partial<InstallOptions> = {},
): Promise<Record<string, string>> {
  await install(project(manifest), { cwd, lockOnly: true, ...options });
  return Object.fromEntries(
    Object.entries(lock())
      .filter(([location]) => location !== '')
      .map(([location, entry]) => [location.replaceAll('node_modules/', ''), entry.version ?? '']),
  );
}

describe('placement', () => {
  it('puts a shared dependency at the top and a second version below the one that needs it', async () => {
    registry.add('c@1.0.0').add('c@2.0.0').add('a@1.0.0', { c: '^1.0.0' }).add('b@1.0.0', { c: '^2.0.0' });
    expect(await tree({ dependencies: { a: '1', b: '1' } })).toEqual({
      a: '1.0.0',
      b: '1.0.0',
      'b/c': '2.0.0',
      c: '1.0.0',
    });
  });

  it("keeps the project's own version at the top", async () => {
    registry.add('c@1.0.0').add('c@2.0.0').add('a@1.0.0', { c: '^1.0.0' });
    expect(await tree({ dependencies: { a: '1', c: '2' } })).toEqual({
      a: '1.0.0',
      'a/c': '1.0.0',
      c: '2.0.0',
    });
  });

  it('takes the latest tag rather than a higher version, and a newer version that is not deprecated', async () => {
    registry
      .add('a@1.0.0')
      .add('a@1.1.0')
      .add('a@1.2.0', {}, { deprecated: 'broken' })
      .tag('a', 'latest', '1.0.0');
    registry.add('b@1.0.0').add('b@1.1.0', {}, { deprecated: 'broken' });
    expect(await tree({ dependencies: { a: '^1.0.0', b: '^1.0.0' } })).toEqual({ a: '1.0.0', b: '1.0.0' });
  });

  it('places a loop of packages once', async () => {
    registry.add('a@1.0.0', { b: '1' }).add('b@1.0.0', { a: '1' });
    expect(await tree({ dependencies: { a: '1' } })).toEqual({ a: '1.0.0', b: '1.0.0' });
  });

  it('installs an alias under its own name', async () => {
    registry.add('real@1.0.0').add('real@2.0.0');
    expect(await tree({ dependencies: { old: 'npm:real@1', real: '2' } })).toEqual({
      old: '1.0.0',
      real: '2.0.0',
    });
    expect(lock()['node_modules/old']?.name).toBe('real');
  });
});

describe('peers', () => {
  it('installs peers by themselves, and optional peers not', async () => {
    registry.add('host@1.0.0').add('maybe@1.0.0');
    registry.add(
      'plugin@1.0.0',
      {},
      {
        peerDependencies: { host: '^1', maybe: '^1' },
        peerDependenciesMeta: { maybe: { optional: true } },
      },
    );
    expect(await tree({ dependencies: { plugin: '1' } })).toEqual({ host: '1.0.0', plugin: '1.0.0' });
    expect(lock()['node_modules/host']?.['peer']).toBe(true);
  });

  it('chooses a version that the project and the plugin both accept', async () => {
    registry
      .add('host@1.0.0')
      .add('host@2.0.0')
      .add('plugin@1.0.0', {}, { peerDependencies: { host: '^1' } });
    expect(await tree({ dependencies: { host: '>=1', plugin: '1' } })).toMatchObject({ host: '1.0.0' });
  });

  it('reports a conflict with the project as ERESOLVE, which --legacy-peer-deps and --force let pass', async () => {
    registry
      .add('host@1.0.0')
      .add('host@2.0.0')
      .add('plugin@1.0.0', {}, { peerDependencies: { host: '^1' } });
    const manifest = { dependencies: { host: '^2', plugin: '1' } };
    const failure = install(project(manifest), { cwd });
    await expect(failure).rejects.toMatchObject({ code: 'ERESOLVE' });
    const { lines } = (await failure.catch((error: unknown) => error)) as { lines: string[] };
    expect(lines.join('\n')).toMatch(
      /While resolving: app@1\.0\.0\nFound: host@2\.0\.0[^]*peer host@"\^1" from plugin@1\.0\.0/,
    );
    expect(await tree(manifest, { legacyPeerDeps: true })).toEqual({ host: '2.0.0', plugin: '1.0.0' });
    fs.rmSync(`${cwd}/package-lock.json`);
    expect(await tree(manifest, { force: true })).toEqual({ host: '2.0.0', plugin: '1.0.0' });
  });

  it('nests a plugin with its own peer when only a dependency is in conflict', async () => {
    registry
      .add('host@1.0.0')
      .add('host@2.0.0')
      .add('plugin@1.0.0', {}, { peerDependencies: { host: '^1' } });
    registry.add('tool@1.0.0', { plugin: '1', host: '^1' });
    expect(await tree({ dependencies: { host: '^2', tool: '1' } })).toEqual({
      host: '2.0.0',
      tool: '1.0.0',
      'tool/host': '1.0.0',
      'tool/plugin': '1.0.0',
    });
  });
});

describe('overrides', () => {
  beforeEach(() => {
    registry.add('deep@1.0.0').add('deep@1.5.0').add('deep@2.0.0');
    registry.add('a@1.0.0', { deep: '^1.0.0' }).add('b@1.0.0', { deep: '^2.0.0' });
  });

  it('replaces a version everywhere', async () => {
    expect(await tree({ dependencies: { a: '1', b: '1' }, overrides: { deep: '1.5.0' } })).toEqual({
      a: '1.0.0',
      b: '1.0.0',
      deep: '1.5.0',
    });
  });

  it('replaces it only below the named package, and by the version named with $', async () => {
    expect(
      await tree({ dependencies: { a: '1', b: '1', deep: '2.0.0' }, overrides: { a: { deep: '$deep' } } }),
    ).toEqual({
      a: '1.0.0',
      b: '1.0.0',
      deep: '2.0.0',
    });
  });
});

describe('platforms', () => {
  it('installs WebAssembly builds and leaves native ones in the lockfile only', async () => {
    registry.add('core-linux-x64@1.0.0', {}, { os: ['linux'], cpu: ['x64'] });
    registry.add('core-wasm32-wasi@1.0.0', { runtime: '1' }, { cpu: ['wasm32'] }).add('runtime@1.0.0');
    registry.add(
      'core@1.0.0',
      {},
      { optionalDependencies: { 'core-linux-x64': '1.0.0', 'core-wasm32-wasi': '1.0.0', gone: '1' } },
    );
    await install(project({ dependencies: { core: '1' } }), { cwd });
    expect(fs.readdirSync(`${cwd}/node_modules`).filter((name) => !name.startsWith('.'))).toEqual([
      'core',
      'core-wasm32-wasi',
      'runtime',
    ]);
    expect(lock()['node_modules/core-linux-x64']).toMatchObject({ optional: true, cpu: ['x64'] });
    expect(lock()['node_modules/gone']).toBeUndefined();
  });

  it('keep all their packages in a lockfile that is written anew from what is installed', async () => {
    registry.add('@rollup/rollup-linux-x64-gnu@4.1.0', {}, { os: ['linux'], cpu: ['x64'] });
    registry.add('@rollup/wasm-node@4.1.0').add('vite@1.0.0', { rollup: '4' });
    registry.add('rollup@4.1.0', {}, { optionalDependencies: { '@rollup/rollup-linux-x64-gnu': '4.1.0' } });
    const manifest = { dependencies: { vite: '1' } };
    await install(project(manifest), { cwd });
    const before = lock();
    expect(before['node_modules/@rollup/rollup-linux-x64-gnu']).toMatchObject({ optional: true });
    fs.rmSync(`${cwd}/package-lock.json`);
    await install(project(manifest), { cwd });
    expect(lock()).toEqual(before);
  });

  it('are not left out of the lockfile because the registry gave no answer', async () => {
    registry.add('core-linux-x64@1.0.0', {}, { os: ['linux'], cpu: ['x64'] });
    registry.add('core@1.0.0', {}, { optionalDependencies: { 'core-linux-x64': '1.0.0' } });
    registry.failures.set('core-linux-x64', 99);
    await expect(install(project({ dependencies: { core: '1' } }), { cwd })).rejects.toThrow(
      'request for "core-linux-x64" failed',
    );
    expect(fs.existsSync(`${cwd}/package-lock.json`)).toBe(false);
  });

  it('installs a twin in the place of a native package, and locks the package that was asked for', async () => {
    registry.add('esbuild@0.21.5', {}, { bin: { esbuild: 'bin/esbuild' } });
    registry
      .add('esbuild-wasm@0.21.4')
      .add('esbuild-wasm@0.21.5', {}, { directories: { bin: 'bin' } }, [
        { name: 'package/bin/esbuild', text: '' },
      ]);
    await install(project({ dependencies: { esbuild: '^0.21.0' } }), { cwd });
    expect(fs.readFileSync(`${cwd}/node_modules/esbuild/index.js`, 'utf8')).toContain('esbuild-wasm@0.21.5');
    expect(JSON.parse(fs.readFileSync(`${cwd}/node_modules/esbuild/package.json`, 'utf8'))).toMatchObject({
      name: 'esbuild',
    });
    expect(fs.readlinkSync(`${cwd}/node_modules/.bin/esbuild`)).toBe('../esbuild/bin/esbuild');
    expect(lock()['node_modules/esbuild']).toMatchObject({ version: '0.21.5' });
    expect(lock()['node_modules/esbuild-wasm']).toBeUndefined();
  });
});

describe('companions', () => {
  it('stand below their package at its version, and are left out where none was published', async () => {
    registry.add('next@1.0.0').add('next@2.0.0').add('@next/swc-wasm-nodejs@1.0.0');
    await install(project({ dependencies: { next: '1.0.0', newer: 'npm:next@2.0.0' } }), { cwd });
    expect(fs.existsSync(`${cwd}/node_modules/next/node_modules/@next/swc-wasm-nodejs/index.js`)).toBe(true);
    expect(fs.existsSync(`${cwd}/node_modules/newer/node_modules`)).toBe(false);
    expect(Object.keys(lock())).toEqual(['', 'node_modules/newer', 'node_modules/next']);
  });

  it('are the nearest earlier WebAssembly builds where the exact one was not published', async () => {
    registry.add('core-wasm32-wasi@1.0.0', { runtime: '1' }, { cpu: ['wasm32'] }).add('runtime@1.0.0');
    registry
      .add('core-wasm32-wasi@1.0.3')
      .add('core-wasm32-wasi@1.0.7')
      .tag('core-wasm32-wasi', 'latest', '1.0.7');
    registry.add('core@1.0.5', {}, { optionalDependencies: { 'core-wasm32-wasi': '1.0.5' } });
    const manifest = { dependencies: { core: '1' } };
    const nested = `${cwd}/node_modules/core/node_modules/core-wasm32-wasi/package.json`;
    await install(project(manifest), { cwd });
    expect(JSON.parse(fs.readFileSync(nested, 'utf8'))).toMatchObject({ version: '1.0.3' });
    expect(Object.keys(lock())).toEqual(['', 'node_modules/core']);
    fs.rmSync(`${cwd}/node_modules`, { recursive: true });
    await install(project(manifest), { cwd, frozen: true });
    expect(fs.existsSync(nested)).toBe(true);
  });
});

describe('a lockfile', () => {
  beforeEach(() => registry.add('a@1.0.0', { b: '^1' }).add('b@1.0.0'));

  it('is installed exactly and without metadata', async () => {
    await install(project({ dependencies: { a: '^1' } }), { cwd });
    registry.add('a@1.1.0').add('b@1.1.0');
    fs.rmSync(`${cwd}/node_modules`, { recursive: true });
    registry.requests.length = 0;
    await install(npmNodeHost(cwd, registry.fetch), { cwd });
    expect(registry.requests.sort()).toEqual(['a/-/a-1.0.0.tgz', 'b/-/b-1.0.0.tgz']);
  });

  it('that does not fit package.json is refused by ci', async () => {
    await install(project({ dependencies: { a: '^1' } }), { cwd });
    const host = project({ dependencies: { a: '^2', c: '1' } });
    const failure = (await install(host, { cwd, frozen: true }).catch((error: unknown) => error)) as {
      code: string;
      lines: string[];
    };
    expect(failure.code).toBe('EUSAGE');
    expect(failure.lines).toContain("Invalid: lock file's a@1.0.0 does not satisfy a@^2");
    expect(failure.lines).toContain('Missing: c@1 from lock file');
  });

  it('asks for nothing when node_modules is complete, and for all again after an interrupted install', async () => {
    await install(project({ dependencies: { a: '^1' } }), { cwd });
    registry.requests.length = 0;
    expect((await install(npmNodeHost(cwd, registry.fetch), { cwd })).added).toEqual([]);
    expect(registry.requests).toEqual([]);
    fs.rmSync(`${cwd}/node_modules/.package-lock.json`);
    fs.rmSync(`${cwd}/node_modules/b/index.js`);
    await install(npmNodeHost(cwd, registry.fetch), { cwd });
    expect(fs.existsSync(`${cwd}/node_modules/b/index.js`)).toBe(true);
  });

  it('gives no complete mark to a tree that failed half way', async () => {
    registry.corrupt('b@1.0.0');
    await expect(install(project({ dependencies: { a: '^1' } }), { cwd })).rejects.toMatchObject({
      code: 'EINTEGRITY',
    });
    expect(fs.existsSync(`${cwd}/node_modules/b`)).toBe(false);
    expect(fs.existsSync(`${cwd}/node_modules/.package-lock.json`)).toBe(false);
  });
});

describe('bundled dependencies', () => {
  it('come from the tarball of the package that bundles them', async () => {
    registry.add('a@1.0.0', { inner: '^1' }, { bundleDependencies: ['inner'] }, [
      { name: 'package/node_modules/inner/package.json', text: '{"name":"inner","version":"1.2.3"}' },
    ]);
    await install(project({ dependencies: { a: '1' } }), { cwd });
    expect(registry.requests).not.toContain('inner');
    expect(fs.existsSync(`${cwd}/node_modules/a/node_modules/inner/package.json`)).toBe(true);
  });
});

describe('folders of the project', () => {
  it('are linked: workspaces and file: dependencies, with what they need', async () => {
    registry.add('a@1.0.0');
    fs.mkdirSync(`${cwd}/packages/one`, { recursive: true });
    fs.mkdirSync(`${cwd}/local`);
    fs.writeFileSync(
      `${cwd}/packages/one/package.json`,
      '{"name":"one","version":"1.0.0","dependencies":{"a":"^1"}}',
    );
    fs.writeFileSync(`${cwd}/local/package.json`, '{"name":"local","version":"3.0.0"}');
    await install(project({ workspaces: ['packages/*'], dependencies: { local: 'file:local' } }), { cwd });
    expect(fs.realpathSync(`${cwd}/node_modules/one`)).toBe(fs.realpathSync(`${cwd}/packages/one`));
    expect(fs.realpathSync(`${cwd}/node_modules/local`)).toBe(fs.realpathSync(`${cwd}/local`));
    expect(fs.existsSync(`${cwd}/node_modules/a/index.js`)).toBe(true);
    expect(lock()).toMatchObject({
      'node_modules/local': { resolved: 'local', link: true },
      'node_modules/one': { resolved: 'packages/one', link: true },
      'packages/one': { version: '1.0.0' },
    });
  });
});

describe('a bad network', () => {
  it('is tried again, and then the package is named', async () => {
    registry.add('a@1.0.0');
    registry.failures.set('a', 2);
    expect(await tree({ dependencies: { a: '1' } })).toEqual({ a: '1.0.0' });
    fs.rmSync(`${cwd}/package-lock.json`);
    registry.failures.set('a', 99);
    await expect(install(project({ dependencies: { a: '1' } }), { cwd })).rejects.toThrow(
      'request for "a" failed, reason: Failed to fetch',
    );
  });
});
