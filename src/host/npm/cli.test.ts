import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeRegistry } from '../../testing/fake-registry.ts';
import { npmNodeHost } from '../../testing/npm-node-host.ts';
import { runNpm, runNpx } from './cli.ts';
import { runCompat } from './compat.ts';
import type { Manifest } from './manifest.ts';

let cwd: string;
let registry: FakeRegistry;
let spawned: { command: string; env: Record<string, string>; cwd: string }[];

beforeEach(() => {
  cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'npm-cli-'));
  registry = new FakeRegistry();
  spawned = [];
  write({ name: 'app', version: '1.0.0' });
});
afterEach(() => fs.rmSync(cwd, { recursive: true, force: true }));

function write(manifest: Manifest | string): void {
  fs.writeFileSync(
    `${cwd}/package.json`,
    typeof manifest === 'string' ? manifest : JSON.stringify(manifest, null, 2),
  );
}

function saved(): Manifest {
  return JSON.parse(fs.readFileSync(`${cwd}/package.json`, 'utf8')) as Manifest;
}

function newHost(exitCode = 0) {
  return npmNodeHost(cwd, registry.fetch, {
    spawn: (command, options) => {
      spawned.push({ command, ...options });
      return Promise.resolve(exitCode);
    },
  });
}

async function npm(...argv: string[]) {
  const host = newHost();
  return { code: await runNpm(argv, host), out: host.stdout.text, err: host.stderr.text };
}

describe('npm install', () => {
  it('adds packages with a caret, to the field asked for, in order, and says how many', async () => {
    registry.add('b@1.2.3').add('a@2.0.0').add('tool@1.0.0').add('pinned@1.0.1');
    expect((await npm('install', 'b', 'a@2')).out).toMatch(/^\nadded 2 packages in \d+m?s\n$/);
    await npm('i', '-D', 'tool');
    await npm('add', '-E', 'pinned');
    expect(saved()).toMatchObject({
      dependencies: { a: '^2.0.0', b: '^1.2.3', pinned: '1.0.1' },
      devDependencies: { tool: '^1.0.0' },
    });
    expect(Object.keys(saved().dependencies ?? {})).toEqual(['a', 'b', 'pinned']);
  });

  it('installs and tests', async () => {
    registry.add('a@1.0.0');
    write({ name: 'app', scripts: { test: 'vitest' }, dependencies: { a: '1' } });
    expect((await npm('it')).out).toMatch(/added 1 package/);
    expect((await npm('cit')).out).toMatch(/added 1 package/);
    expect(spawned.map(({ command }) => command)).toEqual(['vitest', 'vitest']);
  });

  it('uninstalls', async () => {
    registry.add('a@1.0.0', { b: '1' }).add('b@1.0.0');
    await npm('i', 'a');
    expect((await npm('rm', 'a')).out).toContain('removed 2 packages');
    expect(saved().dependencies).toBeUndefined();
    expect(fs.existsSync(`${cwd}/node_modules/a`)).toBe(false);
  });

  it('names the closest package and version for an unknown one', async () => {
    registry.add('a@1.0.0beta').add('a@1.0.0').add('a@2.3.0');
    const name = await npm('i', 'raect');
    expect(name).toMatchObject({ code: 1 });
    expect(name.err).toMatch(/^npm error code E404\n[^]*Did you mean 'react'\?/);
    const version = await npm('i', 'a@2.9.9');
    expect(version.err).toContain('npm error code ETARGET\nnpm error No matching version found for a@2.9.9.');
    expect(version.err).toContain('closest published version is 2.3.0');
  });

  it('tells line and column of a mistake in package.json', async () => {
    write('{\n  "name": "x",\n  "version" "1"\n}');
    const { code, err } = await npm('install');
    expect(code).toBe(1);
    expect(err).toContain('npm error code EJSONPARSE');
    expect(err).toContain('line 3 column 13');
  });

  it('warns of engines, platforms and deprecations, and refuses git', async () => {
    registry.add('old@1.0.0', {}, { deprecated: 'use new', engines: { node: '>=999' } });
    const { err } = await npm('i', 'old');
    expect(err).toContain('npm warn deprecated old@1.0.0: use new');
    expect(err).toContain("npm warn EBADENGINE   package: 'old@1.0.0',");
    registry.add('mac@1.0.0', {}, { os: ['darwin'] }).add('addon@1.0.0', { mac: '1' });
    registry.add('extra@1.0.0', {}, { optionalDependencies: { mac: '1' } });
    expect((await npm('i', 'extra')).err).not.toContain('EBADPLATFORM');
    expect((await npm('i', 'addon')).err).toContain(
      'npm warn EBADPLATFORM Unsupported platform for mac@1.0.0: wanted {"os":["darwin"]} (current: {"os":"linux","cpu":"wasm32"})',
    );
    write({ dependencies: { x: 'github:a/b' } });
    expect((await npm('i')).err).toContain('Git dependencies cannot be installed');
  });
});

