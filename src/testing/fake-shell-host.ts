/** For tests: a host over a directory of the real file system, with pipes in memory and programs that are functions. */
import * as nodeFs from 'node:fs';
import type { FileSystem } from '../host/vfs/file-system.ts';
import { FsError, type ErrnoCode } from '../host/vfs/errno.ts';
import type { KernelCalls, ShellHost } from '../host/shell/ports.ts';
import type { SpawnRequest } from '../host/protocol/syscalls.ts';

interface Pipe {
  chunks: Uint8Array[];
  writers: number;
  readers: number;
  wake: (() => void)[];
}
type Open = { type: 'file'; fd: number } | { type: 'read' | 'write'; pipe: Pipe } | { type: 'null' };

/** What a registered program sees. */
export interface FakeProgram {
  args: string[];
  env: Record<string, string>;
  cwd: string;
  read(): Promise<string>;
  write(text: string, fd?: number): void;
}
export type Programs = Record<string, (program: FakeProgram) => number | Promise<number>>;

function wrap<A extends unknown[], R>(run: (...args: A) => R): (...args: A) => R {
  return (...args) => {
    try {
      return run(...args);
    } catch (error) {
      const { code, syscall, path } = error as { code?: ErrnoCode; syscall?: string; path?: string };
      throw code === undefined ? error : new FsError(code, syscall ?? '', path);
    }
  };
}

export function realFileSystem(): FileSystem {
  const raw: FileSystem = {
    stat: (path) => nodeFs.statSync(path),
    lstat: (path) => nodeFs.lstatSync(path),
    tryStat: (path, follow = true) => {
      try {
        return follow ? nodeFs.statSync(path) : nodeFs.lstatSync(path);
      } catch {
        // What `tryStat` is for.
        return undefined;
      }
    },
    readdir: (path) =>
      nodeFs
        .readdirSync(path)
        .map((name) => ({ name, ino: 0, mode: nodeFs.lstatSync(`${path}/${name}`).mode & 0o170000 })),
    readFile: (path) => new Uint8Array(nodeFs.readFileSync(path)),
    readlink: (path) => nodeFs.readlinkSync(path),
    realpath: (path) => nodeFs.realpathSync(path),
    access: (path, mode) => nodeFs.accessSync(path, mode),
    writeFile: (path, data, options) =>
      nodeFs.writeFileSync(path, data, {
        flag: (options?.flags ?? 0o1101) as unknown as string,
        mode: options?.mode ?? 0o666,
      }),
    mkdir: (path, options) => nodeFs.mkdirSync(path, options),
    rmdir: (path) => nodeFs.rmdirSync(path),
    unlink: (path) => nodeFs.unlinkSync(path),
    rm: (path, options) => nodeFs.rmSync(path, options),
    rename: (from, to) => nodeFs.renameSync(from, to),
    link: (existing, path) => nodeFs.linkSync(existing, path),
    symlink: (target, path) => nodeFs.symlinkSync(target, path),
    chmod: (path, mode) => nodeFs.chmodSync(path, mode),
    utimes: (path, atimeMs, mtimeMs) => nodeFs.utimesSync(path, atimeMs / 1000, mtimeMs / 1000),
    truncate: (path, size) => nodeFs.truncateSync(path, size),
    open: (path, flags, mode) => nodeFs.openSync(path, flags, mode),
    close: (fd) => nodeFs.closeSync(fd),
    read: (fd, into, position) => nodeFs.readSync(fd, into, 0, into.length, position),
    write: (fd, data, position) => nodeFs.writeSync(fd, data, 0, data.length, position),
    fstat: (fd) => nodeFs.fstatSync(fd),
    ftruncate: (fd, size) => nodeFs.ftruncateSync(fd, size),
    fchmod: (fd, mode) => nodeFs.fchmodSync(fd, mode),
    futimes: (fd, atimeMs, mtimeMs) => nodeFs.futimesSync(fd, atimeMs / 1000, mtimeMs / 1000),
    watch: () => ({ close: () => undefined }),
  };
  return Object.fromEntries(
    Object.entries(raw).map(([name, run]) => [name, wrap(run as () => unknown)]),
  ) as unknown as FileSystem;
}

const PIPE_CAPACITY = 65_536;

/** A kernel of descriptors and registered programs; `output` gathers what its standard streams get. */
export class FakeKernel implements KernelCalls {
  readonly output = { stdout: '', stderr: '' };
  readonly #programs: Programs;
  readonly #open = new Map<number, Open>();
  readonly #exits = new Map<number, Promise<number>>();
  #next = 3;
  #pid = 100;

  constructor(programs: Programs, stdin = '') {
    this.#programs = programs;
    const pipe: Pipe = {
      chunks: stdin === '' ? [] : [new TextEncoder().encode(stdin)],
      writers: 0,
      readers: 1,
      wake: [],
    };
    this.#open.set(0, { type: 'read', pipe });
  }

