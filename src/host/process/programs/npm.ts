/** `npm`, `npx` and the commands that are mapped to them. */
import { runCompat, type OtherManager } from '../../npm/compat.ts';
import { runNpm, runNpx } from '../../npm/cli.ts';
import { npmHost } from '../npm-host.ts';
import type { ProgramMain } from '../programs.ts';

export const main: ProgramMain = (host, { name, args }) => {
  const npm = npmHost(host);
  if (name === 'npm') return runNpm(args, npm);
  return name === 'npx' ? runNpx(args, npm) : runCompat(name as OtherManager, args, npm);
};
