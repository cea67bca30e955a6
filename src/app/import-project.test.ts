import { strToU8, zipSync, type Zippable } from 'fflate';
import { describe, expect, it } from 'vitest';
import { exportZip } from './export-project.ts';
import { readFolder, readZip } from './import-project.ts';
import { IMPORT_LIMITS, ImportCollector, ImportError } from './import-rules.ts';
import { readRepositoryAddress } from './repository-address.ts';

function streamOf(bytes: Uint8Array, piece = 1000): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + piece));
      at += piece;
    },
  });
}

const zipped = (files: Zippable): ReadableStream<Uint8Array> => streamOf(zipSync(files));
const logo = new Uint8Array([137, 80, 78, 71, 0, 255, 254]);

describe('a ZIP archive', () => {
  it('is taken without its outer folder, binary files intact, and what tools made left out with a word', async () => {
    const { title, files, leftOut } = await readZip(
      zipped({
        'shop-main/package.json': strToU8('{}'),
        'shop-main/src/App.tsx': strToU8('Grüße 😀'),
        'shop-main/logo.png': logo,
        'shop-main/node_modules/a/index.js': strToU8('x'),
        'shop-main/.env.local': strToU8('KEY=1'),
        'shop-main/.git/HEAD': strToU8('x'),
        'shop-main/dist/a.js': strToU8('x'),
      }),
    );
    expect(title).toBe('shop-main');
    expect(Object.fromEntries(files)).toEqual({
      'package.json': '{}',
      'src/App.tsx': 'Grüße 😀',
      'logo.png': logo,
    });
    expect(leftOut).toEqual(['.env.local', '.git', 'dist', 'node_modules']);
  });

  it.each(['../evil.txt', 'a/../../evil.txt', '/etc/passwd', 'C:\\evil.txt', '..\\evil.txt'])(
    'with the path %s is refused whole',
    async (path) => {
      const reading = readZip(zipped({ 'good.txt': strToU8('1'), [path]: strToU8('2') }));
      await expect(reading).rejects.toThrow(/leads out of the project/);
    },
  );

  it('that unpacks to far more than it is, is broken off', async () => {
    const bomb = zipSync({ 'bomb.txt': new Uint8Array(IMPORT_LIMITS.fileBytes + 1) });
    expect(bomb.length).toBeLessThan(100_000);
    await expect(readZip(streamOf(bomb))).rejects.toThrow(/bomb\.txt is larger than 25 MB/);
    const collector = new ImportCollector();
    const count = (): void => collector.count('part.txt', 24_000_000, 24_000_000);
    for (let part = 0; part < 6; part++) count();
    expect(count).toThrow(/more than 150 MB/);
  });

  it('with too many files is refused', async () => {
    const many: Zippable = {};
    for (let at = 0; at <= IMPORT_LIMITS.files; at++) many[`${at}.txt`] = new Uint8Array(1);
    await expect(readZip(zipped(many))).rejects.toThrow(/more than 5,000 files/);
  });

  it('that is none, damaged, cut off or empty says so', async () => {
    const good = zipSync({
      'a.txt': strToU8('hello '.repeat(1000)),
      'b.bin': crypto.getRandomValues(new Uint8Array(5000)),
    });
    for (const bytes of [
      strToU8('hello'.repeat(100)),
      good.slice(0, 60),
      good.slice(0, 3000),
      zipSync({}),
      new Uint8Array(0),
    ])
      await expect(readZip(streamOf(bytes))).rejects.toBeInstanceOf(ImportError);
  });

  it('can be taken in part: one folder of it', async () => {
    const archive = zipped({ 'r-main/a.txt': strToU8('1'), 'r-main/apps/web/package.json': strToU8('{}') });
    expect((await readZip(archive, 'web', 'apps/web')).files).toEqual([['package.json', '{}']]);
  });
});

describe('a folder', () => {
  it('is read without what is left out', async () => {
    const entry = (path: string, text: string) => ({ path, file: new Blob([text]) });
    const { title, files, leftOut } = await readFolder([
      entry('shop/package.json', '{}'),
      entry('shop/node_modules/x/y.js', ''),
      entry('shop/.env', 'KEY=1'),
    ]);
    expect({ title, files, leftOut }).toEqual({
      title: 'shop',
      files: [['package.json', '{}']],
      leftOut: ['.env', 'node_modules'],
    });
  });
});

describe('an exported project', () => {
  const files = new Map<string, string | Uint8Array>([
    ['package.json', '{"scripts":{"dev":"vite","build":"vite build"}}'],
    ['.gitignore', 'out/\n*.log\n!keep.log\n/secret.txt\n'],
    ['out/a.js', 'x'],
    ['debug.log', 'x'],
    ['keep.log', 'kept'],
    ['secret.txt', 'x'],
    ['docs/secret.txt', 'kept'],
    ['logo.png', logo],
  ]);

  it('has the same bytes for the same content, whatever the order', async () => {
    const again = new Map([...files].reverse());
    expect(await exportZip(again, 'Shop')).toEqual(await exportZip(files, 'Shop'));
  });

  it('comes back as it was, without what .gitignore names, and with a README that says how to run it', async () => {
    const imported = await readZip(streamOf(await exportZip(files, 'Shop')));
    const back = new Map(imported.files);
    expect([...back.keys()].sort()).toEqual(
      ['.gitignore', 'README.md', 'docs/secret.txt', 'keep.log', 'logo.png', 'package.json'].sort(),
    );
    expect(back.get('logo.png')).toEqual(logo);
    expect(back.get('README.md')).toContain('npm install\nnpm run dev');
  });

  it('keeps a README of its own', async () => {
    const own = new Map([['readme.md', 'mine']]);
    expect((await readZip(streamOf(await exportZip(own, 'Shop')))).files).toEqual([['readme.md', 'mine']]);
  });
});

describe('the address of a repository', () => {
  it.each([
    ['https://github.com/ada/notes', { owner: 'ada', name: 'notes' }],
    ['github.com/ada/notes.git', { owner: 'ada', name: 'notes' }],
    ['git@github.com:ada/notes.git', { owner: 'ada', name: 'notes' }],
    ['ada/notes', { owner: 'ada', name: 'notes' }],
    [
      'https://github.com/ada/notes/tree/main/apps/web?x=1',
      { owner: 'ada', name: 'notes', ref: 'main', folder: 'apps/web' },
    ],
    ['https://example.com/ada/notes', undefined],
    ['notes', undefined],
    ['', undefined],
  ])('%s is read', (text, address) => {
    expect(readRepositoryAddress(text)).toEqual(address);
  });
});