describe('what a bad day brings', () => {
  it('is told in time: a tarball that is not the locked one leaves nothing that a later run believes', async () => {
    registry.add('a@1.0.0', { b: '1' }).add('b@1.0.0');
    await npm('i', 'a');
    registry.corrupt('b@1.0.0');
    const { code, err } = await npm('ci');
    expect(code).toBe(1);
    expect(err).toMatch(
      /npm error code EINTEGRITY\nnpm error sha512-\S+ integrity checksum failed when using sha512/,
    );
    expect(err).toContain('The tarball of b@1.0.0 is not what the lockfile or the registry says.');
    expect((await npm('ls', '--all')).code).toBe(1);
    registry.add('b@1.0.0');
    expect((await npm('i')).out).toMatch(/added 2 packages/);
    expect((await npm('ls', '--all')).code).toBe(0);
  });

  it('names the package that the registry did not give', async () => {
    registry.add('a@1.0.0');
    registry.failures.set('a', 99);
    expect((await npm('i', 'a')).err).toBe(
      'npm error code ENETWORK\n' +
        'npm error request for "a" failed, reason: Failed to fetch\n' +
        'npm error The registry could not be reached after 4 attempts.\n' +
        'npm error Check the network connection and run the command again.\n',
    );
  });

  it('warns of the engines of the project and of its folders too', async () => {
    write({ name: 'app', version: '1.0.0', engines: { node: '>=99' }, dependencies: { x: 'file:x' } });
    fs.mkdirSync(`${cwd}/x`);
    fs.writeFileSync(`${cwd}/x/package.json`, '{"name":"x","version":"2.0.0","engines":{"node":">=98"}}');
    const { code, err } = await npm('i');
    expect(code).toBe(0);
    expect(err).toContain("npm warn EBADENGINE   package: 'app@1.0.0',");
    expect(err).toContain("npm warn EBADENGINE   package: 'x@2.0.0',");
    expect((await npm('ls')).out).toBe(`app@1.0.0 ${cwd}\n└── x@2.0.0 -> ./x\n\n`);
  });

  it.each(['github:a/b', 'a/b', 'git+https://example.org/a.git'])(
    'refuses %s for want of a git',
    async (word) => {
      expect((await npm('i', word)).err).toContain(
        `Git dependencies cannot be installed in the tab: ${word}`,
      );
    },
  );
});

describe('a terminal', () => {
  it('shows how far an install is, on one line that goes when it is done', async () => {
    registry.add('a@1.0.0', { b: '1' }).add('b@1.0.0');
    const host = newHost();
    host.stderr.isTTY = true;
    await runNpm(['i', 'a'], host);
    expect(host.stderr.text.endsWith('\r\x1b[Klink 2/2\r\x1b[K')).toBe(true);
  });
});

describe('npm-shrinkwrap.json', () => {
  it('is the lockfile where there is one', async () => {
    registry.add('a@1.0.0').add('a@1.1.0').add('b@1.0.0');
    await npm('i', 'a@1.0.0', '--save-prefix=^');
    fs.renameSync(`${cwd}/package-lock.json`, `${cwd}/npm-shrinkwrap.json`);
    fs.rmSync(`${cwd}/node_modules`, { recursive: true });
    expect((await npm('ci')).out).toMatch(/added 1 package/);
    await npm('i', 'b');
    expect(fs.existsSync(`${cwd}/package-lock.json`)).toBe(false);
    const locked = JSON.parse(fs.readFileSync(`${cwd}/npm-shrinkwrap.json`, 'utf8')) as {
      packages: Record<string, Manifest>;
    };
    expect(Object.keys(locked.packages)).toEqual(['', 'node_modules/a', 'node_modules/b']);
  });
});

