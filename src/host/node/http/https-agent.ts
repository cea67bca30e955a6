/** https.Agent: http's, on port 443. */
import { inherit } from '../inherit.ts';
import type { AgentConstructor } from './agent.ts';
import type { Agent } from './shapes.ts';

export function defineAgentFor(HttpAgent: AgentConstructor): AgentConstructor {
  function Agent(this: Agent, options?: object): unknown {
    if (!(this instanceof Agent)) return new (Agent as unknown as AgentConstructor)(options);
    HttpAgent.call(this, options);
    this.defaultPort = 443;
    this.protocol = 'https:';
    return undefined;
  }
  inherit<Agent>(Agent, HttpAgent);
  return Agent as unknown as AgentConstructor;
}
