/** https.Agent: http's, on port 443. */
import { inherit } from '../inherit.ts';
import type { AgentConstructor } from './agent.ts';
import type { Agent, RequestOptions } from './shapes.ts';

/** What sets one secure connection apart from another, in the order of its name. */
const PARTS =
  'ca cert clientCertEngine ciphers key pfx rejectUnauthorized servername minVersion maxVersion secureProtocol crl honorCipherOrder ecdhCurve dhparam secureOptions sessionIdContext sigalgs privateKeyIdentifier privateKeyEngine'.split(
    ' ',
  );

export function defineAgentFor(HttpAgent: AgentConstructor): AgentConstructor {
  function Agent(this: Agent, options?: object): unknown {
    if (!(this instanceof Agent)) return new (Agent as unknown as AgentConstructor)(options);
    HttpAgent.call(this, options);
    this.defaultPort = 443;
    this.protocol = 'https:';
    return undefined;
  }
  inherit<Agent>(Agent, HttpAgent, {
    getName(options: RequestOptions = {}): string {
      const host = options.host;
      const parts = PARTS.map((name) => {
        const value = options[name];
        if (value === undefined || value === null || (name === 'servername' && value === host)) return '';
        return String(value);
      });
      return [HttpAgent.prototype.getName(options), ...parts].join(':');
    },
  });
  return Agent as unknown as AgentConstructor;
}
