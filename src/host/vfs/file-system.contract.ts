/**
 * What every implementation of `FileSystem` does, as named cases that throw when it does not. They know no test runner,
 * so that they run in a browser's worker too. Each case works in a directory of its own.
 */
import {
  O_APPEND,
  O_CREAT,
  O_EXCL,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
  S_IFDIR,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
} from './constants.ts';
import type { FileSystem, WatchEvent } from './file-system.ts';

export interface ContractCase {
  name: string;
  run(fs: FileSystem, dir: string): void | Promise<void>;
}

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes.slice());

function same(actual: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`expected ${b}, got ${a}`);
}

function fails(code: string, run: () => unknown): void {
  let thrown: unknown;
  try {
    run();
  } catch (error) {
    thrown = error;
  }
  const got = thrown instanceof Error ? (thrown as { code?: string }).code : undefined;
  if (got !== code) throw new Error(`expected ${code}, got ${String(got ?? thrown)}`);
}

const text = (fs: FileSystem, path: string): string => decode(fs.readFile(path));
const names = (fs: FileSystem, path: string): string[] => fs.readdir(path).map((entry) => entry.name);
const put = (fs: FileSystem, path: string, content: string): void => fs.writeFile(path, encode(content));

export const FILE_SYSTEM_CONTRACT: readonly ContractCase[] = [
  {
    name: 'writes, replaces and reads a file in memory of the reader’s own',
    run(fs, dir) {
      put(fs, `${dir}/f`, 'a longer text');
      put(fs, `${dir}/f`, 'short');
      const bytes = fs.readFile(`${dir}/f`);
      bytes[0] = 0;
      same(bytes.buffer instanceof ArrayBuffer, true);
      same(text(fs, `${dir}/f`), 'short');
      put(fs, `${dir}/empty`, '');
      same(fs.readFile(`${dir}/empty`).length, 0);
      fails('ENOENT', () => fs.readFile(`${dir}/none`));
      fails('EISDIR', () => fs.readFile(dir));
      fails('EISDIR', () => put(fs, dir, ''));
      fails('ENOTDIR', () => put(fs, `${dir}/f/x`, ''));
    },
  },
  {
    name: 'appends, and refuses to replace with O_EXCL',
    run(fs, dir) {
      put(fs, `${dir}/f`, 'one');
      fs.writeFile(`${dir}/f`, encode(' two'), { flags: O_WRONLY | O_CREAT | O_APPEND });
      same(text(fs, `${dir}/f`), 'one two');
      fails('EEXIST', () => fs.writeFile(`${dir}/f`, encode(''), { flags: O_WRONLY | O_CREAT | O_EXCL }));
    },
  },
  {
    name: 'tells type, mode, size, links and times',
    run(fs, dir) {
      fs.writeFile(`${dir}/f`, encode('12345'), { mode: 0o600 });
      const stat = fs.stat(`${dir}/f`);
      same([stat.mode, stat.size, stat.nlink], [S_IFREG | 0o600, 5, 1]);
      fs.chmod(`${dir}/f`, 0o755);
      fs.utimes(`${dir}/f`, 1000, 2500);
      const after = fs.stat(`${dir}/f`);
      same([after.mode, after.atimeMs, after.mtimeMs], [S_IFREG | 0o755, 1000, 2500]);
      same(fs.tryStat(`${dir}/f`)?.ino, stat.ino);
      same([fs.tryStat(`${dir}/none`), fs.tryStat(`${dir}/f/x`)], [undefined, undefined]);
      fails('ENOENT', () => fs.stat(`${dir}/none`));
      fails('ENOTDIR', () => fs.lstat(`${dir}/f/`));
    },
  },
  {
    name: 'makes, lists in order and removes directories',
    run(fs, dir) {
      fs.mkdir(`${dir}/z`);
      put(fs, `${dir}/a`, '');
      fs.mkdir(`${dir}/m`);
      same(names(fs, dir), ['z', 'a', 'm']);
      same(fs.readdir(dir)[0]?.mode, S_IFDIR);
      same(fs.mkdir(`${dir}/x/y/z`, { recursive: true }), `${dir}/x`);
      same(fs.mkdir(`${dir}/x/y`, { recursive: true }), undefined);
      fails('EEXIST', () => fs.mkdir(`${dir}/z`));
      fails('ENOENT', () => fs.mkdir(`${dir}/no/where`));
      fails('ENOTEMPTY', () => fs.rmdir(`${dir}/x`));
      fails('ENOTDIR', () => fs.rmdir(`${dir}/a`));
      fails('ENOTDIR', () => fs.readdir(`${dir}/a`));
      fs.rmdir(`${dir}/z`);
      same(names(fs, dir), ['a', 'm', 'x']);
    },
  },
  {
    name: 'removes files, trees, and what is missing only by force',
    run(fs, dir) {
      fs.mkdir(`${dir}/t/u`, { recursive: true });
      put(fs, `${dir}/t/u/f`, '');
      fails('EISDIR', () => fs.unlink(`${dir}/t`));
      fails('EISDIR', () => fs.rm(`${dir}/t`));
      fs.rm(`${dir}/t`, { recursive: true });
      fails('ENOENT', () => fs.rm(`${dir}/t`));
      fs.rm(`${dir}/t`, { force: true });
      fails('ENOENT', () => fs.unlink(`${dir}/t`));
      same(names(fs, dir), []);
    },
  },
  {
    name: 'renames over files and empty directories, with all below',
    run(fs, dir) {
      fs.mkdir(`${dir}/a/b`, { recursive: true });
      put(fs, `${dir}/a/b/f`, 'x');
      fs.mkdir(`${dir}/empty`);
      fs.rename(`${dir}/a`, `${dir}/empty`);
      same(text(fs, `${dir}/empty/b/f`), 'x');
      same(fs.tryStat(`${dir}/a/b/f`), undefined);
      fails('EINVAL', () => fs.rename(`${dir}/empty`, `${dir}/empty/b/c`));
      fs.mkdir(`${dir}/d`);
      fails('ENOTEMPTY', () => fs.rename(`${dir}/d`, `${dir}/empty`));
      put(fs, `${dir}/g`, 'g');
      fails('EISDIR', () => fs.rename(`${dir}/g`, `${dir}/d`));
      fails('ENOTDIR', () => fs.rename(`${dir}/d`, `${dir}/g`));
      fs.rename(`${dir}/g`, `${dir}/empty/b/f`);
      same(text(fs, `${dir}/empty/b/f`), 'g');
    },
  },
  {
    name: 'follows symbolic links, and resolves real paths',
    run(fs, dir) {
      fs.mkdir(`${dir}/real`);
      put(fs, `${dir}/real/f`, 'x');
      fs.symlink('real', `${dir}/link`);
      fs.symlink(`${dir}/loop`, `${dir}/loop`);
      same(fs.readlink(`${dir}/link`), 'real');
      same(text(fs, `${dir}/link/../link/f`), 'x');
      same(fs.realpath(`${dir}/link/f`), `${fs.realpath(dir)}/real/f`);
      same(fs.lstat(`${dir}/link`).mode & S_IFMT, S_IFLNK);
      same(fs.lstat(`${dir}/link/`).mode & S_IFMT, S_IFDIR);
      fails('ELOOP', () => fs.stat(`${dir}/loop`));
      fails('EINVAL', () => fs.readlink(`${dir}/real`));
      fails('EEXIST', () => fs.symlink('x', `${dir}/link`));
    },
  },
  {
    name: 'keeps one content under several names',
    run(fs, dir) {
      put(fs, `${dir}/a`, 'x');
      fs.link(`${dir}/a`, `${dir}/b`);
      put(fs, `${dir}/b`, 'y');
      same([text(fs, `${dir}/a`), fs.stat(`${dir}/a`).nlink], ['y', 2]);
      fs.unlink(`${dir}/a`);
      same([text(fs, `${dir}/b`), fs.stat(`${dir}/b`).nlink], ['y', 1]);
    },
  },
  {
    name: 'reads and writes at the own offset and at positions, and fills gaps with zeros',
    run(fs, dir) {
      const fd = fs.open(`${dir}/f`, O_RDWR | O_CREAT);
      same(fs.write(fd, encode('hello'), null), 5);
      same(fs.write(fd, encode('J'), 0), 1);
      same(fs.write(fd, encode('!'), 7), 1);
      const into = new Uint8Array(20);
      same(fs.read(fd, into, 0), 8);
      same([...into.subarray(0, 8)], [...encode('Jello\0\0!')]);
      same(fs.read(fd, into, null), 3);
      same(fs.read(fd, into, null), 0);
      fs.ftruncate(fd, 2);
      fs.fchmod(fd, 0o600);
      fs.futimes(fd, 1, 2);
      const stat = fs.fstat(fd);
      same([stat.size, stat.mode & 0o777, stat.mtimeMs], [2, 0o600, 2]);
      fs.close(fd);
      fails('EBADF', () => fs.read(fd, into, null));
      fs.truncate(`${dir}/f`, 4);
      same(text(fs, `${dir}/f`), 'Je\0\0');
    },
  },
  {
    name: 'keeps the content of an open file whose name is gone',
    run(fs, dir) {
      put(fs, `${dir}/f`, 'kept');
      const fd = fs.open(`${dir}/f`, 0);
      fs.unlink(`${dir}/f`);
      put(fs, `${dir}/g`, 'other');
      const into = new Uint8Array(4);
      same([fs.read(fd, into, 0), decode(into), fs.fstat(fd).nlink], [4, 'kept', 0]);
      fails('EBADF', () => fs.write(fd, into, null));
      fs.close(fd);
    },
  },
  {
    name: 'empties with O_TRUNC and opens directories for reading only',
    run(fs, dir) {
      put(fs, `${dir}/f`, 'x');
      fs.close(fs.open(`${dir}/f`, O_WRONLY | O_TRUNC));
      same(fs.stat(`${dir}/f`).size, 0);
      const fd = fs.open(dir, 0);
      same(fs.fstat(fd).mode & S_IFMT, S_IFDIR);
      fails('EISDIR', () => fs.read(fd, new Uint8Array(1), null));
      fs.close(fd);
      fails('EISDIR', () => fs.open(dir, O_WRONLY));
    },
  },
  {
    name: 'answers access by existence and by execute bits',
    run(fs, dir) {
      put(fs, `${dir}/f`, '');
      fs.access(`${dir}/f`, 6);
      fails('EACCES', () => fs.access(`${dir}/f`, 1));
      fails('ENOENT', () => fs.access(`${dir}/none`, 0));
    },
  },
  {
    name: 'keeps names in any script, long ones too',
    run(fs, dir) {
      const all = ['ü', '文件', '🙂', 'x'.repeat(255), 'é'.repeat(127)];
      for (const name of all) put(fs, `${dir}/${name}`, name);
      same(names(fs, dir), all);
      for (const name of all) same(text(fs, `${dir}/${name}`), name);
      fails('ENAMETOOLONG', () => put(fs, `${dir}/${'é'.repeat(128)}`, ''));
    },
  },
  {
    name: 'reports new, changed and removed entries to watchers, below too when recursive',
    async run(fs, dir) {
      fs.mkdir(`${dir}/sub`);
      const plain: WatchEvent[] = [];
      const deep: WatchEvent[] = [];
      const watchers = [
        fs.watch(dir, { recursive: false }, (event) => plain.push(event)),
        fs.watch(dir, { recursive: true }, (event) => deep.push(event)),
      ];
      put(fs, `${dir}/f`, 'x');
      put(fs, `${dir}/sub/g`, 'x');
      same(plain, []);
      const changed: WatchEvent = { type: 'change', path: `${dir}/sub/g` };
      await until(() => deep.some((event) => same2(event, changed)));
      const created: WatchEvent[] = [
        { type: 'rename', path: `${dir}/f` },
        { type: 'change', path: `${dir}/f` },
      ];
      same(plain, created);
      same(deep, [...created, { type: 'rename', path: `${dir}/sub/g` }, changed]);
      for (const watcher of watchers) watcher.close();
    },
  },
];

const same2 = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('the expected event did not come');
}

/** Gives the whole contract to a runner: `describeFileSystem('Vfs', it, () => new Vfs(…))`. */
export function describeFileSystem(
  name: string,
  it: (title: string, run: () => Promise<void>) => void,
  makeFs: () => FileSystem,
): void {
  for (const [index, { name: title, run }] of FILE_SYSTEM_CONTRACT.entries()) {
    it(`${name} ${title}`, async () => {
      const fs = makeFs();
      const dir = `/contract-${index}`;
      fs.mkdir(dir);
      await run(fs, dir);
    });
  }
}