describe('npm run', () => {
  it('runs pre and post scripts with the arguments quoted, the environment and the PATH', async () => {
    write({ name: 'app', version: '1.0.0', scripts: { prebuild: 'one', build: 'two', postbuild: 'three' } });
    const { code, out } = await npm('run', 'build', '--', '--flag', "it's");
    expect(code).toBe(0);
    expect(out).toContain('\n> app@1.0.0 build\n> two --flag ');
    expect(spawned.map(({ command }) => command)).toEqual(['one', `two --flag 'it'\\''s'`, 'three']);
    expect(spawned[1]?.env).toMatchObject({ npm_lifecycle_event: 'build', npm_package_name: 'app' });
    expect(spawned[1]?.env['PATH']?.split(':')[0]).toBe(`${cwd}/node_modules/.bin`);
  });

  it('stops at the first failure, lists scripts, and suggests for a missing one', async () => {
    write({ name: 'app', scripts: { pretest: 'x', test: 'y', dev: 'vite' } });
    expect(await runNpm(['t'], newHost(3))).toBe(3);
    expect(spawned).toHaveLength(1);
    expect((await npm('run')).out).toContain('available via `npm run`:\n  dev\n    vite');
    const missing = await npm('run', 'dve');
    expect(missing.err).toContain('npm error Missing script: "dve"');
    expect(missing.err).toContain('npm run dev');
    expect(await npm('run', 'dve', '--if-present')).toMatchObject({ code: 0 });
  });
});

describe('npx and create', () => {
  beforeEach(() => registry.add('create-thing@3.0.0', {}, { bin: { 'create-thing': 'index.js' } }));

  it('fetches what is not there into the cache and runs its command with its own flags', async () => {
    expect((await npm('create', 'thing@latest', 'my-app', '--', '--template', 'x')).code).toBe(0);
    expect(spawned[0]?.command).toBe('create-thing my-app --template x');
    const bin = spawned[0]?.env['PATH']?.split(':')[0] ?? '';
    expect(bin).toMatch(/\.npm\/_npx\/[0-9a-f]{16}\/node_modules\/\.bin$/);
    expect(fs.existsSync(`${bin}/create-thing`)).toBe(true);
    expect(saved().dependencies).toBeUndefined();
  });

  it('asks the person at the terminal once before it fetches', async () => {
    registry.add('tool@1.0.0', {}, { bin: 'index.js' });
    const questions: string[] = [];
    const run = async (answer: string): Promise<number> => {
      const host = npmNodeHost(cwd, registry.fetch, {
        spawn: () => Promise.resolve(0),
        prompt: (question) => {
          questions.push(question);
          return Promise.resolve(answer);
        },
      });
      host.stdout.isTTY = true;
      return runNpx(['tool'], host);
    };
    expect(await run('n')).toBe(1);
    expect(await run('y')).toBe(0);
    expect(await run('n')).toBe(0);
    expect(questions).toEqual(
      Array(2).fill('Need to install the following packages:\ntool\nOk to proceed? (y) '),
    );
  });

  it('prefers the command of the project', async () => {
    await npm('i', 'create-thing');
    registry.requests.length = 0;
    await runNpx(['--yes', 'create-thing', '--yes', 'x'], newHost());
    expect(spawned[0]?.command).toBe('create-thing --yes x');
    expect(registry.requests).toEqual([]);
  });
});

describe('.npmrc', () => {
  it('sets what the command line does not', async () => {
    registry
      .add('host@1.0.0')
      .add('host@2.0.0')
      .add('plugin@1.0.0', {}, { peerDependencies: { host: '^1' } });
    write({ name: 'app', dependencies: { host: '^2' } });
    fs.writeFileSync(`${cwd}/.npmrc`, '# of the project\nlegacy-peer-deps = true\nsave-exact=true\n');
    expect((await npm('i', 'plugin', '--no-legacy-peer-deps')).err).toContain('code ERESOLVE');
    expect(await npm('i', 'plugin')).toMatchObject({ code: 0 });
    expect(saved().dependencies).toEqual({ host: '^2', plugin: '1.0.0' });
  });
});

