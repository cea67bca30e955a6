import { expect, it } from 'vitest';
import { O_RDONLY } from '../vfs/constants.ts';
import { createDisk } from '../vfs/disk.ts';
import { Vfs } from '../vfs/vfs.ts';
import { ProcessFiles, type FileKernel } from './process-files.ts';

/** Files of a process over a kernel that answers in the same thread, and the names of the calls that reached it. */
function setUp() {
  const vfs = new Vfs(createDisk({ maxBytes: 8 * 2 ** 20 }));
  vfs.writeFile('/a', new TextEncoder().encode('abcdefgh'));
  const open = new Map<number, ReturnType<Vfs['openFile']>>();
  const calls: string[] = [];
  const closing: number[] = [];
  let before: Parameters<FileKernel['onCall']>[0] = () => undefined;
  const handlers: Record<string, (...args: never[]) => unknown> = {
    open: (path: string, flags: number) => {
      const file = vfs.openFile(path, flags, 0o644);
      const fd = 3 + open.size;
      open.set(fd, file);
      return { fd, ino: file.ino };
    },
    read: (fd: number, length: number, position: number | null) => {
      const into = new Uint8Array(length);
      return into.subarray(0, open.get(fd)?.read(into, position));
    },
    unlink: (path: string) => vfs.unlink(path),
  };
  const sync = (name: string, ...args: unknown[]): unknown => {
    before(name as never, args[0]);
    calls.push(name);
    return handlers[name]?.(...(args as never[]));
  };
  const kernel = {
    sync,
    closeLater: (fd: number) => void closing.push(fd),
    onCall: (given: typeof before) => void (before = given),
  } as unknown as FileKernel;
  const files = new ProcessFiles(vfs, kernel);
  const read = (fd: number, length: number): string => {
    const into = new Uint8Array(length);
    return new TextDecoder().decode(into.subarray(0, files.read(fd, into, null)));
  };
  return { calls, closing, files, open, read, sync };
}

it('reads a file that is open for reading without asking the kernel, also when it has no name any more', () => {
  const { calls, closing, files, read } = setUp();
  const fd = files.open('/a', O_RDONLY);
  expect(read(fd, 3)).toBe('abc');
  files.unlink('/a');
  expect(read(fd, 10)).toBe('defgh');
  expect(files.fstat(fd).size).toBe(8);
  files.close(fd);
  expect(calls).toEqual(['open', 'unlink']);
  expect(closing).toEqual([fd]);
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

it('forgets a descriptor that is closed at the kernel itself', () => {
  const { closing, files, sync } = setUp();
  const fd = files.open('/a', O_RDONLY);
  sync('close', fd);
  files.close(fd);
  expect(closing).toEqual([]);
});
