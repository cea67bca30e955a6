/** The classes of http, made once a process and shared by `http` and `https`. */
import type { NodeHost } from '../host.ts';
import type { NetModule } from '../net.ts';
import { isLoopback } from '../net/address.ts';
import { defineAgent } from './agent.ts';
import type { AgentConstructor } from './agent.ts';
import { defineClient } from './client.ts';
import type { ClientConstructor } from './client.ts';
import { createFetchConnection } from './fetch-connection.ts';
import { defineIncoming } from './incoming.ts';
import type { IncomingConstructor } from './incoming.ts';
import { defineOutgoing } from './outgoing.ts';
import { defineResponse } from './response.ts';
import type { ResponseConstructor } from './response.ts';
import { defineServer } from './server.ts';
import type { HttpServerConstructor } from './server.ts';
import type { Agent, HttpConstructor, HttpSocket, OutgoingMessage, RequestOptions } from './shapes.ts';

export interface HttpClasses {
  Agent: AgentConstructor;
  ClientRequest: ClientConstructor;
  IncomingMessage: IncomingConstructor;
  OutgoingMessage: HttpConstructor<OutgoingMessage>;
  Server: HttpServerConstructor;
  ServerResponse: ResponseConstructor;
  agents: { http: Agent };
}

const made = new WeakMap<NodeHost, HttpClasses>();

export function httpClasses(host: NodeHost): HttpClasses {
  const known = made.get(host);
  if (known) return known;
  const net = host.builtin('net') as NetModule;
  const connect = (options: RequestOptions): HttpSocket => {
    const name = String(options.host ?? 'localhost');
    if (options.socketPath) return net.connect({ path: options.socketPath }) as HttpSocket;
    const secure = options.protocol === 'https:';
    if (!secure && isLoopback(name)) {
      return net.connect({ port: options.port ?? 80, host: name }) as HttpSocket;
    }
    const authority = name.includes(':') && !name.startsWith('[') ? `[${name}]` : name;
    const url = new URL(`${secure ? 'https' : 'http'}://${authority}:${options.port ?? ''}`);
    return createFetchConnection(host, url.origin);
  };
  const IncomingMessage = defineIncoming(host);
  const OutgoingMessage = defineOutgoing(host);
  const ServerResponse = defineResponse(OutgoingMessage);
  const Agent = defineAgent(host, connect);
  const agents = { http: new Agent({ keepAlive: true, scheduling: 'lifo', timeout: 5000 }) };
  const classes: HttpClasses = {
    Agent,
    agents,
    IncomingMessage,
    OutgoingMessage,
    ServerResponse,
    ClientRequest: defineClient({
      host,
      Outgoing: OutgoingMessage,
      Incoming: IncomingMessage,
      globalAgent: () => agents.http,
      AgentClass: Agent,
    }),
    Server: defineServer(host, net, IncomingMessage, ServerResponse),
  };
  made.set(host, classes);
  return classes;
}
