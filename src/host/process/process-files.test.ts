import { expect, it } from 'vitest';
import { O_RDONLY, O_RDWR } from '../vfs/constants.ts';
import { createDisk } from '../vfs/disk.ts';
import { VfsReader } from '../vfs/reader.ts';
import { Vfs } from '../vfs/vfs.ts';
import { addPinned, createPins, Pins } from '../protocol/pins.ts';
import { ProcessFiles, type FileKernel } from './process-files.ts';

/** Files of a process over a kernel that answers in the same thread, and the names of the calls that reached it. */
function setUp() {
  const pins = createPins();
  const disk = createDisk({ maxBytes: 8 * 2 ** 20 });
  const vfs = new Vfs(disk, () => {
    const inodes = new Set<number>();
    addPinned(new Int32Array(pins), inodes);
    return inodes;
  });
  vfs.writeFile('/a', new TextEncoder().encode('abcdefgh'));
  const open = new Map<number, ReturnType<Vfs['openFile']>>();
  const calls: string[] = [];
  let before: Parameters<FileKernel['onCall']>[0] = () => undefined;
  const handlers: Record<string, (...args: never[]) => unknown> = {
    open: (path: string, flags: number) => {
      const fd = 3 + open.size;
      open.set(fd, vfs.openFile(path, flags, 0o644));
      return fd;
    },
    adopt: (fd: number, ino: number, offset: number) => {
      open.set(fd, Object.assign(vfs.openInode(ino), { offset }));
    },
    close: (fd: number) => open.get(fd)?.close(),
    read: (fd: number, length: number, position: number | null) => {
      const into = new Uint8Array(length);
      return into.subarray(0, open.get(fd)?.read(into, position));
    },
    unlink: (path: string) => vfs.unlink(path),
    writeFile: (path: string, data: Uint8Array) => vfs.writeFile(path, data),
  };
  const sync = (name: string, ...args: unknown[]): unknown => {
    before(name as never, args[0]);
    calls.push(name);
    return handlers[name]?.(...(args as never[]));
  };
  const kernel = { sync, onCall: (given: typeof before) => void (before = given) } as unknown as FileKernel;
  const files = new ProcessFiles(new VfsReader(disk), kernel, new Pins(pins, 0));
  const read = (fd: number, length: number): string => {
    const into = new Uint8Array(length);
    return new TextDecoder().decode(into.subarray(0, files.read(fd, into, null)));
  };
  return { calls, files, open, read, sync, vfs };
}

it('reads a file that is open for reading without asking the kernel, also when it has no name any more', () => {
  const { calls, files, read, vfs } = setUp();
  const fd = files.open('/a', O_RDONLY);
  expect(read(fd, 3)).toBe('abc');
  files.unlink('/a');
  files.writeFile('/b', new TextEncoder().encode('ABCDEFGH'));
  expect(read(fd, 10)).toBe('defgh');
  expect(files.fstat(fd)).toMatchObject({ size: 8, nlink: 0 });
  const before = vfs.usedBytes;
  files.close(fd);
  files.unlink('/b');
  // Both are gone: the one that was unlinked now, and the one that was kept for its reader.
  expect(before - vfs.usedBytes).toBe(2 * 16);
  expect(calls).toEqual(['unlink', 'writeFile', 'unlink']);
});

it('keeps a file that it reads when the whole tree is removed, and gives it back later', () => {
  const { files, read, vfs } = setUp();
  for (let k = 0; k < 600; k++) {
    vfs.mkdir(`/tree/${k}`, { recursive: true });
    vfs.writeFile(`/tree/${k}/f`, new TextEncoder().encode(`content ${k}`));
  }
  const fds = [0, 300, 599].map((k) => files.open(`/tree/${k}/f`, O_RDONLY));
  const before = vfs.usedBytes;
  vfs.rm('/tree', { recursive: true });
  expect(before - vfs.usedBytes).toBe((600 - 3) * 16);
  vfs.writeFile('/b', new TextEncoder().encode('ABCDEFGH'));
  expect(fds.map((fd) => read(fd, 20))).toEqual(['content 0', 'content 300', 'content 599']);
  for (const fd of fds) files.close(fd);
  vfs.unlink('/b');
  expect(before - vfs.usedBytes).toBe(600 * 16);
});

it('asks the kernel to open what may be written, what is no file, and what there are too many of', () => {
  const { calls, files, read } = setUp();
  files.open('/a', O_RDWR);
  files.open('/', O_RDONLY);
  expect(() => files.open('/none', O_RDONLY)).toThrow('ENOENT');
  expect(calls.splice(0)).toEqual(['open', 'open', 'open']);
  const fds = Array.from({ length: 200 }, () => files.open('/a', O_RDONLY));
  expect(new Set(fds).size).toBe(200);
  expect(fds.every((fd) => read(fd, 8) === 'abcdefgh')).toBe(true);
});

it('gives a child its file with the place up to which it was read', () => {
  const { files, open, read, sync } = setUp();
  const fd = files.open('/a', O_RDONLY);
  read(fd, 3);
  sync('spawn', {});
  expect(open.get(fd)?.offset).toBe(3);
  expect(read(fd, 10)).toBe('defgh');
  expect(open.get(fd)?.offset).toBe(8);
});

it('hands a descriptor over that the kernel is asked about', () => {
  const { calls, files, sync } = setUp();
  const fd = files.open('/a', O_RDONLY);
  sync('close', fd);
  expect(calls).toEqual(['adopt', 'close']);
  expect(() => files.close(fd)).toThrow('EBADF');
});
