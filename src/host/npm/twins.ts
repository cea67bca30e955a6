/**
 * Packages whose work is done by a native binary, and what is installed in their folder instead. The lockfile keeps
 * the package that was asked for: the twin is chosen again from the table at every install.
 */
import { gte, major, valid } from 'semver';

export interface Twin {
  /** The package whose tarball is installed. */
  name: string;
  /** The range the twin must satisfy, nearest to the original first: `same` takes the version itself, then its patch line. */
  version: string;
}

const SAME_VERSION: Record<string, string> = {
  esbuild: 'esbuild-wasm',
  rollup: '@rollup/wasm-node',
  lightningcss: 'lightningcss-wasm',
  '@swc/core': '@swc/wasm',
  'sass-embedded': 'sass',
};

/** Rollup before 4 and esbuild before its WebAssembly build are JavaScript or nothing. */
const FIRST_NATIVE: Record<string, string> = { rollup: '4.0.0', esbuild: '0.5.0' };

export function twinOf(name: string, version: string): Twin | undefined {
  if (name === 'typescript') {
    return gte(version, '7.0.0-0') || major(version) >= 7
      ? { name: 'typescript', version: '6.0.x' }
      : undefined;
  }
  const twin = Object.hasOwn(SAME_VERSION, name) ? SAME_VERSION[name] : undefined;
  if (twin === undefined || !gte(version, FIRST_NATIVE[name] ?? '0.0.0')) return undefined;
  return { name: twin, version: 'same' };
}

/** Commands that exist only as native programs: installed, and they say so when they are run. */
export const NATIVE_ONLY: ReadonlySet<string> = new Set([
  'oxlint',
  'oxfmt',
  '@biomejs/biome',
  'turbo',
  'bun',
  'deno',
  'workerd',
  'wrangler',
  'electron',
  '@rspack/cli',
  '@typescript/native-preview',
]);

export function nativeOnlyScript(command: string, packageName: string): string {
  const message = `${command}: ${packageName} is a native program and has no build for the browser tab.`;
  return `#!/usr/bin/env node\nprocess.stderr.write(${JSON.stringify(`${message}\n`)});\nprocess.exitCode = 1;\n`;
}

/** Replaced packages whose own install script the lockfile mentions. */
export const RUNS_ON_INSTALL: ReadonlySet<string> = new Set(['esbuild', '@swc/core']);

/** What a package would download for itself when its native part is missing: nested below it at its own version. */
export const COMPANIONS: Record<string, string> = { next: '@next/swc-wasm-nodejs' };

/**
 * A WebAssembly build is published beside the native ones, sometimes later or not for every patch. Its package asks
 * for exactly its own version: what is missing from the tree is then taken in this range, the nearest earlier one.
 */
export function wasmRange(name: string, version: string): string | undefined {
  if (!name.endsWith('-wasm32-wasi') || valid(version) === null) return undefined;
  return `>=${major(version)}.0.0-0 <=${version}`;
}
