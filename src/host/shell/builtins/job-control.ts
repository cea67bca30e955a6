/** Builtins about background jobs and processes: wait, jobs, fg, bg, kill. */
import { abandonable } from '../descriptor.ts';
import { errorWords } from '../error-words.ts';
import { findJob, interruptJob, type Job } from '../jobs.ts';
import type { Shell } from '../shell.ts';
import { signalName, signalNames } from '../signals.ts';
import { complain, say, type Builtin } from './builtin.ts';

function forget(shell: Shell, job: Job): void {
  shell.jobs = shell.jobs.filter((each) => each !== job);
}

const wait: Builtin = async (shell, args) => {
  let status = 0;
  const specs = args.filter((each) => !/^-[nf]$/.test(each));
  const waited = specs.length === 0 ? [...shell.jobs] : specs.map((spec) => findJob(shell.jobs, spec));
  for (const job of waited) {
    status = job === undefined ? 127 : await abandonable(job.done, shell.signal);
    if (job !== undefined) forget(shell, job);
  }
  return specs.length === 0 ? 0 : status;
};

const jobs: Builtin = async (shell, args) => {
  for (const job of shell.jobs) {
    const state = job.status === null ? 'Running' : job.status === 0 ? 'Done' : `Exit ${job.status}`;
    if (args.includes('-p')) await say(shell, `${job.pid}\n`);
    else await say(shell, `[${job.id}]+  ${state.padEnd(24)}${job.command}\n`);
    if (job.status !== null) forget(shell, job);
  }
  return 0;
};

const fg: Builtin = async (shell, args) => {
  const job = findJob(shell.jobs, args[0] ?? '%%');
  if (job === undefined) return complain(shell, `fg: ${args[0] ?? 'current'}: no such job`);
  await say(shell, `${job.command}\n`);
  await shell.descriptor(1).flush();
  const interrupt = (): void => interruptJob(job, 'SIGINT');
  shell.signal.addEventListener('abort', interrupt, { once: true });
  try {
    return await job.done;
  } finally {
    shell.signal.removeEventListener('abort', interrupt);
    forget(shell, job);
  }
};

const kill: Builtin = async (shell, args) => {
  let signal = 'SIGTERM';
  const targets = [...args];
  const [first = ''] = targets;
  if (first === '-l' || first === '-L') {
    await say(shell, `${signalNames().join(' ')}\n`);
    return 0;
  }
  if (/^-./.test(first) && first !== '--') {
    const text = first === '-s' || first === '-n' ? (targets.splice(0, 1), targets[0] ?? '') : first.slice(1);
    const name = signalName(text);
    if (name === null) return complain(shell, `kill: ${text}: invalid signal specification`);
    signal = name;
    targets.shift();
  }
  if (targets[0] === '--') targets.shift();
  if (targets.length === 0)
    return complain(shell, 'kill: usage: kill [-s sigspec | -sigspec] pid | jobspec ...', 2);
  let status = 0;
  for (const target of targets) status = (await killOne(shell, target, signal)) ? status : 1;
  return status;
};

async function killOne(shell: Shell, target: string, signal: string): Promise<boolean> {
  const job = findJob(shell.jobs, target);
  if (job !== undefined) {
    if (signal !== '0') {
      if (job.pids.includes(job.pid))
        await shell.host.kernel.async('kill', job.pid, signal).catch(() => undefined); // Ended already.
      else interruptJob(job, signal);
    }
    return true;
  }
  if (!/^-?\d+$/.test(target)) {
    await shell.complain(`kill: ${target}: arguments must be process or job IDs`);
    return false;
  }
  try {
    await shell.host.kernel.async('kill', Number(target), signal);
    return true;
  } catch (error) {
    await shell.complain(`kill: (${target}) - ${errorWords(error)}`);
    return false;
  }
}

const controls: Record<string, Builtin> = { wait, jobs, fg, bg: () => Promise.resolve(0), kill };
export { controls as jobs };
