/** What the shell runs in the background. */
import { Interrupted } from './control-flow.ts';

/** Programs have pids of the kernel; groups of commands inside the shell get numbers no program has. */
const FIRST_PSEUDO_PID = 4_000_000;
let nextPseudoPid = FIRST_PSEUDO_PID;

export interface Job {
  id: number;
  pid: number;
  /** The programs it has started and that may still run. */
  pids: number[];
  command: string;
  done: Promise<number>;
  status: number | null;
  controller: AbortController;
}

export function pseudoPid(): number {
  return nextPseudoPid++;
}

/** `%1`, `%%`, `%+`, `%-`, `%name`, or a pid. */
export function findJob(jobs: Job[], spec: string): Job | undefined {
  if (/^\d+$/.test(spec)) return jobs.find((job) => job.pid === Number(spec));
  const text = spec.replace(/^%/, '');
  if (text === '' || text === '%' || text === '+') return jobs.at(-1);
  if (text === '-') return jobs.at(-2) ?? jobs.at(-1);
  if (/^\d+$/.test(text)) return jobs.find((job) => job.id === Number(text));
  return jobs.find((job) => job.command.startsWith(text));
}

export function interruptJob(job: Job, signal: string): void {
  job.controller.abort(new Interrupted(signal));
}
