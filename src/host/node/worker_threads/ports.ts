/** Node's face of the platform's MessagePort: events of an emitter, and ref/unref that keep the process alive. */
import { bindContext } from '../async-context.ts';
import type { NodeHost } from '../host.ts';
import { withCloneErrors } from './clone-error.ts';
import { BELL, mailboxesOf, type PortLink } from './port-link.ts';

type Listener = (...args: unknown[]) => void;

/** A native port with Node's methods on it. It stays native, so that it can be posted on. */
export interface NodePort extends MessagePort {
  on(event: string, listener: Listener): this;
  once(event: string, listener: Listener): this;
  off(event: string, listener: Listener): this;
  emit(event: string, ...args: unknown[]): boolean;
  ref(): void;
  unref(): void;
  hasRef(): boolean;
}

/** Ports that go from one thread to another, and what is known of them there. */
export interface PortBundle {
  ports: MessagePort[];
  links: (PortLink | null)[];
}

/** A message with ports in it. */
interface Envelope extends PortBundle {
  __ports__: true;
  value: unknown;
}

const CLOSED = '__port_closed__';

const states = new WeakMap<MessagePort, PortState>();

export function adoptPort(host: NodeHost, native: MessagePort, link: PortLink | null = null): NodePort {
  const port = native as NodePort;
  if (!states.has(port)) states.set(port, new PortState(host, port, link));
  return port;
}

/** A transfer list, given as an array or as `{transfer}`. */
export function transferables(list: unknown): Transferable[] {
  const given = Array.isArray(list) ? list : ((list as { transfer?: unknown[] } | undefined)?.transfer ?? []);
  return given as Transferable[];
}

/** What the other thread needs to adopt the ports of a transfer list. */
export function bundle(host: NodeHost, transfer: Transferable[]): PortBundle {
  const ports = transfer.filter((item): item is MessagePort => item instanceof NativePort);
  const links = ports.map((port) => {
    const link = states.get(port)?.leave() ?? null;
    if (!link) return null;
    // Its other end may be read synchronously, and the first such read must find what the other thread posts from now on.
    mailboxesOf(host).enable();
    mailboxesOf(host).release(link);
    return link;
  });
  return { ports, links };
}

export function adoptBundle(host: NodeHost, { ports, links }: PortBundle): void {
  for (const [index, port] of ports.entries()) adoptPort(host, port, links[index] ?? null);
}

/** `receiveMessageOnPort`: the next message that is there, without its event. */
export function takeMessage(port: MessagePort): { message: unknown } | undefined {
  return states.get(port)?.takeNow();
}

const NativePort = globalThis.MessagePort;

interface Entry {
  listener: Listener;
  once: boolean;
  run: Listener;
}

class PortState {
  readonly #host: NodeHost;
  readonly #port: NodePort;
  readonly #link: PortLink | null;
  readonly #native: { post(value: unknown, transfer: Transferable[]): void; start(): void; close(): void };
  readonly #listeners = new Map<string, Entry[]>();
  /** Listeners of `addEventListener`, which get events and not values. */
  readonly #web = new Set<(event: MessageEvent) => void>();
  #onmessage: ((event: MessageEvent) => void) | null = null;
  #held = false;
  #closed = false;
  #started = false;
  /** Messages taken before their bells came. */
  #ahead = 0;

