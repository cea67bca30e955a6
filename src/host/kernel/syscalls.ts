/** The kernel's side of every system call. A handler answers at once or with a promise; it throws `FsError`s. */
import { S_IFCHR, S_IFMT } from '../vfs/constants.ts';
import { FsError } from '../vfs/errno.ts';
import type { ImageEntry } from '../vfs/file-system.ts';
import type { Vfs } from '../vfs/vfs.ts';
import type {
  ClientEvent,
  SpawnReply,
  SpawnRequest,
  SyscallArgs,
  SyscallName,
  SyscallResult,
} from '../protocol/syscalls.ts';
import { collect } from './collect.ts';
import { DEFAULT_PATH, resolveCommand } from './commands.ts';
import { NullDescription, type Description } from './description.ts';
import { FileDescription } from './file-description.ts';
import { createPipe, createSocketPair } from './pipe.ts';
import type { Process, ProcessTable } from './process-table.ts';
import { Listener, type Sockets } from './sockets.ts';
import { Tty } from './tty.ts';

export interface SyscallContext {
  vfs: Vfs;
  processes: ProcessTable;
  sockets: Sockets;
  tellClient(event: ClientEvent): void;
  /** Keys of the compiled modules that the page has. */
  compiled: ReadonlySet<string>;
}

type Handlers = {
  [K in SyscallName]: (
    process: Process,
    ...args: SyscallArgs<K>
  ) => SyscallResult<K> | Promise<SyscallResult<K>>;
};

export function createSyscalls(context: SyscallContext): Handlers {
  return {
    ...fileCalls(context),
    ...descriptorCalls(),
    ...processCalls(context),
    ...socketCalls(context),
  };
}

type FileCall =
  | 'stat'
  | 'writeFile'
  | 'mkdir'
  | 'rmdir'
  | 'unlink'
  | 'rm'
  | 'rename'
  | 'link'
  | 'symlink'
  | 'chmod'
  | 'utimes'
  | 'truncate'
  | 'open'
  | 'adopt'
  | 'fstat'
  | 'ftruncate'
  | 'fchmod'
  | 'futimes'
  | 'watch'
  | 'unwatch'
  | 'allocate'
  | 'ingest';

function fileCalls({ vfs }: SyscallContext): Pick<Handlers, FileCall> {
  let nextWatch = 1;
  const file = (process: Process, fd: number, syscall: string): FileDescription => {
    const description = process.descriptors.get(fd, syscall);
    if (!(description instanceof FileDescription)) throw new FsError('EINVAL', syscall);
    return description;
  };
  return {
    stat: (_process, path, follow) => (follow ? vfs.stat(path) : vfs.lstat(path)),
    writeFile: (_process, path, data, flags, mode) => vfs.writeFile(path, data, { flags, mode }),
    mkdir: (_process, path, recursive, mode) => vfs.mkdir(path, { recursive, mode }) ?? null,
    rmdir: (_process, path) => vfs.rmdir(path),
    unlink: (_process, path) => vfs.unlink(path),
    rm: (_process, path, recursive, force) => vfs.rm(path, { recursive, force }),
    rename: (_process, from, to) => vfs.rename(from, to),
    link: (_process, existing, path) => vfs.link(existing, path),
    symlink: (_process, target, path) => vfs.symlink(target, path),
    chmod: (_process, path, mode) => vfs.chmod(path, mode),
    utimes: (_process, path, atimeMs, mtimeMs, follow) => vfs.utimes(path, atimeMs, mtimeMs, follow),
    truncate: (_process, path, size) => vfs.truncate(path, size),
    open: (process, path, flags, mode) => process.descriptors.add(openPath(vfs, process, path, flags, mode)),
    adopt: (process, fd, ino, offset) => {
      const opened = vfs.openInode(ino);
      opened.offset = offset;
      process.descriptors.add(new FileDescription(opened), fd);
    },
    fstat: (process, fd) => process.descriptors.get(fd, 'fstat').stat(),
    ftruncate: (process, fd, size) => file(process, fd, 'ftruncate').file.truncate(size),
    fchmod: (process, fd, mode) => file(process, fd, 'fchmod').file.chmod(mode),
    futimes: (process, fd, atimeMs, mtimeMs) => file(process, fd, 'futime').file.utimes(atimeMs, mtimeMs),
    watch: (process, path, recursive) => {
      const id = nextWatch++;
      const watcher = vfs.watch(path, { recursive }, (event) =>
        process.post({ type: 'watch', id, events: [event] }),
      );
      process.watches.set(id, watcher);
      return id;
    },
    unwatch: (process, id) => {
      process.watches.get(id)?.close();
      process.watches.delete(id);
    },
    allocate: (_process, size) => vfs.allocate(size),
    ingest: (_process, root, extent, entries) => ingest(vfs, root, extent, entries as ImageEntry[]),
  };
}

