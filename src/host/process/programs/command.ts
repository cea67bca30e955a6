/** `ls`, `grep`, `curl` …: a command of the shell's as a program of its own. */
import { runCommand } from '../../shell/run-command.ts';
import type { ProgramMain } from '../programs.ts';
import { shellHost } from '../shell-host.ts';

export const main: ProgramMain = (host, { name, args }) => runCommand(name, args, shellHost(host));