  sync: KernelCalls['sync'] = (name, ...args) => this.#call(name, args) as never;
  async: KernelCalls['async'] = async (name, ...args) => {
    await Promise.resolve();
    return (await this.#call(name, args)) as never;
  };

  #call(name: string, args: unknown[]): unknown {
    const [first, second] = args;
    const fd = first as number;
    switch (name) {
      case 'pipe': {
        const pipe: Pipe = { chunks: [], writers: 1, readers: 1, wake: [] };
        return { read: this.#add({ type: 'read', pipe }), write: this.#add({ type: 'write', pipe }) };
      }
      case 'open':
        return this.#add({
          type: 'file',
          fd: wrap(nodeFs.openSync)(first as string, second as number, args[2] as number),
        });
      case 'close':
        return this.#close(fd);
      case 'kind': {
        const open = this.#open.get(fd);
        return open?.type === 'file' ? 'file' : open?.type === 'null' ? 'null' : 'pipe';
      }
      case 'read':
        return this.#read(fd, second as number);
      case 'write':
        return this.#write(fd, second as Uint8Array);
      case 'spawn':
        return this.#spawn(first as SpawnRequest);
      case 'wait':
        return this.#exits.get(fd)?.then((code) => ({ code, signal: null }));
      case 'processes':
        return [];
      case 'kill':
        throw new FsError('ESRCH', 'kill');
      case 'connect':
        throw new FsError('ECONNREFUSED', 'connect');
      default:
        return undefined;
    }
  }

  #add(open: Open): number {
    this.#open.set(this.#next, open);
    return this.#next++;
  }

  #close(fd: number): void {
    const open = this.#open.get(fd);
    this.#open.delete(fd);
    if (open?.type === 'file') nodeFs.closeSync(open.fd);
    if (open?.type === 'read') open.pipe.readers--;
    if (open?.type === 'write') open.pipe.writers--;
    if (open?.type === 'read' || open?.type === 'write') for (const wake of open.pipe.wake.splice(0)) wake();
  }

  /** How many descriptors besides the standard ones are open: none, once a shell has ended. */
  get openDescriptors(): number {
    return [...this.#open.keys()].filter((fd) => fd > 2).length;
  }

  #read(fd: number, length: number): Uint8Array | Promise<Uint8Array> {
    const open = this.#open.get(fd);
    if (open?.type === 'file') {
      const buffer = new Uint8Array(length);
      return buffer.subarray(0, nodeFs.readSync(open.fd, buffer, 0, length, null));
    }
    if (open?.type !== 'read') return new Uint8Array(0);
    const { pipe } = open;
    const take = (): Uint8Array | Promise<Uint8Array> => {
      const chunk = pipe.chunks.shift();
      if (chunk === undefined && pipe.writers > 0)
        return new Promise<void>((resolve) => pipe.wake.push(resolve)).then(take);
      if (chunk === undefined) return new Uint8Array(0);
      if (chunk.length > length) pipe.chunks.unshift(chunk.subarray(length));
      for (const wake of pipe.wake.splice(0)) wake();
      return chunk.slice(0, length);
    };
    return take();
  }

  #write(fd: number, data: Uint8Array): number | Promise<number> {
    if (fd === 1 || fd === 2) {
      this.output[fd === 1 ? 'stdout' : 'stderr'] += new TextDecoder().decode(data);
      return data.length;
    }
    const open = this.#open.get(fd);
    if (open?.type === 'file') return nodeFs.writeSync(open.fd, data);
    if (open?.type !== 'write') throw new FsError('EBADF', 'write');
    const { pipe } = open;
    const put = (): number | Promise<number> => {
      if (pipe.readers === 0) throw new FsError('EPIPE', 'write');
      const held = pipe.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
      if (held >= PIPE_CAPACITY) return new Promise<void>((resolve) => pipe.wake.push(resolve)).then(put);
      pipe.chunks.push(data.slice());
      for (const wake of pipe.wake.splice(0)) wake();
      return data.length;
    };
    return put();
  }

  #spawn(request: SpawnRequest): { pid: number; fds: null[] } {
    const program = this.#programs[request.command.split('/').pop() ?? ''];
    if (program === undefined) throw new FsError('ENOENT', 'spawn', request.command);
    const own = request.stdio.map((each) => {
      if (typeof each !== 'object') return null;
      const open = this.#open.get(each.inherit);
      if (open?.type === 'read') open.pipe.readers++;
      if (open?.type === 'write') open.pipe.writers++;
      return open === undefined ? each.inherit : open.type === 'file' ? each.inherit : this.#add(open);
    });
    const pid = this.#pid++;
    const run = async (): Promise<number> => {
      const pending: unknown[] = [];
      const code = await program({
        ...request,
        read: async () => {
          let text = '';
          for (
            let bytes = await this.#read(own[0] ?? -1, 65_536);
            bytes.length > 0;
            bytes = await this.#read(own[0] ?? -1, 65_536)
          )
            text += new TextDecoder().decode(bytes);
          return text;
        },
        write: (text, fd = 1) => {
          const target = own[fd];
          if (target != null) pending.push(this.#write(target, new TextEncoder().encode(text)));
        },
      });
      await Promise.all(pending);
      for (const fd of own) if (fd !== null && fd > 2 && this.#open.get(fd)?.type !== 'file') this.#close(fd);
      return code;
    };
    this.#exits.set(pid, run());
    return { pid, fds: [] };
  }
}

export function fakeHost(kernel: FakeKernel, cwd: string, env: Record<string, string> = {}): ShellHost {
  return {
    fs: realFileSystem(),
    kernel,
    env: { PATH: '/nowhere:/usr/bin:/bin', HOME: cwd, LC_ALL: 'C', TZ: 'UTC', ...env },
    cwd,
    pid: 42,
    ppid: 1,
    fetch: () => Promise.reject(new TypeError('no network')),
  };
}
