/** `sh`, `bash`, `jsh`: the host's shell. */
import { runShell } from '../../shell/run-shell.ts';
import type { ProgramMain } from '../programs.ts';
import { shellHost } from '../shell-host.ts';

export const main: ProgramMain = (host, { args }) => runShell(args, shellHost(host));
