/** The client's surface, member by member, against the embedded host: booting, files, mounts and exports. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { snapshot } from '@webcontainer/snapshot';
import { bootClient, openClient } from '../scripts/tab/client-page.ts';
import type { ClientScope } from './support/client-scope.ts';

test('boots as its options say, once at a time', async ({ page, baseURL }) => {
  await openClient(page, baseURL ?? '');
  const seen = await page.evaluate(async () => {
    const scope = globalThis as unknown as ClientScope;
    const { WebContainer, auth, configureAPIKey } = scope.client;
    const reason = (promise: Promise<unknown>): Promise<string> =>
      promise.then(String, (error: unknown) => (error as Error).message);
    configureAPIKey('key');
    const status = auth.init({ clientId: 'id', scope: '' });
    const badName = await reason(WebContainer.boot({ workdirName: 'a/b' }));
    const first = await WebContainer.boot({
      coep: 'credentialless',
      forwardPreviewErrors: 'exceptions-only',
    });
    const second = await reason(WebContainer.boot());
    const { path, workdir } = first;
    await first.fs.writeFile('old', '');
    first.teardown();
    let twice = '';
    try {
      first.teardown();
    } catch (error) {
      twice = (error as Error).message;
    }
    const again = await WebContainer.boot({ workdirName: 'again', coep: 'credentialless' });
    const names = await again.fs.readdir('.');
    return { status, badName, second, path, workdir, twice, names, workdirAgain: again.workdir };
  });
  expect(seen).toEqual({
    status: { status: 'need-auth' },
    badName: 'workdirName should be a valid folder name',
    second: 'Only a single WebContainer instance can be booted',
    path: expect.stringContaining('/usr/bin') as unknown as string,
    workdir: expect.stringMatching(/^\/home\/[^/]+$/) as unknown as string,
    twice: 'WebContainer already torn down',
    names: [],
    workdirAgain: '/home/again',
  });
});

test('has the files interface, every overload, with Node’s error codes', async ({ page, baseURL }) => {
  await bootClient(page, baseURL ?? '');
  const seen = await page.evaluate(async () => {
    const { fs } = (globalThis as unknown as ClientScope).container;
    const made = await fs.mkdir('a/b/c', { recursive: true });
    await fs.mkdir('a/d');
    await fs.writeFile('a/b/f', 'héllo');
    await fs.rename('a/b/f', 'a/g');
    await fs.writeFile('a/bytes', Uint8Array.of(1, 2, 255));
    await fs.writeFile('a/hex', 'c3a9', 'hex');
    await fs.writeFile('a/latin1', 'é', { encoding: 'latin1' });
    await fs.writeFile('/a/slash', 'below the work directory', null);
    const kinds = (list: { name: unknown; isDirectory(): boolean; isFile(): boolean }[]): unknown[] =>
      list.map((entry) => [entry.name, entry.isDirectory(), entry.isFile()]);
    const text = (name: Uint8Array): string => new TextDecoder().decode(name);
    const read = {
      bytes: [...(await fs.readFile('a/bytes', null))],
      text: await fs.readFile('a/g', 'utf-8'),
      base64: await fs.readFile('a/hex', 'base64'),
      written: [...(await fs.readFile('a/latin1'))],
      slash: (await fs.readFile('a/slash', 'ascii')).length,
    };
    const listed = {
      names: (await fs.readdir('a')).sort(),
      encoded: await fs.readdir('a/b', 'hex'),
      buffers: (await fs.readdir('a', 'buffer')).map(text).sort(),
      buffersByOption: (await fs.readdir('a/b', { encoding: 'buffer' })).map(text),
      types: kinds(await fs.readdir('a', { withFileTypes: true })).sort(),
      bufferTypes: (await fs.readdir('a/b', { encoding: 'buffer', withFileTypes: true })).map((entry) => [
        text(entry.name),
        entry.isDirectory(),
      ]),
    };
    await fs.rm('none', { force: true });
    await fs.rm('a', { recursive: true, force: true });
    return { made, read, listed, left: await fs.readdir('.', { encoding: null }) };
  });
  const names = ['b', 'bytes', 'd', 'g', 'hex', 'latin1', 'slash'];
  expect(seen).toEqual({
    made: expect.stringMatching(/\/a$/) as unknown as string,
    read: {
      bytes: [1, 2, 255],
      text: 'héllo',
      base64: 'w6k=',
      written: [0xe9],
      slash: 24,
    },
    listed: {
      names,
      encoded: ['63'],
      buffers: names,
      buffersByOption: ['c'],
      types: names.map((name) => [name, name === 'b' || name === 'd', name !== 'b' && name !== 'd']),
      bufferTypes: [['c', true]],
    },
    left: [],
  });
});

test('refuses with Node’s codes and words', async ({ page, baseURL }) => {
  await bootClient(page, baseURL ?? '');
  const refused = await page.evaluate(async () => {
    const { container } = globalThis as unknown as ClientScope;
    const { fs } = container;
    await fs.mkdir('dir/sub', { recursive: true });
    await fs.writeFile('file', '');
    const wrong = null as never;
    const failing: Record<string, Promise<unknown>> = {
      readMissing: fs.readFile('none'),
      readFolder: fs.readFile('dir'),
      readEncoding: fs.readFile('file', 'nope' as never),
      writeFolder: fs.writeFile('dir', ''),
      writeBelowNothing: fs.writeFile('none/file', ''),
      writeNothing: fs.writeFile('file', wrong),
      makeAgain: fs.mkdir('dir'),
      makeBelowNothing: fs.mkdir('none/dir'),
      makeBelowFile: fs.mkdir('file/dir', { recursive: true }),
      listFile: fs.readdir('file'),
      listMissing: fs.readdir('none'),
      removeMissing: fs.rm('none'),
      removeFolder: fs.rm('dir'),
      renameMissing: fs.rename('none', 'other'),
      renameOver: fs.rename('file', 'dir'),
      noPath: fs.readFile(wrong),
      exportMissing: container.export('none'),
      exportFile: container.export('file'),
      mountBelowNothing: container.mount({}, { mountPoint: 'none' }),
      mountNoSnapshot: container.mount(Uint8Array.of(1, 2, 3)),
      spawnMissing: container.spawn('no-such-command'),
      spawnInNothing: container.spawn('node', ['-v'], { cwd: 'none' }),
    };
    const codes: Record<string, unknown> = {};
    for (const [name, promise] of Object.entries(failing)) {
      codes[name] = await promise.then(
        () => 'nothing',
        (error: unknown) => (error as { code?: string }).code ?? (error as Error).message,
      );
    }
    return codes;
  });
  expect(refused).toEqual({
    readMissing: 'ENOENT',
    readFolder: 'EISDIR',
    readEncoding: 'ERR_INVALID_ARG_VALUE',
    writeFolder: 'EISDIR',
    writeBelowNothing: 'ENOENT',
    writeNothing: 'ERR_INVALID_ARG_TYPE',
    makeAgain: 'EEXIST',
    makeBelowNothing: 'ENOENT',
    makeBelowFile: 'ENOTDIR',
    listFile: 'ENOTDIR',
    listMissing: 'ENOENT',
    removeMissing: 'ENOENT',
    removeFolder: 'ERR_FS_EISDIR',
    renameMissing: 'ENOENT',
    renameOver: 'EISDIR',
    noPath: 'ERR_INVALID_ARG_TYPE',
    exportMissing: 'ENOENT',
    exportFile: 'It is not possible to export a single file in the JSON format.',
    mountBelowNothing: 'ENOENT',
    mountNoSnapshot: expect.stringContaining('snapshot') as unknown as string,
    spawnMissing: 'ENOENT',
    spawnInNothing: 'ENOENT',
  });
});

test('watches files and folders, with what is below them when asked', async ({ page, baseURL }) => {
  await bootClient(page, baseURL ?? '');
  const heard = await page.evaluate(async () => {
    const { fs } = (globalThis as unknown as ClientScope).container;
    await fs.mkdir('deep/er', { recursive: true });
    const deep: string[] = [];
    const shallow: string[] = [];
    const buffers: string[] = [];
    const closed: string[] = [];
    let all: () => void = () => undefined;
    const last = new Promise<void>((resolve) => (all = resolve));
    fs.watch('deep', { recursive: true }, (event, name) => {
      deep.push(`${event} ${String(name)}`);
      if (name === 'last') all();
    });
    fs.watch('deep', (event, name) => void shallow.push(`${event} ${String(name)}`));
    const asBytes = { encoding: 'buffer' as never };
    fs.watch('deep', asBytes, (_, name) => void buffers.push(new TextDecoder().decode(name as Uint8Array)));
    const watcher = fs.watch('deep', (_, name) => void closed.push(String(name)));
    watcher.close();
    // A watcher is in place when a call made after it is answered.
    await fs.readdir('.');
    await fs.writeFile('deep/er/f', '1');
    await fs.writeFile('deep/g', '1');
    await fs.rm('deep/g');
    await fs.writeFile('deep/last', '');
    await last;
    return { deep, shallow, buffers, closed };
  });
  expect(heard.deep).toContain('rename er/f');
  expect(heard.deep).toContain('change er/f');
  expect(heard.shallow.filter((each) => each.endsWith(' g'))).toEqual(['rename g', 'change g', 'rename g']);
  expect(heard.shallow.some((each) => each.includes('er/f'))).toBe(false);
  expect(heard.buffers).toContain('g');
  expect(heard.closed).toEqual([]);
});

test('mounts trees, binary files, links and snapshots, also below a mount point', async ({
  page,
  baseURL,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'snapshot-'));
  mkdirSync(join(folder, 'lib'));
  writeFileSync(join(folder, 'lib', 'b.bin'), Uint8Array.of(0, 200, 255));
  writeFileSync(join(folder, 'ü.txt'), 'ü');
  const bytes = [...(await snapshot(folder))];
  rmSync(folder, { recursive: true });
  await bootClient(page, baseURL ?? '');
  const seen = await page.evaluate(async (list) => {
    const { container } = globalThis as unknown as ClientScope;
    const { fs } = container;
    await container.mount({
      sub: { directory: { 'a.txt': { file: { contents: 'text' } } } },
      'b.bin': { file: { contents: Uint8Array.of(0, 255, 128) } },
      link: { file: { symlink: 'sub/a.txt' } },
      empty: { directory: {} },
    });
    await container.mount({ 'c.txt': { file: { contents: 'below' } } }, { mountPoint: 'sub' });
    await container.mount(Uint8Array.from(list), { mountPoint: 'empty' });
    await container.mount(Uint8Array.from(list).buffer);
    return {
      names: await fs.readdir('sub'),
      bytes: [...(await fs.readFile('b.bin'))],
      linked: await fs.readFile('link', 'utf8'),
      links: (await fs.readdir('.', { withFileTypes: true }))
        .filter((entry) => !entry.isFile() && !entry.isDirectory())
        .map(({ name }) => name),
      snapshot: [
        (await fs.readdir('empty')).sort(),
        [...(await fs.readFile('empty/lib/b.bin'))],
        await fs.readFile('ü.txt', 'utf8'),
      ],
    };
  }, bytes);
  expect(seen).toEqual({
    names: ['a.txt', 'c.txt'],
    bytes: [0, 255, 128],
    linked: 'text',
    links: ['link'],
    snapshot: [['lib', 'ü.txt'], [0, 200, 255], 'ü'],
  });
});

test('exports trees, snapshots and archives, without what is excluded but with what is included', async ({
  page,
  baseURL,
}) => {
  await bootClient(page, baseURL ?? '');
  const seen = await page.evaluate(async () => {
    const { container } = globalThis as unknown as ClientScope;
    await container.mount({
      'a.txt': { file: { contents: 'A' } },
      link: { file: { symlink: 'a.txt' } },
      bin: { file: { contents: Uint8Array.of(0, 255) } },
      skip: {
        directory: {
          'b.txt': { file: { contents: 'B' } },
          keep: { directory: { 'c.md': { file: { contents: 'C' } }, 'd.txt': { file: { contents: 'D' } } } },
        },
      },
    });
    const whole = await container.export('.');
    const some = await container.export('.', {
      format: 'json',
      excludes: ['skip', '*.txt'],
      includes: ['skip/**/*.md'],
    });
    const below = await container.export('skip/keep', { excludes: ['*.md'] });
    const zip = await container.export('.', { format: 'zip', excludes: ['skip'] });
    const snapshot = await container.export('.', { format: 'binary', excludes: ['bin'] });
    await container.fs.mkdir('copy');
    await container.mount(snapshot, { mountPoint: 'copy' });
    return {
      whole: Object.keys(whole).sort(),
      link: whole['link'],
      bin: (whole['bin'] as { file: { contents: Uint8Array } }).file.contents.join(),
      some: JSON.stringify(some),
      below: Object.keys(below),
      zip: [...zip.slice(0, 2), new TextDecoder().decode(zip).includes('b.txt')],
      copied: [
        (await container.fs.readdir('copy')).sort(),
        await container.fs.readFile('copy/skip/b.txt', 'utf8'),
      ],
    };
  });
  expect(seen).toEqual({
    whole: ['a.txt', 'bin', 'link', 'skip'],
    link: { file: { symlink: 'a.txt' } },
    bin: '0,255',
    some: expect.stringMatching(
      /"bin":.*"skip":\{"directory":\{"keep":\{"directory":\{"c.md"/,
    ) as unknown as string,
    below: ['d.txt'],
    zip: [0x50, 0x4b, false],
    copied: [['a.txt', 'link', 'skip'], 'B'],
  });
  expect(seen.some).not.toContain('.txt":');
});
