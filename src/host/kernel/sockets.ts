/** Loopback sockets: ports and paths, listeners and the connections between processes, previews and the client. */
import { FsError } from '../vfs/errno.ts';
import { BaseDescription, type Description, type Waiter } from './description.ts';
import { createSocketPair, type StreamEnd } from './pipe.ts';

const FIRST_EPHEMERAL = 49152;
const LAST_PORT = 65535;

export interface Connection {
  description: Description;
  remotePort: number;
}

/** A bound port, 0 for a path, and the connections nobody accepted yet. */
export class Listener extends BaseDescription {
  readonly kind = 'socket';
  readonly port: number;
  readonly #onClose: () => void;
  #backlog: Connection[] = [];
  #waiting: { waiter: Waiter; resolve(connection: Connection): void; reject(error: Error): void }[] = [];
  #closed = false;

  constructor(port: number, onClose: () => void) {
    super();
    this.port = port;
    this.#onClose = onClose;
  }

  accept(waiter: Waiter): Connection | Promise<Connection> {
    if (this.#closed) throw new FsError('EBADF', 'accept');
    const connection = this.#backlog.shift();
    if (connection) return connection;
    return new Promise((resolve, reject) => this.#waiting.push({ waiter, resolve, reject }));
  }

  deliver(connection: Connection): void {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      if (next.waiter.alive) return next.resolve(connection);
    }
    this.#backlog.push(connection);
  }

  close(): void {
    this.#closed = true;
    this.#waiting.forEach((wait) => wait.reject(new FsError('EBADF', 'accept')));
    this.#backlog.forEach((connection) => connection.description.close());
    this.#waiting = [];
    this.#backlog = [];
    this.#onClose();
  }
}

export class Sockets {
  readonly #ports = new Map<number, Listener>();
  readonly #paths = new Map<string, Listener>();
  readonly #onChange: (port: number, open: boolean) => void;
  #ephemeral = FIRST_EPHEMERAL;

  constructor(onChange: (port: number, open: boolean) => void) {
    this.#onChange = onChange;
  }

  get open(): number[] {
    return [...this.#ports.keys()];
  }

  listen(port: number): Listener {
    if (port < 0 || port > LAST_PORT) throw new FsError('EINVAL', 'listen');
    const bound = port === 0 ? this.#freePort() : port;
    if (this.#ports.has(bound)) throw new FsError('EADDRINUSE', 'listen');
    const listener = new Listener(bound, () => {
      this.#ports.delete(bound);
      this.#onChange(bound, false);
    });
    this.#ports.set(bound, listener);
    this.#onChange(bound, true);
    return listener;
  }

  /** A Unix socket. It is a name among sockets only: there is no file of it. */
  listenAt(path: string): Listener {
    if (this.#paths.has(path)) throw new FsError('EADDRINUSE', 'listen');
    const listener = new Listener(0, () => this.#paths.delete(path));
    this.#paths.set(path, listener);
    return listener;
  }

  connectTo(path: string): StreamEnd {
    const listener = this.#paths.get(path);
    if (!listener) throw new FsError('ENOENT', 'connect');
    const [client, server] = createSocketPair('socket');
    listener.deliver({ description: server, remotePort: 0 });
    return client;
  }

  connect(port: number): { end: StreamEnd; localPort: number } {
    const listener = this.#ports.get(port);
    if (!listener) throw new FsError('ECONNREFUSED', 'connect');
    const localPort = this.#freePort();
    const [client, server] = createSocketPair('socket');
    listener.deliver({ description: server, remotePort: localPort });
    return { end: client, localPort };
  }

  #freePort(): number {
    do {
      this.#ephemeral = this.#ephemeral >= LAST_PORT ? FIRST_EPHEMERAL : this.#ephemeral + 1;
    } while (this.#ports.has(this.#ephemeral));
    return this.#ephemeral;
  }
}
