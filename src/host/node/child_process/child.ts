/** `ChildProcess`: a process of the kernel as its parent sees it. */
import { bindContext } from '../async-context.ts';
import type { DuplexLike, Emitter, EmitterClass } from '../builtin-types.ts';
import { AbortError } from '../errors.ts';
import type { NodeHost } from '../host.ts';
import {
  createReadable,
  createWritable,
  type DescriptorReadable,
  type DescriptorWritable,
} from '../process/descriptor-streams.ts';
import { openIpc, type IpcEnd } from '../process/ipc.ts';
import { plainSystemError, systemCode, systemError, type SystemError } from '../system-error.ts';
import type { ExitStatus, SpawnReply } from '../../protocol/syscalls.ts';
import { checkSignal, type Launch, type Options } from './options.ts';

type ChildStream = DescriptorReadable | DescriptorWritable | null;

export interface ChildProcess extends Emitter, IpcEnd {
  pid: number | undefined;
  stdin: DescriptorWritable | null;
  stdout: DescriptorReadable | null;
  stderr: DescriptorReadable | null;
  stdio: ChildStream[];
  exitCode: number | null;
  signalCode: string | null;
  killed: boolean;
  spawnfile: string;
  spawnargs: string[];
  kill(signal?: unknown): boolean;
  ref(): void;
  unref(): void;
}

export type ChildClass = (new () => ChildProcess & { spawnWith(launch: Launch, options: Options): void }) & {
  prototype: ChildProcess;
};

/** The error of a command that could not be started. */
export function spawnError(
  code: NonNullable<ReturnType<typeof systemCode>>,
  call: string,
  launch: Launch,
): SystemError {
  const error = plainSystemError(code, `${call} ${launch.file}`);
  return Object.assign(error, { path: launch.file, spawnargs: launch.args });
}

