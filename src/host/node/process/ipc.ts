/** The channel between a parent and a forked child, over a pipe both ways: a JSON text a line, or a clone in base64. */
import type { BufferClass, Emitter } from '../builtin-types.ts';
import { ERR_IPC_CHANNEL_CLOSED, ERR_IPC_DISCONNECTED, ERR_MISSING_ARGS } from '../errors.ts';
import type { NodeHost } from '../host.ts';

type Sent = (error: Error | null) => void;

export interface Channel {
  ref(): void;
  unref(): void;
}

export interface IpcEnd extends Emitter {
  connected?: boolean;
  channel?: Channel | null;
  send?: unknown;
  disconnect?: unknown;
}

/** Gives `target` (a ChildProcess, or `process`) send, disconnect, connected, channel and 'message' events. */
export function openIpc(
  host: NodeHost,
  target: IpcEnd,
  fd: number,
  { refed, advanced }: { refed: boolean; advanced: boolean },
): Channel {
  const { kernel, loop } = host;
  const text = advanced
    ? clones(host)
    : { write: JSON.stringify, read: JSON.parse as (line: string) => unknown };
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = '';
  let held = false;
  let queue: Promise<unknown> = Promise.resolve();

  const channel: Channel = {
    ref() {
      if (!held && target.connected) loop.ref();
      held = target.connected === true;
    },
    unref() {
      if (held) loop.unref();
      held = false;
    },
  };
  const finish = (): void => {
    if (!target.connected) return;
    target.connected = false;
    channel.unref();
    target.channel = null;
    kernel.async('close', fd).catch(() => undefined);
    target.emit('disconnect');
  };
  /** What came before anyone listened: a module's imports take longer than its parent's first message. */
  let early: unknown[] = [];
  const deliver = (messages: unknown[]): void => {
    for (const message of messages) {
      if (target.listenerCount('message') === 0) early.push(message);
      else target.emit('message', message, undefined);
    }
  };
  target.on('newListener', (event: unknown) => {
    if (event !== 'message' || early.length === 0) return;
    loop.nextTick(() => {
      const messages = early;
      early = [];
      deliver(messages);
    });
  });
  const receive = (): void => {
    kernel.async('read', fd, 65_536, null).then(
      (bytes) =>
        loop.run(() => {
          if (bytes.byteLength === 0) return finish();
          const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
          rest = lines.pop() ?? '';
          deliver(lines.map((line) => text.read(line)));
          if (target.connected) receive();
        }),
      () => loop.run(finish),
    );
  };

  Object.assign(target, {
    connected: true,
    channel,
    send(message: unknown, ...rest: unknown[]): boolean {
      const sent = rest.findLast((each): each is Sent => typeof each === 'function');
      if (message === undefined) throw new ERR_MISSING_ARGS('message');
      if (!target.connected) {
        const error = new ERR_IPC_CHANNEL_CLOSED();
        loop.nextTick(() => (sent ? sent(error) : target.emit('error', error)));
        return false;
      }
      const bytes = encoder.encode(`${text.write(message)}\n`);
      queue = queue.then(() => writeAll(host, fd, bytes));
      loop.pending(queue, (error) => sent?.((error as Error | null) ?? null));
      return true;
    },
    disconnect(): void {
      if (!target.connected) {
        target.emit('error', new ERR_IPC_DISCONNECTED());
        return;
      }
      // What was sent before is still to arrive.
      loop.pending(queue, finish);
    },
  });
  if (refed) channel.ref();
  receive();
  return channel;
}

async function writeAll(host: NodeHost, fd: number, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.byteLength;)
    at += await host.kernel.async('write', fd, bytes.subarray(at), null);
}

interface LineFormat {
  write(message: unknown): string;
  read(line: string): unknown;
}

/** `serialization: 'advanced'`: V8's own format. */
function clones(host: NodeHost): LineFormat {
  const { Buffer } = host.builtin('buffer') as { Buffer: BufferClass };
  const v8 = host.builtin('v8') as {
    serialize(value: unknown): object;
    deserialize(bytes: Uint8Array): unknown;
  };
  return {
    write: (message) => (v8.serialize(message) as { toString(encoding: string): string }).toString('base64'),
    read: (line) => v8.deserialize(Buffer.from(line, 'base64')),
  };
}
