/** http.Agent: keeps connections for the next request to the same place, and requests waiting for a connection. */
import { ERR_INVALID_ARG_VALUE } from '../errors.ts';
import type { NodeHost } from '../host.ts';
import { inherit } from '../inherit.ts';
import { emitters } from '../stream-shapes.ts';
import { validateNumber } from '../validators.ts';
import type { Agent, ClientRequest, ConnectionDone, HttpSocket, RequestOptions } from './shapes.ts';

export interface AgentConstructor {
  new (options?: object): Agent;
  call(self: object, options?: object): void;
  prototype: Agent;
}

type Connect = (options: RequestOptions) => HttpSocket;

export function defineAgent(host: NodeHost, connect: Connect): AgentConstructor {
  const EventEmitter = emitters(host);

  function Agent(this: Agent, options: RequestOptions = {}): unknown {
    if (!(this instanceof Agent)) return new (Agent as unknown as AgentConstructor)(options);
    EventEmitter.call(this);
    checkPool(options);
    const number = (name: string, fallback: number): number => Number(options[name] ?? fallback);
    Object.assign(this, {
      defaultPort: 80,
      protocol: 'http:',
      options: { noDelay: true, path: null, ...options },
      requests: {},
      sockets: {},
      freeSockets: {},
      keepAliveMsecs: number('keepAliveMsecs', 1000),
      keepAlive: Boolean(options.keepAlive),
      maxSockets: number('maxSockets', Infinity),
      maxFreeSockets: number('maxFreeSockets', 256),
      maxTotalSockets: number('maxTotalSockets', Infinity),
      scheduling: options.scheduling ?? 'lifo',
      totalSocketCount: 0,
    });
    this.on('free', (socket: HttpSocket, used: RequestOptions) => released(this, socket, used));
    return undefined;
  }

  inherit<Agent>(Agent, EventEmitter, connectionMethods(connect), poolMethods);
  Object.assign(Agent, { defaultMaxSockets: Infinity });
  return Agent as unknown as AgentConstructor;
}

function checkPool({ maxTotalSockets, scheduling }: RequestOptions): void {
  if (maxTotalSockets !== undefined) validateNumber(maxTotalSockets, 'maxTotalSockets', 1);
  if (scheduling !== undefined && scheduling !== 'fifo' && scheduling !== 'lifo')
    throw new ERR_INVALID_ARG_VALUE('scheduling', scheduling, "must be one of: 'fifo', 'lifo'");
}

function connectionMethods(connect: Connect): object & ThisType<Agent> {
  return {
    createConnection(options: RequestOptions) {
      return connect({ ...options, protocol: options.protocol ?? this.protocol });
    },
    createSocket(request: ClientRequest, given: RequestOptions, done: ConnectionDone) {
      const options = { ...given, ...this.options, path: given.path } as RequestOptions;
      const name = this.getName(options);
      let answered = false;
      const finish: ConnectionDone = (error, socket) => {
        if (answered) return;
        answered = true;
        if (error || !socket) {
          done(error ?? new Error('createConnection gave no socket'));
          return;
        }
        (this.sockets[name] ??= []).push(socket);
        this.totalSocketCount += 1;
        watchSocket(this, socket, options);
        done(null, socket);
      };
      if (request.timeout) options.timeout = request.timeout;
      const socket = this.createConnection(options, finish);
      if (socket) finish(null, socket);
    },
  };
}

/** Keeps the agent's lists true while a socket lives. */
function watchSocket(agent: Agent, socket: HttpSocket, options: RequestOptions): void {
  const onFree = (): void => void agent.emit('free', socket, options);
  const onClose = (): void => agent.removeSocket(socket, options);
  const onRemove = (): void => {
    agent.removeSocket(socket, options);
    socket.removeListener('free', onFree);
    socket.removeListener('close', onClose);
    socket.removeListener('agentRemove', onRemove);
  };
  socket.on('free', onFree);
  socket.on('close', onClose);
  socket.on('agentRemove', onRemove);
}

