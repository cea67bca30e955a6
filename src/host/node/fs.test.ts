import * as realFs from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeNodeHost } from '../../testing/fake-node-host.ts';
import { createDisk } from '../vfs/disk.ts';
import { Vfs } from '../vfs/vfs.ts';
import { createModule } from './fs.ts';

type Fs = typeof realFs;

const identity = {
  pid: 1,
  ppid: 0,
  argv: ['node'],
  execArgv: [],
  execPath: '/usr/bin/node',
  env: {},
  cwd: '/work',
  title: 'node',
  threadId: 0,
};

let fs: Fs;
let real: string;

beforeEach(() => {
  const files = new Vfs(createDisk({ maxBytes: 32 * 2 ** 20 }));
  files.mkdir('/work', { recursive: true });
  files.mkdir('/tmp', { recursive: true });
  fs = createModule(createFakeNodeHost({}, { fs: files, identity })) as unknown as Fs;
  real = mkdtempSync(join(tmpdir(), 'fs-'));
});

afterEach(() => rmSync(real, { recursive: true, force: true }));

/** What a call throws, with what Node throws for the same on the machine's disk. */
function bothThrow(
  run: (fs: Fs, base: string) => unknown,
): [Record<string, unknown>, Record<string, unknown>] {
  const caught = [fs, realFs].map((each) => {
    const base = each === realFs ? real : '/work';
    try {
      run(each as Fs, base);
    } catch (error) {
      const { message, name, ...rest } = error as Error & Record<string, unknown>;
      return {
        name,
        message: message.replaceAll(base, ''),
        keys: Object.keys(rest),
        code: rest['code'],
        errno: rest['errno'],
        syscall: rest['syscall'],
      };
    }
    return { none: true };
  });
  return caught as Record<string, unknown>[] as [Record<string, unknown>, Record<string, unknown>];
}

describe('errors are those of Node', () => {
  const cases: Record<string, (fs: Fs, base: string) => unknown> = {
    'reading a missing file': (f, b) => f.readFileSync(`${b}/none`),
    'reading a directory': (f, b) => f.readFileSync(b),
    'stat of a missing file': (f, b) => f.statSync(`${b}/none`),
    'lstat of a missing file': (f, b) => f.lstatSync(`${b}/none`),
    'listing a missing directory': (f, b) => f.readdirSync(`${b}/none`),
    'making a directory twice': (f, b) => {
      f.mkdirSync(`${b}/d`);
      f.mkdirSync(`${b}/d`);
    },
    'renaming what is missing': (f, b) => f.renameSync(`${b}/a`, `${b}/b`),
    'removing a missing file': (f, b) => f.rmSync(`${b}/none`),
    'unlinking a missing file': (f, b) => f.unlinkSync(`${b}/none`),
    'access to a missing file': (f, b) => f.accessSync(`${b}/none`),
    'an exclusive write on a file that exists': (f, b) => {
      f.writeFileSync(`${b}/x`, '');
      f.writeFileSync(`${b}/x`, '', { flag: 'wx' });
    },
    'removing a full directory': (f, b) => {
      f.mkdirSync(`${b}/d/e`, { recursive: true });
      f.rmdirSync(`${b}/d`);
    },
    'a copy of a missing file': (f, b) => f.copyFileSync(`${b}/a`, `${b}/b`),
    'a descriptor that is not open': (f) => f.readSync(9999, Buffer.alloc(1)),
    'a path of the wrong type': (f) => f.readFileSync({} as never),
    'an unknown flag': (f, b) => f.openSync(`${b}/x`, 'q'),
    'an unknown encoding': (f, b) => f.readFileSync(`${b}/x`, 'nope' as never),
    'a descriptor of the wrong type': (f) => f.closeSync('x' as never),
    'a missing callback': (f, b) => f.readFile(`${b}/x`, undefined as never),
    'readlink of a file': (f, b) => {
      f.writeFileSync(`${b}/x`, '');
      f.readlinkSync(`${b}/x`);
    },
  };
  for (const [title, run] of Object.entries(cases)) {
    test(title, () => {
      const [ours, nodes] = bothThrow(run);
      expect(ours).toEqual(nodes);
      expect(nodes['none']).toBeUndefined();
    });
  }
});

