/** An NpmHost over a real folder of the machine: for tests of the installer and for comparing with the real npm. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import type { NpmHost, PackageSink, TextOutput } from '../host/npm/ports.ts';
import { FsError, type ErrnoCode } from '../host/vfs/errno.ts';
import type { FileStat, FileSystem, ImageEntry } from '../host/vfs/file-system.ts';

export class RecordedOutput implements TextOutput {
  text = '';
  isTTY = false;
  columns = 80;
  write(text: string): void {
    this.text += text;
  }
}

function wrap<T>(work: () => T, syscall: string, path: string): T {
  try {
    return work();
  } catch (error) {
    const { code } = error as { code?: ErrnoCode };
    throw code === undefined ? error : new FsError(code, syscall, path);
  }
}

function statOf(stat: fs.Stats): FileStat {
  const { ino, mode, nlink, size, atimeMs, mtimeMs, ctimeMs, birthtimeMs } = stat;
  return { ino, mode, nlink, size, atimeMs, mtimeMs, ctimeMs, birthtimeMs };
}

/** The part of FileSystem that npm uses; the rest throws. */
export function nodeFileSystem(): FileSystem {
  const known: Partial<FileSystem> = {
    stat: (path) => wrap(() => statOf(fs.statSync(path)), 'stat', path),
    lstat: (path) => wrap(() => statOf(fs.lstatSync(path)), 'lstat', path),
    tryStat: (path, follow = true) => {
      const stat = (follow ? fs.statSync : fs.lstatSync)(path, { throwIfNoEntry: false });
      return stat === undefined ? undefined : statOf(stat);
    },
    readdir: (path) =>
      wrap(
        () =>
          fs.readdirSync(path, { withFileTypes: true }).map((entry) => ({
            name: entry.name,
            ino: 0,
            mode: entry.isDirectory() ? 0o040000 : entry.isSymbolicLink() ? 0o120000 : 0o100000,
          })),
        'scandir',
        path,
      ),
    readFile: (path) => wrap(() => new Uint8Array(fs.readFileSync(path)), 'open', path),
    readlink: (path) => wrap(() => fs.readlinkSync(path), 'readlink', path),
    realpath: (path) => wrap(() => fs.realpathSync(path), 'realpath', path),
    writeFile: (path, data) => wrap(() => fs.writeFileSync(path, data), 'open', path),
    mkdir: (path, options) => wrap(() => fs.mkdirSync(path, options), 'mkdir', path) ?? undefined,
    rm: (path, options) => wrap(() => fs.rmSync(path, options), 'rm', path),
    rename: (from, to) => wrap(() => fs.renameSync(from, to), 'rename', from),
    unlink: (path) => wrap(() => fs.unlinkSync(path), 'unlink', path),
    symlink: (target, path) => wrap(() => fs.symlinkSync(target, path), 'symlink', path),
    chmod: (path, mode) => wrap(() => fs.chmodSync(path, mode), 'chmod', path),
  };
  return new Proxy(known as FileSystem, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (member === undefined) throw new Error(`nodeFileSystem has no ${String(key)}`);
      return member;
    },
  });
}

/** A disk of ordinary memory; `ingest` writes real files unless `write` is false. */
export class MemorySink implements PackageSink {
  ingested: string[] = [];
  private disk = new Uint8Array(new SharedArrayBuffer(1 << 20));
  private used = 0;
  private readonly write: boolean;

  constructor(write = true) {
    this.write = write;
  }

  allocate(size: number): number {
    const at = this.used;
    this.used += size;
    if (this.used > this.disk.length) {
      const larger = new Uint8Array(new SharedArrayBuffer(Math.max(this.used, this.disk.length * 2)));
      larger.set(this.disk);
      this.disk = larger;
    }
    return at;
  }

  bytes(): Uint8Array {
    return this.disk;
  }

  ingest(root: string, extent: number, entries: ImageEntry[]): void {
    this.ingested.push(root);
    if (!this.write) return;
    fs.rmSync(root, { recursive: true, force: true });
    fs.mkdirSync(root, { recursive: true });
    for (const entry of entries) {
      const path = `${root}/${entry.path}`;
      fs.mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true });
      if (entry.type === 'symlink') fs.symlinkSync(entry.target, path);
      else if (entry.type === 'directory') fs.mkdirSync(path, { recursive: true });
      else {
        const at = extent + entry.offset;
        fs.writeFileSync(path, this.disk.slice(at, at + entry.size), { mode: entry.mode });
      }
    }
  }
}

export type TestHost = NpmHost & { stdout: RecordedOutput; stderr: RecordedOutput; sink: MemorySink };

export function npmNodeHost(cwd: string, fetcher: NpmHost['fetch'], more: Partial<NpmHost> = {}): TestHost {
  return {
    fs: nodeFileSystem(),
    fetch: fetcher,
    spawn: (command, options) =>
      new Promise((resolve) => {
        spawn('sh', ['-c', command], { ...options, stdio: 'inherit' }).on('exit', (code) =>
          resolve(code ?? 1),
        );
      }),
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd },
    cwd,
    now: () => performance.now(),
    nodeVersion: process.versions.node,
    sleep: () => Promise.resolve(),
    ...more,
    sink: new MemorySink(),
    stdout: new RecordedOutput(),
    stderr: new RecordedOutput(),
  };
}