const poolMethods: object & ThisType<Agent> = {
  getName(options: RequestOptions = {}) {
    const { localAddress, family, socketPath } = options;
    let name = `${options.host || 'localhost'}:${options.port ?? ''}:${String(localAddress ?? '')}`;
    if (family === 4 || family === 6) name += `:${family}`;
    return socketPath ? `${name}:${socketPath}` : name;
  },
  addRequest(request: ClientRequest, given: RequestOptions, port?: unknown, local?: unknown) {
    const legacy = (
      typeof given === 'string' ? { host: given, port, localAddress: local } : given
    ) as RequestOptions;
    const options = { ...legacy, ...this.options, path: legacy.path } as RequestOptions;
    const name = this.getName(options);
    const free = this.freeSockets[name];
    while (free?.length && free[0]?.destroyed) free.shift();
    const socket = this.scheduling === 'fifo' ? free?.shift() : free?.pop();
    if (free?.length === 0) delete this.freeSockets[name];
    const inUse = this.sockets[name]?.length ?? 0;
    if (socket) {
      this.reuseSocket(socket, request);
      (this.sockets[name] ??= []).push(socket);
      assign(this, request, socket);
    } else if (inUse < this.maxSockets && this.totalSocketCount < this.maxTotalSockets) {
      connectFor(this, request, options);
    } else (this.requests[name] ??= []).push(request);
  },
  removeSocket(socket: HttpSocket, options: RequestOptions) {
    const name = this.getName(options);
    let removed = false;
    for (const list of [this.sockets, this.freeSockets]) {
      const at = list[name]?.indexOf(socket) ?? -1;
      if (at < 0) continue;
      removed = true;
      list[name]?.splice(at, 1);
      if (list[name]?.length === 0) delete list[name];
    }
    if (removed) this.totalSocketCount -= 1;
    const waiting = this.requests[name];
    const next = waiting?.shift();
    if (waiting?.length === 0) delete this.requests[name];
    if (next) connectFor(this, next, options);
  },
  keepSocketAlive(socket: HttpSocket) {
    socket.setKeepAlive?.(true, this.keepAliveMsecs);
    socket.unref?.();
    socket.setTimeout?.(Number(this.options.timeout ?? 0));
    return true;
  },
  reuseSocket(socket: HttpSocket, request: ClientRequest) {
    request.reusedSocket = true;
    unguard(socket);
    socket.ref?.();
  },
  destroy() {
    for (const list of [this.freeSockets, this.sockets]) {
      for (const socket of Object.values(list).flat()) socket.destroy();
    }
  },
};

function connectFor(agent: Agent, request: ClientRequest, options: RequestOptions): void {
  agent.createSocket(request, options, (error, socket) => {
    if (error || !socket) request.onSocket(null, error);
    else assign(agent, request, socket);
  });
}

function assign(agent: Agent, request: ClientRequest, socket: HttpSocket): void {
  const timeout = request.timeout ?? Number(agent.options.timeout ?? 0);
  if (socket.timeout !== timeout) socket.setTimeout?.(timeout);
  request.onSocket(socket);
}

/** A request is done with its socket: the next one takes it, or it waits, or it goes. */
function released(agent: Agent, socket: HttpSocket, options: RequestOptions): void {
  const name = agent.getName(options);
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const waiting = agent.requests[name];
  const next = waiting?.shift();
  if (waiting?.length === 0) delete agent.requests[name];
  if (next) {
    assign(agent, next, socket);
    return;
  }
  const free = agent.freeSockets[name] ?? [];
  const room = free.length < agent.maxFreeSockets && agent.totalSocketCount <= agent.maxTotalSockets;
  if (!agent.keepAlive || !room || !agent.keepSocketAlive(socket)) {
    socket.destroy();
    return;
  }
  agent.freeSockets[name] = [...free, socket];
  socket._httpMessage = null;
  const inUse = agent.sockets[name] ?? [];
  const at = inUse.indexOf(socket);
  if (at >= 0) inUse.splice(at, 1);
  if (inUse.length === 0) delete agent.sockets[name];
  guardIdle(socket);
}

const guards = new WeakMap<HttpSocket, () => void>();

/** An idle connection that breaks must not end the process. */
function guardIdle(socket: HttpSocket): void {
  const onTrouble = (): void => void socket.destroy();
  guards.set(socket, onTrouble);
  socket.on('error', onTrouble);
  socket.on('timeout', onTrouble);
}

function unguard(socket: HttpSocket): void {
  const onTrouble = guards.get(socket);
  if (!onTrouble) return;
  guards.delete(socket);
  socket.removeListener('error', onTrouble);
  socket.removeListener('timeout', onTrouble);
}