describe('a project of several packages', () => {
  const manifestOf = (name: string): Manifest =>
    JSON.parse(fs.readFileSync(`${cwd}/packages/${name}/package.json`, 'utf8')) as Manifest;

  beforeEach(() => {
    registry.add('a@1.2.0');
    write({ name: 'app', workspaces: ['packages/*'] });
    for (const name of ['one', 'two']) {
      fs.mkdirSync(`${cwd}/packages/${name}`, { recursive: true });
      const manifest = { name, version: '1.0.0', scripts: { build: `build ${name}`, [name]: 'own' } };
      fs.writeFileSync(`${cwd}/packages/${name}/package.json`, JSON.stringify(manifest));
    }
  });

  it('adds to the package that -w names, links it, and keeps one lockfile', async () => {
    expect(await npm('install', 'a', 'two', '-w', 'one')).toMatchObject({ code: 0 });
    expect(manifestOf('one').dependencies).toEqual({ a: '^1.2.0', two: '^1.0.0' });
    expect(saved().dependencies).toBeUndefined();
    expect(fs.existsSync(`${cwd}/node_modules/a/index.js`)).toBe(true);
    expect(fs.realpathSync(`${cwd}/node_modules/two`)).toBe(fs.realpathSync(`${cwd}/packages/two`));
    expect(registry.requests).not.toContain('two');
    await npm('uninstall', 'a', '-w', 'packages/one');
    expect(manifestOf('one').dependencies).toEqual({ two: '^1.0.0' });
    expect(fs.existsSync(`${cwd}/node_modules/a`)).toBe(false);
  });

  it('is installed from its root when npm runs in one of its folders', async () => {
    const host = npmNodeHost(cwd, registry.fetch, { cwd: `${cwd}/packages/one` });
    expect(await runNpm(['install', 'a'], host)).toBe(0);
    expect(manifestOf('one').dependencies).toEqual({ a: '^1.2.0' });
    expect(fs.existsSync(`${cwd}/packages/one/node_modules`)).toBe(false);
    expect(fs.existsSync(`${cwd}/node_modules/a`)).toBe(true);
  });

  it('leaves package.json as it was when the install fails', async () => {
    fs.writeFileSync(`${cwd}/packages/two/package.json`, '{"name":"two","dependencies":{"gone":"1"}}');
    expect((await npm('install', 'a', '-w', 'one')).code).toBe(1);
    expect(manifestOf('one').dependencies).toBeUndefined();
  });

  it('runs scripts in the packages that are named, or in all', async () => {
    await npm('run', 'build', '-w', 'two');
    await npm('run', 'build', '--workspaces');
    expect(spawned.map(({ command, cwd: folder }) => [command, path.basename(folder)])).toEqual([
      ['build two', 'two'],
      ['build one', 'one'],
      ['build two', 'two'],
    ]);
    const partly = await npm('run', 'one', '--workspaces');
    expect(partly).toMatchObject({ code: 1 });
    expect(partly.err).toContain('Missing script: "one"');
    expect((await npm('run', 'one', '--workspaces', '--if-present')).code).toBe(0);
    expect((await npm('run', 'build', '-w', 'three')).err).toContain(
      'No workspaces found:\nnpm error   --workspace=three',
    );
  });
});