describe('files', () => {
  test('what is written is read, whole and in parts, in every encoding', () => {
    fs.writeFileSync('a.txt', 'héllo');
    fs.appendFileSync('/work/a.txt', Buffer.from('!'));
    expect(fs.readFileSync('a.txt', 'utf8')).toBe('héllo!');
    expect(fs.readFileSync('a.txt', 'base64')).toBe(Buffer.from('héllo!').toString('base64'));
    expect(fs.readFileSync(new URL('file:///work/a.txt'))).toEqual(Buffer.from('héllo!'));
    const fd = fs.openSync('a.txt', 'r+');
    const buffer = Buffer.alloc(4);
    expect(fs.readSync(fd, buffer, 1, 2, 1)).toBe(2);
    expect(buffer.subarray(1, 3)).toEqual(Buffer.from('é'));
    expect(fs.writeSync(fd, 'J', 0)).toBe(1);
    fs.closeSync(fd);
    expect(fs.readFileSync('a.txt', 'utf8')).toBe('Jéllo!');
  });

  test('directories are listed sorted, with types, and recursively', () => {
    fs.mkdirSync('src/b', { recursive: true });
    fs.writeFileSync('src/z.ts', '');
    fs.writeFileSync('src/b/a.ts', '');
    expect(fs.readdirSync('src')).toEqual(['b', 'z.ts']);
    expect(fs.readdirSync('src', { recursive: true })).toEqual(['b', 'z.ts', 'b/a.ts']);
    const [dir, file] = fs.readdirSync('src', { withFileTypes: true });
    expect([dir?.isDirectory(), file?.isFile(), file?.parentPath]).toEqual([true, true, 'src']);
  });

  test('stats tell type, size and dates', () => {
    fs.writeFileSync('a', '12345');
    const stat = fs.statSync('a');
    expect([stat.isFile(), stat.size, stat.mode & 0o777]).toEqual([true, 5, 0o644]);
    expect(stat.mtime.getTime()).toBe(Math.trunc(stat.mtimeMs));
    expect(fs.statSync('a', { bigint: true }).size).toBe(5n);
    expect(fs.statSync('none', { throwIfNoEntry: false })).toBeUndefined();
  });

  test('symlinks, copies of trees and temporary directories', () => {
    fs.mkdirSync('a/b', { recursive: true });
    fs.writeFileSync('a/b/c', 'x');
    fs.symlinkSync('b', 'a/link');
    fs.cpSync('a', 'copy', { recursive: true });
    expect(fs.readFileSync('copy/b/c', 'utf8')).toBe('x');
    expect(fs.realpathSync('a/link/c')).toBe('/work/a/b/c');
    expect(fs.mkdtempSync('/tmp/x-')).toMatch(/^\/tmp\/x-[A-Za-z0-9]{6}$/);
  });
});

describe('asynchronous forms', () => {
  test('callbacks get their values later, errors in arguments are thrown at once', async () => {
    let late = false;
    const read = new Promise<string>((resolve, reject) => {
      fs.writeFileSync('a', 'text');
      fs.readFile('a', 'utf8', (error, text) => (error ? reject(error) : resolve(late ? text : 'too early')));
    });
    late = true;
    expect(await read).toBe('text');
    const error = await new Promise<NodeJS.ErrnoException | null>((resolve) =>
      fs.stat('none', (e) => resolve(e)),
    );
    expect(error?.message).toBe("ENOENT: no such file or directory, stat 'none'");
  });

  test('promises and file handles', async () => {
    await fs.promises.writeFile('a', ['one ', 'two']);
    const handle = await fs.promises.open('a', 'r+');
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(3), 0, 3, 4);
    expect([bytesRead, buffer.toString()]).toEqual([3, 'two']);
    expect((await handle.stat()).size).toBe(7);
    await handle.close();
    await expect(fs.promises.readFile('none')).rejects.toMatchObject({
      code: 'ENOENT',
      syscall: 'open',
      path: 'none',
    });
    await expect(fs.promises.access('a')).resolves.toBeUndefined();
  });

  test('streams write and read a file in order', async () => {
    const out = fs.createWriteStream('big');
    for (let i = 0; i < 1000; i++) out.write(`line ${i}\n`);
    await new Promise<void>((resolve) => out.end(() => resolve()));
    let text = '';
    for await (const chunk of fs.createReadStream('big', { encoding: 'utf8', start: 5, highWaterMark: 100 }))
      text += chunk;
    expect(text.startsWith('0\nline 1\n')).toBe(true);
    expect(text.endsWith('line 999\n')).toBe(true);
    const failed = await new Promise<Error>((resolve) => fs.createReadStream('none').on('error', resolve));
    expect(failed.message).toBe("ENOENT: no such file or directory, open 'none'");
  });

  test('a stream class called without new and with its own open still works', async () => {
    fs.writeFileSync('a', 'via open');
    const Stream = fs.ReadStream as unknown as { (path: string): realFs.ReadStream; prototype: object };
    let text = '';
    for await (const chunk of Stream('a')) text += String(chunk);
    expect(text).toBe('via open');
  });

  test('a watcher tells of changes below it', async () => {
    fs.mkdirSync('src');
    const seen = new Promise((resolve) => {
      const watcher = fs.watch('src', (type, name) => {
        watcher.close();
        resolve([type, name]);
      });
    });
    fs.writeFileSync('src/a', '1');
    expect(await seen).toEqual(['rename', 'a']);
  });

  test('opendir and glob walk directories', async () => {
    fs.mkdirSync('src/deep', { recursive: true });
    fs.writeFileSync('src/deep/a.ts', '');
    const names = [];
    for await (const entry of await fs.promises.opendir('src')) names.push(entry.name);
    expect(names).toEqual(['deep']);
    const { globSync } = fs as unknown as { globSync(pattern: string): string[] };
    expect(globSync('src/**/*.ts')).toEqual(['src/deep/a.ts']);
  });
});
