/** `require('https')`: a client by way of fetch. There is no TLS inside the tab, hence no server. */
import type { NodeHost } from './host.ts';
import { defineAgentFor } from './http/https-agent.ts';
import { httpClasses } from './http/classes.ts';
import type { Agent, ClientRequest, RequestOptions } from './http/shapes.ts';
import { inherit } from './inherit.ts';
import { makeNodeError } from './errors.ts';

export function createModule(host: NodeHost): Record<string, unknown> {
  const { Agent: HttpAgent, ClientRequest, Server: HttpServer } = httpClasses(host);
  const Agent = defineAgentFor(HttpAgent);
  let globalAgent: Agent = new Agent({ keepAlive: true, scheduling: 'lifo', timeout: 5000 });

  function Server(): never {
    throw makeNodeError(
      Error,
      'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
      'https.createServer is not available in the tab: previews already have a secure context. Use http.createServer.',
    );
  }
  inherit(Server, HttpServer);

  const request = (...args: unknown[]): ClientRequest => {
    const options = args.findIndex((arg) => isOptions(arg));
    const added = { _defaultAgent: globalAgent };
    if (options >= 0) args[options] = { ...added, ...(args[options] as RequestOptions) };
    else args.splice(1, 0, added);
    return new ClientRequest(...args);
  };
  return {
    Agent,
    Server,
    createServer: Server,
    request,
    get(...args: unknown[]) {
      const made = request(...args);
      made.end();
      return made;
    },
    get globalAgent() {
      return globalAgent;
    },
    set globalAgent(agent: Agent) {
      globalAgent = agent;
    },
  };
}

function isOptions(arg: unknown): boolean {
  return typeof arg === 'object' && arg !== null && !(arg instanceof URL);
}
