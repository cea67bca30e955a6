/**
 * What installs in the tab: it is `linux` on `wasm32`, without a C library. So `*-wasm32-wasi` builds are taken and
 * native builds (`linux-x64`, `darwin-arm64`, …) are left out, by npm's own `os`/`cpu`/`libc` rules.
 */
import type { Manifest } from './manifest.ts';

export const PLATFORM = { os: 'linux', cpu: 'wasm32' } as const;

export function fitsPlatform(pkg: Manifest): boolean {
  const { libc } = pkg;
  return (
    listAllows(pkg.os, PLATFORM.os) &&
    listAllows(pkg.cpu, PLATFORM.cpu) &&
    (libc === undefined || (Array.isArray(libc) && libc.length === 0))
  );
}

function listAllows(list: string | string[] | undefined, value: string): boolean {
  const entries = list === undefined ? [] : Array.isArray(list) ? list : [list];
  if (entries.length === 0 || (entries.length === 1 && entries[0] === 'any')) return true;
  if (entries.includes(`!${value}`)) return false;
  return entries.includes(value) || entries.every((entry) => entry.startsWith('!'));
}
