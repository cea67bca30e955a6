/** `node:constants`: the constants of os, fs and crypto in one object. */
import type { NodeHost } from './host.ts';

interface WithConstants {
  constants?: Record<string, unknown>;
}

export function createModule(host: NodeHost): Record<string, unknown> {
  const os = (host.builtin('os') as WithConstants).constants ?? {};
  const groups = ['errno', 'signals', 'priority', 'dlopen'].map((name) => os[name] as object | undefined);
  const others = ['fs', 'crypto'].map((name) => (host.builtin(name) as WithConstants).constants);
  return Object.freeze(Object.assign({}, ...groups, ...others) as Record<string, unknown>);
}