/** A tree of links and folders alone has no bytes, and so no extent. */
function ingest(vfs: Vfs, root: string, extent: number, entries: ImageEntry[]): void {
  if (entries.some((entry) => entry.type === 'file')) vfs.ingestExtent(root, extent, entries);
  else vfs.ingest(root, { entries, bytes: new Uint8Array(0) });
}

/** Devices are the kernel's: the file system only keeps their nodes. */
function openPath(vfs: Vfs, process: Process, path: string, flags: number, mode: number): Description {
  if (path.startsWith('/dev/')) {
    const name = path.slice('/dev/'.length);
    if (name === 'null') return new NullDescription();
    if (name === 'tty') {
      if (process.session.tty) return process.session.tty;
      throw new FsError('ENODEV', 'open', path);
    }
    const standard = ['stdin', 'stdout', 'stderr'].indexOf(name);
    const fd = standard >= 0 ? standard : Number(/^fd\/(\d+)$/.exec(name)?.[1] ?? -1);
    if (fd >= 0) return process.descriptors.get(fd, 'open');
  }
  const description = new FileDescription(vfs.openFile(path, flags, mode));
  if ((description.stat().mode & S_IFMT) !== S_IFCHR) return description;
  description.close();
  return new NullDescription();
}

type DescriptorCall =
  'close' | 'read' | 'write' | 'kind' | 'shutdown' | 'windowSize' | 'setRawMode' | 'pipe' | 'dup';

function descriptorCalls(): Pick<Handlers, DescriptorCall> {
  const tty = (process: Process, fd: number): Tty => {
    const description = process.descriptors.get(fd, 'ioctl');
    if (!(description instanceof Tty)) throw new FsError('ENOTTY', 'ioctl');
    return description;
  };
  return {
    close: (process, fd) => process.descriptors.close(fd),
    read: (process, fd, length, position) =>
      process.descriptors.get(fd, 'read').read(length, position, process),
    write: (process, fd, data, position) =>
      process.descriptors.get(fd, 'write').write(data, position, process),
    kind: (process, fd) => process.descriptors.get(fd, 'fstat').kind,
    shutdown: (process, fd) => process.descriptors.get(fd, 'shutdown').shutdown(),
    windowSize: (process, fd) => tty(process, fd).size,
    setRawMode: (process, fd, raw) => tty(process, fd).setRaw(raw),
    pipe: (process) => {
      const { reader, writer } = createPipe();
      return {
        read: process.descriptors.add(reader, undefined, 3),
        write: process.descriptors.add(writer, undefined, 3),
      };
    },
    dup: (process, fd) => process.descriptors.add(process.descriptors.get(fd, 'dup'), undefined, 3),
  };
}

type ProcessCall =
  | 'spawn'
  | 'exec'
  | 'wait'
  | 'kill'
  | 'handleSignals'
  | 'processes'
  | 'tellClient'
  | 'isCompiledKept'
  | 'environment'
  | 'exit'
  | 'collect'
  | 'postMail'
  | 'takeMail';