export function createChildClass(host: NodeHost): ChildClass {
  const { EventEmitter } = host.builtin('events') as { EventEmitter: EmitterClass };
  const { kernel, loop } = host;

  class ChildProcess extends EventEmitter {
    pid: number | undefined = undefined;
    stdin: DescriptorWritable | null = null;
    stdout: DescriptorReadable | null = null;
    stderr: DescriptorReadable | null = null;
    stdio: ChildStream[] = [];
    exitCode: number | null = null;
    signalCode: string | null = null;
    killed = false;
    connected = false;
    spawnfile = '';
    spawnargs: string[] = [];
    #held = false;
    #open = 0;

    spawnWith(launch: Launch, options: Options): void {
      this.spawnfile = launch.file;
      this.spawnargs = [launch.argv0 ?? launch.file, ...launch.args];
      let reply: SpawnReply;
      try {
        reply = kernel.sync('spawn', toRequest(launch));
      } catch (error) {
        this.#fail(error, launch);
        return;
      }
      this.pid = reply.pid;
      this.#connect(reply, launch);
      this.ref();
      const restore = bindContext((status: ExitStatus) => this.#exited(status));
      kernel.async('wait', reply.pid).then(
        (status) => loop.run(() => restore(status)),
        () => loop.run(() => restore({ code: null, signal: 'SIGKILL' })),
      );
      loop.nextTick(() => this.emit('spawn'));
      this.#limit(options);
    }

    kill(signal?: unknown): boolean {
      const name = signal === 0 ? '0' : checkSignal(signal, 'SIGTERM');
      if (this.pid === undefined || this.exitCode !== null || this.signalCode !== null) return false;
      try {
        kernel.sync('kill', this.pid, name);
      } catch {
        return false; // It has ended meanwhile.
      }
      if (name !== '0') this.killed = true;
      return true;
    }

    ref(): void {
      if (!this.#held && this.pid !== undefined && this.exitCode === null && this.signalCode === null) {
        loop.ref();
        this.#held = true;
      }
    }

    unref(): void {
      if (this.#held) loop.unref();
      this.#held = false;
    }

    [Symbol.dispose](): void {
      this.kill();
    }

    #fail(error: unknown, launch: Launch): void {
      const code = systemCode(error);
      if (code === undefined) throw error;
      // The streams exist all the same, and end at once.
      const { Readable, Writable } = host.builtin('stream') as {
        Readable: new (options: object) => DuplexLike;
        Writable: new (options: object) => DuplexLike;
      };
      const ended = (): DuplexLike => {
        const stream = new Readable({ read() {} });
        stream.push(null);
        return stream;
      };
      const swallow = { write: (_data: unknown, _encoding: unknown, done: () => void) => done() };
      this.stdio = launch.stdio.map((spec, index) =>
        spec === 'pipe' ? ((index === 0 ? new Writable(swallow) : ended()) as unknown as ChildStream) : null,
      );
      this.#nameStreams();
      loop.immediate(() => {
        this.exitCode = -2;
        this.emit('error', spawnError(code, 'spawn', launch));
        loop.immediate(() => this.emit('close', -2, null));
      });
    }

    #connect({ fds }: SpawnReply, launch: Launch): void {
      this.stdio = fds.map((fd, index): ChildStream => {
        if (fd === null) return null;
        if (index === launch.ipc) {
          openIpc(host, this as unknown as IpcEnd, fd, { refed: true, advanced: launch.advanced });
          return null;
        }
        if (index === 0) return createWritable(host, fd, { sync: false });
        const stream = createReadable(host, fd);
        this.#open++;
        stream.on('close', () => this.#closed());
        return index > 2 ? twoWay(host, stream, fd) : stream;
      });
      this.#nameStreams();
    }

    #nameStreams(): void {
      const [stdin, stdout, stderr] = this.stdio;
      this.stdin = (stdin ?? null) as DescriptorWritable | null;
      this.stdout = (stdout ?? null) as DescriptorReadable | null;
      this.stderr = (stderr ?? null) as DescriptorReadable | null;
    }

    #exited({ code, signal }: ExitStatus): void {
      this.exitCode = signal === null ? code : null;
      this.signalCode = signal;
      this.stdin?.destroy();
      this.emit('exit', this.exitCode, this.signalCode);
      this.unref();
      // As in Node: output that nobody asked for must not hold back 'close'.
      for (const stream of [this.stdout, this.stderr]) {
        if (stream && stream.readableFlowing === null && stream.listenerCount('readable') === 0)
          stream.resume();
      }
      if (this.#open === 0) this.emit('close', this.exitCode, this.signalCode);
    }

    #closed(): void {
      this.#open--;
      if (this.#open === 0 && (this.exitCode !== null || this.signalCode !== null)) {
        this.emit('close', this.exitCode, this.signalCode);
      }
    }

    /** `timeout` and `signal`. */
    #limit(options: Options): void {
      const killSignal = checkSignal(options['killSignal'], 'SIGTERM');
      const { timeout, signal } = options as { timeout?: number; signal?: AbortSignal };
      if (typeof timeout === 'number' && timeout > 0) {
        const timer = loop.timer(() => this.kill(killSignal), timeout);
        this.once('exit', () => timer.clear());
      }
      if (!signal) return;
      const abort = (): void => {
        if (this.kill(killSignal)) this.emit('error', new AbortError(undefined, { cause: signal.reason }));
      };
      if (signal.aborted) loop.nextTick(abort);
      else {
        signal.addEventListener('abort', abort, { once: true });
        this.once('exit', () => signal.removeEventListener('abort', abort));
      }
    }
  }
  return ChildProcess as unknown as ChildClass;
}

/** An extra pipe carries bytes both ways: the readable end learns to write. */
function twoWay(host: NodeHost, stream: DescriptorReadable, fd: number): DescriptorReadable {
  const out = createWritable(host, fd, { sync: false });
  return Object.assign(stream, { write: out.write.bind(out), end: out.end.bind(out) });
}

export function toRequest({ file, args, cwd, env, stdio, argv0, detached }: Launch) {
  return { command: file, args, cwd, env, stdio, detached, ...(argv0 === undefined ? {} : { argv0 }) };
}

/** A failure of a synchronous call on the kernel, in the form the caller shows. */
export function kernelFailure(error: unknown, syscall: string): unknown {
  const code = systemCode(error);
  return code === undefined ? error : systemError(code, syscall);
}
