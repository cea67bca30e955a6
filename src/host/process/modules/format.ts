/** What kind of module a file is. Follows "Determining module system" of Node's documentation (packages.html). */
import { parse } from 'es-module-lexer';
import { ERR_UNKNOWN_FILE_EXTENSION } from '../../node/errors.ts';
import { extname } from '../../vfs/path.ts';
import type { PackageConfigs } from './package-config.ts';

export type ModuleFormat = 'module' | 'commonjs' | 'json' | 'addon';

export interface SourceFile {
  path: string;
  text(): string;
}

/** For import: unknown extensions are refused. */
export function importFormat(file: SourceFile, configs: PackageConfigs): ModuleFormat {
  const extension = extname(file.path);
  const known = knownFormat(extension, file, configs);
  if (known) return known;
  if (extension === '') return configs.scopeOf(file.path)?.type === 'module' ? 'module' : 'commonjs';
  throw new ERR_UNKNOWN_FILE_EXTENSION(extension, file.path);
}

/** For require: whatever is not known is JavaScript. */
export function requireFormat(file: SourceFile, configs: PackageConfigs): ModuleFormat {
  return knownFormat(extname(file.path), file, configs) ?? 'commonjs';
}

function knownFormat(extension: string, file: SourceFile, configs: PackageConfigs): ModuleFormat | undefined {
  switch (extension) {
    case '.mjs':
      return 'module';
    case '.cjs':
      return 'commonjs';
    case '.json':
      return 'json';
    case '.node':
      return 'addon';
    case '.js': {
      const type = configs.scopeOf(file.path)?.type ?? 'none';
      if (type !== 'none') return type;
      // Packages are CommonJS when they do not say; only a project's own files are looked into.
      if (file.path.includes('/node_modules/')) return 'commonjs';
      return hasModuleSyntax(file.text()) ? 'module' : 'commonjs';
    }
    default:
      return undefined;
  }
}

/** Whether the text has `import`/`export` statements or `import.meta`; false for text that is no JavaScript. */
export function hasModuleSyntax(source: string): boolean {
  if (!/\b(?:import|export)\b/.test(source)) return false;
  try {
    return parse(source)[3];
  } catch {
    // Not lexable: whoever compiles it reports the error.
    return false;
  }
}