function processCalls({ vfs, processes, tellClient, compiled }: SyscallContext): Pick<Handlers, ProcessCall> {
  return {
    spawn: (process, request) => spawn(vfs, processes, process, request),
    exec: (process, request) => {
      const program = resolveCommand(vfs, {
        command: request.command,
        argv0: request.argv0,
        args: request.args,
        cwd: request.cwd,
        path: request.env['PATH'] ?? DEFAULT_PATH,
      });
      process.descriptors.keep(request.fds);
      process.program = program;
      process.handledSignals = new Set();
      return program;
    },
    wait: async (_process, pid) => {
      const child = processes.get(pid);
      if (!child) throw new FsError('ESRCH', 'wait');
      const status = await child.exited;
      processes.reap(pid);
      return status;
    },
    collect: async (process, request) => {
      const child = processes.get(request.pid);
      if (!child) throw new FsError('ESRCH', 'wait');
      const { input } = request;
      const pipes = {
        input: input === null ? null : process.descriptors.get(input, 'write'),
        closeInput: () => input !== null && process.alive && process.descriptors.close(input),
        outputs: request.outputs.map((fd) => process.descriptors.get(fd, 'read')),
      };
      const kill = (signal: string): void => processes.signal(child, signal);
      const reply = await collect(process, { exited: child.exited, kill }, pipes, request);
      processes.reap(request.pid);
      if (process.alive) for (const fd of request.outputs) process.descriptors.close(fd);
      return reply;
    },
    kill: (_process, pid, signal) => {
      if (pid < 0) {
        if (processes.signalGroup(-pid, signal) === 0) throw new FsError('ESRCH', 'kill');
        return;
      }
      const target = processes.get(pid);
      if (!target?.alive) throw new FsError('ESRCH', 'kill');
      if (signal !== '0') processes.signal(target, signal);
    },
    handleSignals: (process, signals) => {
      process.handledSignals = new Set(signals);
    },
    processes: () => processes.list(),
    tellClient: (_process, event) => tellClient(event),
    isCompiledKept: (_process, key) => compiled.has(key),
    environment: (process, changes) => {
      for (const [name, value] of Object.entries(changes)) {
        if (value === null) process.environment.delete(name);
        else process.environment.set(name, value);
      }
      return Object.fromEntries(process.environment);
    },
    postMail: (process, box, message) => {
      const mail = process.mail.get(box);
      if (mail) mail.push(message);
      else process.mail.set(box, [message]);
    },
    takeMail: (process, box) => process.mail.get(box)?.shift() ?? null,
    exit: (process, code) => processes.exit(process, { code: code & 0xff, signal: null }),
  };
}

/** Starts a program with the descriptors that its parent asked for. */
export function spawn(vfs: Vfs, processes: ProcessTable, parent: Process, request: SpawnRequest): SpawnReply {
  const cwd = vfs.tryStat(request.cwd);
  if (!cwd) throw new FsError('ENOENT', 'spawn', request.command);
  const program = resolveCommand(vfs, {
    command: request.command,
    argv0: request.argv0 ?? request.command,
    args: request.args,
    cwd: request.cwd,
    path: request.env['PATH'] ?? DEFAULT_PATH,
  });
  const child = processes.create({
    program,
    parent,
    detached: request.detached ?? false,
    env: request.env,
    cwd: request.cwd,
    tty: null,
  });
  let fds: (number | null)[];
  try {
    fds = connectStdio(parent, child, request);
  } catch (error) {
    processes.exit(child, { code: 127, signal: null });
    throw error;
  }
  processes.start(child, { env: request.env, cwd: request.cwd });
  return { pid: child.pid, fds };
}

function connectStdio(parent: Process, child: Process, request: SpawnRequest): (number | null)[] {
  return request.stdio.map((spec, index): number | null => {
    if (spec === 'ignore') {
      child.descriptors.add(new NullDescription(), index);
      return null;
    }
    if (spec !== 'pipe') {
      child.descriptors.add(parent.descriptors.get(spec.inherit, 'spawn'), index);
      return null;
    }
    if (index > 2) {
      const [mine, theirs] = createSocketPair('pipe');
      child.descriptors.add(theirs, index);
      return parent.descriptors.add(mine, undefined, 3);
    }
    const { reader, writer } = createPipe();
    child.descriptors.add(index === 0 ? reader : writer, index);
    return parent.descriptors.add(index === 0 ? writer : reader, undefined, 3);
  });
}

type SocketCall = 'listen' | 'listenAt' | 'accept' | 'connect' | 'connectTo';

function socketCalls({ sockets }: SyscallContext): Pick<Handlers, SocketCall> {
  return {
    listen: (process, port) => {
      const listener = sockets.listen(port);
      return { fd: process.descriptors.add(listener, undefined, 3), port: listener.port };
    },
    listenAt: (process, path) => process.descriptors.add(sockets.listenAt(path), undefined, 3),
    accept: async (process, fd) => {
      const listener = process.descriptors.get(fd, 'accept');
      if (!(listener instanceof Listener)) throw new FsError('EINVAL', 'accept');
      const { description, remotePort } = await listener.accept(process);
      if (!process.alive) {
        description.close();
        throw new FsError('EBADF', 'accept');
      }
      return { fd: process.descriptors.add(description, undefined, 3), remotePort };
    },
    connect: (process, port) => {
      const { end, localPort } = sockets.connect(port);
      return { fd: process.descriptors.add(end, undefined, 3), localPort };
    },
    connectTo: (process, path) => process.descriptors.add(sockets.connectTo(path), undefined, 3),
  };
}
