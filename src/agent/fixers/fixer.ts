/** A known error and how it is mended without a model. Pure types. */
import type { Problem } from '../problem.ts';

/** The open project, as fixers look at it. Paths are relative to it. */
export interface FixerProject {
  paths(): readonly string[];
  /** The text of a source. */
  text(path: string): string | undefined;
  /** The text of a file of an installed package: `react/package.json`. */
  installed(path: string): Promise<string | undefined>;
  /** What the registry has for a package and a range: the newest version, its peers, and all versions. */
  published(name: string, range?: string): Promise<Published | undefined>;
  /** Ports that are open. */
  ports(): readonly number[];
}

export interface Published {
  readonly version: string;
  readonly peers: Readonly<Record<string, string>>;
  readonly versions: readonly string[];
}

/** What is done, and how it is said. */
export interface Remedy {
  /** What was wrong and what is done about it, in plain words: one or two sentences. */
  readonly summary: string;
  /** Whole new contents of files. */
  readonly files?: Readonly<Record<string, string>>;
  /** A command that ends: an install. */
  readonly command?: string;
  /** The dev command, when it must be started (again). */
  readonly start?: string;
}

export interface Fixer {
  /** In kebab case, stable: an attempt is remembered by it. */
  readonly name: string;
  /** @returns undefined when the problem is none of its kind, or what to do is not certain. */
  find(problem: Problem, project: FixerProject): Promise<Remedy | undefined>;
}
