/** package.json files, read once a process, as Node's loaders see them. */
import type { FileSystem } from '../../vfs/file-system.ts';
import { dirname } from '../../vfs/path.ts';
import { ERR_INVALID_PACKAGE_CONFIG } from '../../node/errors.ts';

export interface PackageConfig {
  /** The package.json's own path. */
  path: string;
  name: string | undefined;
  main: string | undefined;
  type: 'commonjs' | 'module' | 'none';
  exports: unknown;
  imports: Record<string, unknown> | undefined;
}

const decoder = new TextDecoder();

export class PackageConfigs {
  readonly #fs: FileSystem;
  readonly #byFile = new Map<string, PackageConfig | null>();
  readonly #scopes = new Map<string, PackageConfig | null>();

  constructor(fs: FileSystem) {
    this.#fs = fs;
  }

  /** The package.json in this directory, or null. */
  in(directory: string): PackageConfig | null {
    const path = directory === '/' ? '/package.json' : `${directory}/package.json`;
    const known = this.#byFile.get(path);
    if (known !== undefined) return known;
    const config = this.#read(path);
    // A missing file may appear later (npm install in a running process); a present one is kept, as in Node.
    if (config) this.#byFile.set(path, config);
    return config;
  }

  /** The nearest package.json at or above the file, stopping at node_modules. */
  scopeOf(file: string): PackageConfig | null {
    const start = dirname(file);
    const known = this.#scopes.get(start);
    if (known !== undefined) return known;
    let found: PackageConfig | null = null;
    for (let dir = start; ; dir = dirname(dir)) {
      if (dir.endsWith('/node_modules')) break;
      found = this.in(dir);
      if (found || dir === '/') break;
    }
    if (found) this.#scopes.set(start, found);
    return found;
  }

  #read(path: string): PackageConfig | null {
    if (!this.#fs.tryStat(path)) return null;
    const text = decoder.decode(this.#fs.readFile(path));
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      throw new ERR_INVALID_PACKAGE_CONFIG(path, undefined, error instanceof Error ? error.message : '');
    }
    const data = typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
    const text_ = (key: string): string | undefined =>
      typeof data[key] === 'string' ? data[key] : undefined;
    const type = text_('type');
    return {
      path,
      name: text_('name'),
      main: text_('main'),
      type: type === 'module' || type === 'commonjs' ? type : 'none',
      exports: data['exports'],
      imports: isRecord(data['imports']) ? data['imports'] : undefined,
    };
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