describe('other commands', () => {
  it('takes duplicates together and out what is not needed', async () => {
    registry.add('c@1.0.0').add('c@2.0.0').add('a@1.0.0', { c: '^1' }).add('b@1.0.0', { c: '1.0.0' });
    await npm('i', 'a', 'b', 'c@2');
    expect(fs.existsSync(`${cwd}/node_modules/b/node_modules/c`)).toBe(true);
    write({ ...saved(), dependencies: { a: '^1', b: '1' } });
    await npm('dedupe');
    expect(fs.existsSync(`${cwd}/node_modules/b/node_modules/c`)).toBe(false);
    expect(fs.readFileSync(`${cwd}/node_modules/c/index.js`, 'utf8')).toContain('c@1.0.0');
    write({ ...saved(), dependencies: { b: '1' } });
    expect((await npm('prune')).out).toContain('removed 1 package');
  });

  it('refuses what has nothing to work on in a tab, and says what to do', async () => {
    expect(await npm('publish')).toMatchObject({
      code: 1,
      err: expect.stringContaining('npm publish is not available in the tab') as string,
    });
  });

  it('lists what is installed and what is missing', async () => {
    registry.add('a@1.0.0', { b: '1' }).add('b@1.1.0');
    await npm('i', 'a');
    expect((await npm('ls', '--all')).out).toBe(`app@1.0.0 ${cwd}\n└─┬ a@1.0.0\n  └── b@1.1.0\n\n`);
    write({ ...saved(), dependencies: { a: '^1', z: '1' } });
    const { code, out } = await npm('ls');
    expect(code).toBe(1);
    expect(out).toContain('UNMET DEPENDENCY z@1');
  });

  it('shows metadata, edits package.json, and suggests for an unknown command', async () => {
    registry.add('a@1.0.0').add('a@1.1.0');
    expect((await npm('view', 'a', 'version')).out).toBe('1.1.0\n');
    expect((await npm('view', 'a', 'versions', '--json')).out).toBe('[\n  "1.0.0",\n  "1.1.0"\n]\n');
    await npm('pkg', 'set', 'scripts.dev=vite', 'type=module');
    expect(saved()).toMatchObject({ scripts: { dev: 'vite' }, type: 'module' });
    await npm('pkg', 'set', 'keywords[]=one', 'files[0]=dist');
    expect(saved()).toMatchObject({ keywords: ['one'], files: ['dist'] });
    expect((await npm('pkg', 'get', 'scripts.dev', 'keywords[0]')).out).toBe(
      '{\n  "scripts.dev": "vite",\n  "keywords[0]": "one"\n}\n',
    );
    await npm('pkg', 'delete', 'keywords');
    expect(saved()).not.toHaveProperty('keywords');
    expect((await npm('config', 'get', 'save-prefix')).out).toBe('^\n');
    expect((await npm('--version')).out).toMatch(/^11\.\d+\.\d+\n$/);
    expect((await npm('instal')).err).toContain('npm install');
  });

  it('tells what is newer and takes what fits', async () => {
    registry.add('a@1.0.0');
    await npm('i', 'a');
    registry.add('a@1.1.0').add('a@2.0.0');
    const { code, out } = await npm('outdated');
    expect(code).toBe(1);
    expect(out).toBe(
      'Package  Current  Wanted  Latest  Location        Depended by\n' +
        'a          1.0.0   1.1.0   2.0.0  node_modules/a  app\n',
    );
    expect((await npm('update')).out).toMatch(/changed 1 package/);
    expect((await npm('ls')).out).toContain('└── a@1.1.0');
    expect((await npm('update', 'a')).out).toMatch(/up to date/);
  });

  it('writes a package.json', async () => {
    fs.rmSync(`${cwd}/package.json`);
    expect((await npm('init', '-y')).out).toContain(`Wrote to ${cwd}/package.json`);
    expect(saved()).toMatchObject({ version: '1.0.0', main: 'index.js', license: 'ISC' });
  });

  it.each([
    ['yarn', ['add', '-D', 'a'], 'npm install -D a'],
    ['pnpm', ['add', 'a'], 'npm install a'],
    ['bun', ['add', 'a'], 'npm install a'],
  ] as const)('does the work of %s %j and says so', async (manager, argv, said) => {
    registry.add('a@1.0.0');
    const host = newHost();
    expect(await runCompat(manager, [...argv], host)).toBe(0);
    expect(host.stderr.text).toContain(`${manager}: done by ${said}`);
    expect(fs.existsSync(`${cwd}/node_modules/a`)).toBe(true);
  });

  it('runs scripts for yarn dev and pnpm dev --port 1', async () => {
    write({ name: 'app', scripts: { dev: 'vite' } });
    await runCompat('yarn', ['dev'], newHost());
    await runCompat('pnpm', ['dev', '--port', '1'], newHost());
    expect(spawned.map(({ command }) => command)).toEqual(['vite', 'vite --port 1']);
  });

  it.each([
    ['pnpm', ['dlx', 'make', 'x'], 'npx make x', 'make x'],
    ['bunx', ['make', 'x'], 'npx make x', 'make x'],
    ['yarn', ['create', 'thing', 'x'], 'npm init thing x', 'create-thing x'],
    ['yarn', ['own', '--flag'], 'npx own --flag', 'own --flag'],
    ['pnpm', ['run', 'own'], 'npx own', 'own'],
    ['pnpm', ['exec', 'ls', '-l'], 'npx -c ls -l', 'ls -l'],
    ['bun', ['run', 'index.ts'], 'npx tsx index.ts', 'tsx index.ts'],
    ['bun', ['remove', 'mine'], 'npm uninstall mine', undefined],
  ] as const)('runs what %s %j means', async (manager, argv, said, command) => {
    for (const name of ['make', 'create-thing', 'tsx', 'own'])
      registry.add(`${name}@1.0.0`, {}, { bin: 'x.js' });
    registry.add('mine@1.0.0', {}, { bin: { own: 'index.js' } });
    await npm('i', 'mine');
    fs.writeFileSync(`${cwd}/index.ts`, '');
    const host = newHost();
    expect(await runCompat(manager, [...argv], host)).toBe(0);
    expect(host.stderr.text).toContain(`${manager}: done by ${said}\n`);
    expect(spawned.at(-1)?.command).toBe(command);
  });
});
