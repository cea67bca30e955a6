/** `require('dgram')`: a tab has no UDP. */
import type { NodeHost } from './host.ts';
import { refuse } from './refusal.ts';

export function createModule(_host: NodeHost): Record<string, unknown> {
  function Socket(): never {
    return refuse('UDP (dgram)', 'Use net or http between programs of the tab, fetch for the web.');
  }
  return { Socket, createSocket: Socket };
}
