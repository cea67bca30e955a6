/** The table "Divergences" of the host's README: programs that are known to differ, each with a reason. */
import { readFileSync } from 'node:fs';

const README = new URL('../../src/host/README.md', import.meta.url);

/** Program's name → reason. */
export function readDivergences(): Map<string, string> {
  const text = readFileSync(README, 'utf8');
  const section = text.split(/^## Divergences$/m)[1]?.split(/^## /m)[0] ?? '';
  const rows = section.matchAll(/^\| `([^`]+)` *\| (.+?) *\|$/gm);
  return new Map([...rows].map(([, name = '', reason = '']) => [name, reason]));
}
