/**
 * What lets a port's messages be read without waiting for an event. A native port gives messages to events only, so when
 * the thread that holds the receiving end reads synchronously (it has asked for `receiveMessageOnPort`), messages that
 * can be bytes go through a mailbox of the kernel's, and the native port carries a bell for each. Others go natively.
 */
import type { NodeHost } from '../host.ts';
import { createSerializers, type SerializerModule } from '../v8/serializer.ts';
import type { BufferClass } from '../builtin-types.ts';

/** One end of a channel; it travels with its port. */
export interface PortLink {
  channel: string;
  side: 0 | 1;
  /** For each side, 1 when the thread that holds it reads synchronously. */
  sync: Int32Array;
}

export const BELL = '__port_bell__';

let channels = 0;

export function createLinks(host: NodeHost): [PortLink, PortLink] {
  const channel = `${host.identity.threadId}.${++channels}`;
  const sync = new Int32Array(new SharedArrayBuffer(8));
  return [
    { channel, side: 0, sync },
    { channel, side: 1, sync },
  ];
}

/** The mailboxes of one thread. */
export class Mailboxes {
  readonly #host: NodeHost;
  readonly #held = new Set<PortLink>();
  #bytes: SerializerModule | undefined;
  #reads = false;

  constructor(host: NodeHost) {
    this.#host = host;
  }

  /** This thread holds the port from now on. */
  hold(link: PortLink): void {
    this.#held.add(link);
    Atomics.store(link.sync, link.side, this.#reads ? 1 : 0);
  }

  release(link: PortLink): void {
    this.#held.delete(link);
  }

  /** This thread may read synchronously from now on. */
  enable(): void {
    this.#reads = true;
    for (const link of this.#held) Atomics.store(link.sync, link.side, 1);
  }

  /** True when the message was put into the mailbox of the other side. */
  post(link: PortLink, value: unknown): boolean {
    const other = 1 - link.side;
    if (Atomics.load(link.sync, other) === 0) return false;
    let bytes: Uint8Array;
    try {
      bytes = this.#serializers.serialize(value) as Uint8Array;
    } catch {
      // Only the platform can clone it, or nobody, which it will say.
      return false;
    }
    this.#host.kernel.sync('postMail', `${link.channel}.${other}`, new Uint8Array(bytes));
    return true;
  }

  take(link: PortLink): { message: unknown } | undefined {
    const bytes = this.#host.kernel.sync('takeMail', `${link.channel}.${link.side}`);
    return bytes ? { message: this.#serializers.deserialize(bytes) } : undefined;
  }

  get #serializers(): SerializerModule {
    // A Buffer arrives as Uint8Array, as any clone of it.
    const Plain = { from: (data: Uint8Array) => new Uint8Array(data) } as unknown as BufferClass;
    return (this.#bytes ??= createSerializers(Plain));
  }
}

const mailboxes = new WeakMap<NodeHost, Mailboxes>();

export function mailboxesOf(host: NodeHost): Mailboxes {
  let own = mailboxes.get(host);
  if (!own) mailboxes.set(host, (own = new Mailboxes(host)));
  return own;
}
