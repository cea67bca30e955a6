import { describe, expect, it } from 'vitest';
import { createDisk } from './disk.ts';
import { describeFileSystem } from './file-system.contract.ts';
import { VfsReader } from './reader.ts';
import { exportTree } from './export.ts';
import { readSnapshot } from './snapshot.ts';
import { Vfs } from './vfs.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const packed = (path: string) => ({ type: 'file' as const, path, mode: 0o644, offset: 0, size: 1 });
const newVfs = (maxBytes = 1 << 26): Vfs => new Vfs(createDisk({ maxBytes }));

describe('the contract of a file system', () => describeFileSystem('Vfs', it, () => newVfs()));

describe('Vfs', () => {
  it('refuses what does not fit with ENOSPC, and goes on when room is made', () => {
    const vfs = newVfs(2 << 20);
    vfs.writeFile('/a', new Uint8Array(900_000));
    expect(() => vfs.writeFile('/b', new Uint8Array(900_000))).toThrow(/ENOSPC/);
    vfs.unlink('/a');
    vfs.writeFile('/b', new Uint8Array(900_000));
    expect(vfs.stat('/b').size).toBe(900_000);
  });

  it('gives all space back when files go', () => {
    const vfs = newVfs();
    const before = vfs.usedBytes;
    for (let k = 0; k < 500; k++) vfs.writeFile(`/f${k}`, new Uint8Array(k * 7));
    for (let k = 0; k < 500; k++) vfs.unlink(`/f${(k * 7) % 500}`);
    expect(vfs.usedBytes).toBe(before);
  });

  it('finds every name when a tree takes the last places of the tables', () => {
    const SIZE = 4096;
    const image = { bytes: encode('x'), entries: [packed('a/1'), packed('a/2'), packed('b')] };
    for (let free = 0; free < 8; free++) {
      const vfs = newVfs();
      for (let k = 0; k < SIZE - 3 - free; k++) vfs.writeFile(`/${k}`, encode(''));
      vfs.ingest('/tree', image);
      vfs.ingest('/m/tree', image);
      const names = vfs.readdir('/').map(({ name }) => name);
      expect(names.filter((name) => vfs.tryStat(`/${name}`) === undefined)).toEqual([]);
      for (const name of names) vfs.rm(`/${name}`, { recursive: true });
      expect(vfs.readdir('/')).toEqual([]);
    }
  });

  it('replaces a tree in one step, shares its bytes, and copies a file out when it is written', () => {
    const vfs = newVfs();
    const reader = new VfsReader(vfs.disk);
    vfs.mkdir('/m/x/old', { recursive: true });
    const bytes = encode('onetwo');
    vfs.ingest('/m/x', {
      bytes,
      entries: [
        { type: 'file', path: 'lib/one.js', mode: 0o755, offset: 0, size: 3 },
        { type: 'file', path: 'two.js', mode: 0o644, offset: 3, size: 3 },
        { type: 'symlink', path: 'bin', target: 'lib/one.js' },
      ],
    });
    expect(reader.readdir('/m/x').map((entry) => entry.name)).toEqual(['lib', 'two.js', 'bin']);
    vfs.writeFile('/m/x/lib/one.js', encode('1'), { flags: 0o2001 });
    expect(decode(reader.readFile('/m/x/bin'))).toBe('one1');
    expect(decode(reader.readFile('/m/x/two.js'))).toBe('two');
    expect(reader.stat('/m/x/bin').mode & 0o777).toBe(0o755);
  });

  it('releases a shared extent with its last file', () => {
    const vfs = newVfs();
    const before = vfs.usedBytes;
    vfs.ingest('/x', {
      bytes: new Uint8Array(100_000),
      entries: [{ type: 'file', path: 'f', mode: 0o644, offset: 5, size: 9 }],
    });
    expect(vfs.usedBytes).toBeGreaterThan(before + 99_000);
    vfs.rm('/x', { recursive: true });
    expect(vfs.usedBytes).toBe(before);
  });

  it('refuses images that leave their root or their bytes, and leaves nothing behind', () => {
    const vfs = newVfs();
    const before = vfs.usedBytes;
    for (const [path, size] of [
      ['../evil', 0],
      ['big', 1 << 20],
    ] as const) {
      const image = {
        bytes: new Uint8Array(1),
        entries: [{ type: 'file' as const, path, mode: 0o644, offset: 0, size }],
      };
      expect(() => vfs.ingest('/x', image)).toThrow(/EINVAL/);
    }
    expect(vfs.readdir('/')).toEqual([]);
    expect(vfs.usedBytes).toBe(before);
  });

  it('merges what the client mounts over what is there, and exports it unchanged', () => {
    const vfs = newVfs();
    vfs.mkdir('/p');
    vfs.writeFile('/p/keep', encode('k'));
    const tree = {
      d: {
        'a.txt': { f: { c: 'ä' } },
        bin: { f: { c: '\xff\0', b: true } },
        s: { d: { l: { f: { l: '../a.txt' } } } },
      },
    };
    vfs.merge('/p', readSnapshot(encode(JSON.stringify(tree))));
    expect(decode(vfs.readFile('/p/s/l'))).toBe('ä');
    expect(JSON.parse(decode(exportTree(vfs, '/p', { excludes: ['keep'] })))).toEqual(tree);
    vfs.merge('/q', readSnapshot(exportTree(vfs, '/p', { format: 'binary' })));
    expect(decode(exportTree(vfs, '/q'))).toBe(decode(exportTree(vfs, '/p')));
  });

  it('keeps includes inside excluded folders', () => {
    const vfs = newVfs();
    vfs.mkdir('/p/node_modules/q', { recursive: true });
    vfs.writeFile('/p/node_modules/q/i.js', encode('1'));
    vfs.writeFile('/p/node_modules/z', encode('2'));
    const options = { excludes: ['node_modules'], includes: ['node_modules/q/**'] };
    const kept = { d: { node_modules: { d: { q: { d: { 'i.js': { f: { c: '1' } } } } } } } };
    expect(JSON.parse(decode(exportTree(vfs, '/p', options)))).toEqual(kept);
  });
});
