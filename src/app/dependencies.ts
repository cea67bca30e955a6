/** Knows whether an install would do anything. */
import type { ProjectFiles } from './project-files.ts';

const INSTALL = /^npm\s+(?:i|install|ci)(?:\s+--?[\w-]+(?:=\S+)?)*$/;
const ANY_INSTALL = /^npm\s+(?:i|install|ci|add|update|uninstall|remove|rm)\b/;

export class Dependencies {
  #installed: string | undefined;
  readonly #files: Pick<ProjectFiles, 'text'>;

  constructor(files: Pick<ProjectFiles, 'text'>) {
    this.#files = files;
  }

  /** Whether a command only installs what package.json asks for, and that was done already. */
  isUpToDate(command: string): boolean {
    return (
      INSTALL.test(command.trim()) && this.#installed !== undefined && this.#installed === this.#wanted()
    );
  }

  /** Call after a successful install. */
  markInstalled(): void {
    this.#installed = this.#wanted();
  }

  reset(): void {
    this.#installed = undefined;
  }

  #wanted(): string | undefined {
    const text = this.#files.text('package.json');
    if (text === undefined) return undefined;
    try {
      const parsed = JSON.parse(text) as Record<string, unknown>;
      const parts = ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides', 'workspaces'];
      return JSON.stringify(parts.map((part) => parsed[part] ?? null));
    } catch {
      // Not valid yet: an install will say so.
      return text;
    }
  }
}

/** Whether a command changes node_modules. */
export function isInstall(command: string): boolean {
  return ANY_INSTALL.test(command.trim());
}

/** `done` of `total` packages, from npm's progress line. */
export function readInstallProgress(chunk: string): { done: number; total: number } | undefined {
  const found = [...chunk.matchAll(/\b(?:fetch|link|resolve) (\d+)\/(\d+)/g)].at(-1);
  return found ? { done: Number(found[1]), total: Number(found[2]) } : undefined;
}
