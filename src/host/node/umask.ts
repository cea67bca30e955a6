/** The process's file mode mask, which `process.umask` sets and `fs` applies. */
import type { NodeHost } from './host.ts';

const masks = new WeakMap<NodeHost, number>();

export function umaskOf(host: NodeHost): number {
  return masks.get(host) ?? 0o022;
}

/** Returns the mask of before. */
export function setUmask(host: NodeHost, mask: number): number {
  const before = umaskOf(host);
  masks.set(host, mask & 0o777);
  return before;
}
