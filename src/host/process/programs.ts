/** The programs of the host itself, by the name in their file's first line (kernel/commands.ts). */
import { main as node } from './programs/node.ts';
import type { ProcessHost } from './process-host.ts';
import type { Program } from '../protocol/messages.ts';

/** Resolves with the exit code, or undefined for a program that ends when nothing keeps it alive (Node). */
export type ProgramMain = (host: ProcessHost, program: Program) => Promise<number | undefined>;

const NPM = new Set(['npm', 'npx', 'pnpm', 'pnpx', 'yarn', 'bun', 'bunx', 'corepack']);
const SHELLS = new Set(['sh', 'bash', 'jsh', 'zsh']);

/** Most processes become Node sooner or later; each other kind is a chunk of its own. */
export async function loadProgram(name: string): Promise<ProgramMain> {
  if (name === 'node') return node;
  if (NPM.has(name)) return (await import('./programs/npm.ts')).main;
  if (SHELLS.has(name)) return (await import('./programs/shell.ts')).main;
  return (await import('./programs/command.ts')).main;
}