  constructor(host: NodeHost, port: NodePort, link: PortLink | null) {
    this.#host = host;
    this.#port = port;
    this.#link = link;
    if (link) mailboxesOf(host).hold(link);
    const post = port.postMessage.bind(port) as (value: unknown, transfer: Transferable[]) => void;
    this.#native = {
      post: (value, transfer) => withCloneErrors(() => post(value, transfer)),
      start: port.start.bind(port),
      close: port.close.bind(port),
    };
    const listen = port.addEventListener.bind(port) as (
      type: string,
      listener: (event: MessageEvent) => void,
    ) => void;
    listen('message', (event) => host.loop.run(() => this.#arrived(event.data)));
    listen('messageerror', (event) => host.loop.run(() => this.#emit('messageerror', event.data)));
    this.#define();
  }

  /** The port goes to another thread. */
  leave(): PortLink | null {
    this.#hold(false);
    this.#closed = true;
    return this.#link;
  }

  takeNow(): { message: unknown } | undefined {
    const taken = this.#link ? mailboxesOf(this.#host).take(this.#link) : undefined;
    if (taken) this.#ahead++;
    return taken;
  }

  #arrived(data: unknown): void {
    if (data === CLOSED) return this.#ended();
    if (data === BELL) {
      if (this.#ahead > 0) return void this.#ahead--;
      const taken = this.#link ? mailboxesOf(this.#host).take(this.#link) : undefined;
      return taken && this.#deliver(taken.message);
    }
    if (isEnvelope(data)) {
      adoptBundle(this.#host, data);
      return this.#deliver(data.value, data.ports);
    }
    this.#deliver(data);
  }

  #deliver(value: unknown, ports: MessagePort[] = []): void {
    this.#emit('message', value);
    if (!this.#onmessage && this.#web.size === 0) return;
    const event = new MessageEvent('message', { data: value, ports });
    Object.defineProperty(event, 'target', { value: this.#port });
    for (const listener of [this.#onmessage, ...this.#web]) listener?.call(this.#port, event);
  }

  #post(value: unknown, transfer?: unknown): void {
    if (this.#closed) return;
    const list = transferables(transfer);
    if (list.length === 0 && this.#link && mailboxesOf(this.#host).post(this.#link, value))
      return this.#native.post(BELL, []);
    if (!list.some((item) => item instanceof NativePort)) return this.#native.post(value, list);
    const envelope: Envelope = { __ports__: true, value, ...bundle(this.#host, list) };
    this.#native.post(envelope, list);
  }

  #hold(held: boolean): void {
    if (held === this.#held || (held && this.#closed)) return;
    this.#held = held;
    if (held) this.#host.loop.ref();
    else this.#host.loop.unref();
  }

  #ended(): void {
    if (this.#closed) return;
    this.#hold(false);
    this.#closed = true;
    if (this.#link) mailboxesOf(this.#host).release(this.#link);
    this.#host.loop.immediate(() => this.#emit('close'));
  }

  #begin(): void {
    this.#hold(true);
    if (this.#started) return;
    this.#started = true;
    this.#native.start();
  }

  #emit(event: string, ...args: unknown[]): boolean {
    const list = this.#listeners.get(event) ?? [];
    for (const entry of [...list]) {
      if (entry.once) this.#remove(event, entry.listener);
      entry.run.apply(this.#port, args);
    }
    return list.length > 0;
  }

  #add(event: string, listener: Listener, once: boolean): NodePort {
    const list = this.#listeners.get(event) ?? [];
    list.push({ listener, once, run: bindContext(listener) });
    this.#listeners.set(event, list);
    if (event === 'message') this.#begin();
    return this.#port;
  }

  #remove(event: string, listener: Listener): NodePort {
    const list = (this.#listeners.get(event) ?? []).filter((entry) => entry.listener !== listener);
    this.#listeners.set(event, list);
    if (event === 'message') this.#rest();
    return this.#port;
  }

  /** Without anyone who listens, the port keeps nothing alive. */
  #rest(): void {
    if (!this.#onmessage && this.#web.size === 0 && !this.#listeners.get('message')?.length)
      this.#hold(false);
  }

  #define(): void {
    const port = this.#port;
    const on = (event: string, listener: Listener): NodePort => this.#add(event, listener, false);
    const off = (event: string, listener: Listener): NodePort => this.#remove(event, listener);
    const methods = {
      on,
      addListener: on,
      once: (event: string, listener: Listener) => this.#add(event, listener, true),
      off,
      removeListener: off,
      removeAllListeners: (event?: string) => {
        for (const name of event === undefined ? [...this.#listeners.keys()] : [event])
          this.#listeners.delete(name);
        this.#rest();
        return port;
      },
      listenerCount: (event: string) => this.#listeners.get(event)?.length ?? 0,
      emit: (event: string, ...args: unknown[]) => this.#emit(event, ...args),
      ref: () => this.#hold(true),
      unref: () => this.#hold(false),
      hasRef: () => this.#held,
      start: () => this.#begin(),
      postMessage: (value: unknown, transfer?: unknown) => this.#post(value, transfer),
      close: () => {
        if (this.#closed) return;
        this.#native.post(CLOSED, []);
        this.#native.close();
        this.#ended();
      },
      ...this.#webMethods(),
    };
    for (const [name, value] of Object.entries(methods)) {
      Object.defineProperty(port, name, { value, configurable: true, writable: true });
    }
    Object.defineProperty(port, 'onmessage', {
      get: () => this.#onmessage,
      set: (listener: ((event: MessageEvent) => void) | null) => {
        this.#onmessage = typeof listener === 'function' ? listener : null;
        if (this.#onmessage) this.#begin();
        else this.#rest();
      },
      configurable: true,
    });
  }

  #webMethods(): Record<string, unknown> {
    type WebListener = ((event: MessageEvent) => void) | { handleEvent(event: MessageEvent): void };
    const wrapped = new Map<WebListener, (event: MessageEvent) => void>();
    const { addEventListener, removeEventListener } = NativePort.prototype;
    const remove = (listener: WebListener): void => {
      const call = wrapped.get(listener);
      if (call) this.#web.delete(call);
      wrapped.delete(listener);
      this.#rest();
    };
    return {
      addEventListener: (type: string, listener: WebListener, options?: { once?: boolean }) => {
        if (type !== 'message')
          return addEventListener.call(this.#port, type, listener as never, options as never);
        if (wrapped.has(listener)) return;
        const call = (event: MessageEvent): void => {
          if (typeof options === 'object' && options.once) remove(listener);
          if (typeof listener === 'function') listener.call(this.#port, event);
          else listener.handleEvent(event);
        };
        wrapped.set(listener, call);
        this.#web.add(call);
        this.#begin();
      },
      removeEventListener: (type: string, listener: WebListener) =>
        type === 'message' ? remove(listener) : removeEventListener.call(this.#port, type, listener as never),
    };
  }
}

function isEnvelope(data: unknown): data is Envelope {
  return typeof data === 'object' && data !== null && (data as Partial<Envelope>).__ports__ === true;
}
