/** Node's face of the platform's MessagePort: events of an emitter, and ref/unref that keep the process alive. */
import { bindContext } from '../async-context.ts';
import type { NodeHost } from '../host.ts';

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

interface State {
  listeners: Map<string, { listener: Listener; once: boolean; run: Listener }[]>;
  held: boolean;
  closed: boolean;
  started: boolean;
}

const states = new WeakMap<MessagePort, State>();
const CLOSED = '__port_closed__';

/** What other realms send of `Buffer` arrives as Uint8Array by itself; nothing to do but deliver. */
export function adoptPort(host: NodeHost, native: MessagePort): NodePort {
  const port = native as NodePort;
  if (states.has(port)) return port;
  const { loop } = host;
  const state: State = { listeners: new Map(), held: false, closed: false, started: false };
  states.set(port, state);
  const setHeld = (held: boolean): void => {
    if (held === state.held || (held && state.closed)) return;
    state.held = held;
    if (held) loop.ref();
    else loop.unref();
  };
  const closed = (): void => {
    if (state.closed) return;
    setHeld(false);
    state.closed = true;
    loop.immediate(() => emit('close'));
  };
  const emit = (event: string, ...args: unknown[]): boolean => {
    const list = state.listeners.get(event) ?? [];
    for (const entry of [...list]) {
      if (entry.once) remove(event, entry.listener);
      entry.run.apply(port, args);
    }
    return list.length > 0;
  };
  const remove = (event: string, listener: Listener): NodePort => {
    const list = (state.listeners.get(event) ?? []).filter((entry) => entry.listener !== listener);
    state.listeners.set(event, list);
    if (event === 'message' && list.length === 0) setHeld(false);
    return port;
  };
  const start = port.start.bind(port);
  const begin = (): void => {
    setHeld(true);
    if (state.started) return;
    state.started = true;
    start();
  };
  const add = (event: string, listener: Listener, once: boolean): NodePort => {
    const list = state.listeners.get(event) ?? [];
    list.push({ listener, once, run: bindContext(listener) });
    state.listeners.set(event, list);
    if (event === 'message') begin();
    return port;
  };
  port.addEventListener('message', (event) => {
    loop.run(() => {
      if (event.data === CLOSED) return closed();
      emit('message', event.data);
    });
  });
  port.addEventListener('messageerror', (event) => loop.run(() => emit('messageerror', event.data)));
  const close = port.close.bind(port);
  let onmessage: Listener | null = null;
  Object.defineProperty(port, 'onmessage', {
    get: () => onmessage,
    set(listener: Listener | null) {
      if (onmessage) port.removeEventListener('message', onmessage as never);
      onmessage = listener;
      if (!listener) return setHeld(false);
      port.addEventListener('message', listener as never);
      begin();
    },
    configurable: true,
  });
  const methods = {
    on: (event: string, listener: Listener) => add(event, listener, false),
    addListener: (event: string, listener: Listener) => add(event, listener, false),
    once: (event: string, listener: Listener) => add(event, listener, true),
    off: remove,
    removeListener: remove,
    removeAllListeners(event?: string) {
      for (const name of event === undefined ? [...state.listeners.keys()] : [event])
        state.listeners.delete(name);
      if (!state.listeners.has('message')) setHeld(false);
      return port;
    },
    listenerCount: (event: string) => state.listeners.get(event)?.length ?? 0,
    emit,
    ref: () => setHeld(true),
    unref: () => setHeld(false),
    hasRef: () => state.held,
    start: begin,
    close() {
      if (state.closed) return;
      port.postMessage(CLOSED);
      close();
      closed();
    },
  };
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(port, name, { value, configurable: true, writable: true });
  }
  return port;
}

/** A transfer list, given as an array or as `{transfer}`. */
export function transferables(list: unknown): Transferable[] {
  const given = Array.isArray(list) ? list : ((list as { transfer?: unknown[] } | undefined)?.transfer ?? []);
  return given as Transferable[];
}
