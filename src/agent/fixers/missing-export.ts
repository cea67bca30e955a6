/** An import of a name that its module does not export: which import it is, and what the module exports instead. */
import { importedFiles } from '../import-scan.ts';
import type { Problem } from '../problem.ts';
import { projectPath } from '../source-path.ts';
import type { FixerProject } from './fixer.ts';
import { importStatements, replaceStatement, type ImportStatement } from './import-statement.ts';
import { moduleExports, packageExports, type ModuleExports } from './module-exports.ts';

/** The module, then the name. */
const PATTERNS: readonly RegExp[] = [
  /requested module ["']([^"']+)["'] (?:does not|doesn't) provide an export named:? ["']([\w$]+)["']/,
  /No matching export in ["']([^"']+)["'] for import ["']([\w$]+)["']/,
  /Module ["']+([^"']+)["']+ has no exported member (?:named )?["']([\w$]+)["']/,
];
const NAME_FIRST: readonly RegExp[] = [
  /["']([\w$]+)["'] is not exported by ["']([^"']+)["']/,
  /Named export ["']([\w$]+)["'] not found\. The requested module ["']([^"']+)["']/,
];
const NO_DEFAULT = /Module ["']+([^"']+)["']+ has no default export/;
const SOURCE = /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/;

export interface MissingExport {
  readonly importer: string;
  readonly source: string;
  readonly statement: ImportStatement;
  /** `default`, or a name. */
  readonly name: string;
  /** As the person knows the module: its path, or the package. */
  readonly module: string;
  readonly exports: ModuleExports;
}

export async function findMissingExport(
  problem: Problem,
  project: FixerProject,
): Promise<MissingExport | undefined> {
  const asked = readMessage(`${problem.message}\n${problem.stack ?? ''}`);
  if (!asked) return undefined;
  const known = new Set(project.paths());
  const sources = [...known].filter((path) => SOURCE.test(path));
  const own = problem.file;
  if (own !== undefined) sources.sort((a, b) => Number(b === own) - Number(a === own));
  for (const importer of sources) {
    const source = project.text(importer) ?? '';
    for (const statement of importStatements(source)) {
      if (!imports(statement, asked.name)) continue;
      const [file] = importedFiles(importer, statement.text, known);
      if (!isModule(statement.specifier, file, asked.module)) continue;
      const exports =
        file === undefined
          ? await packageExports(statement.specifier, (path) => project.installed(path))
          : await moduleExports(file, (path) => Promise.resolve(project.text(path)));
      const module = file ?? statement.specifier;
      if (exports) return { importer, source, statement, name: asked.name, module, exports };
    }
  }
  return undefined;
}

/** The importer with another statement in place of the one that asks for what is not there. */
export function withStatement(
  { importer, source, statement }: MissingExport,
  changed: Partial<Omit<ImportStatement, 'text'>> & { readonly dropDefault?: boolean },
): Record<string, string> {
  const { text: _text, defaultName, ...rest } = statement;
  const { dropDefault, ...values } = changed;
  const kept = defaultName === undefined || dropDefault ? {} : { defaultName };
  return { [importer]: replaceStatement(source, statement, { ...rest, ...kept, ...values }) };
}

function readMessage(text: string): { module: string; name: string } | undefined {
  for (const pattern of PATTERNS) {
    const [, module, name] = pattern.exec(text) ?? [];
    if (module !== undefined && name !== undefined) return { module, name };
  }
  for (const pattern of NAME_FIRST) {
    const [, name, module] = pattern.exec(text) ?? [];
    if (module !== undefined && name !== undefined) return { module, name };
  }
  const module = NO_DEFAULT.exec(text)?.[1];
  return module === undefined ? undefined : { module, name: 'default' };
}

function imports(statement: ImportStatement, name: string): boolean {
  if (statement.isType) return false;
  if (name === 'default') return statement.defaultName !== undefined;
  return statement.named.some((own) => own.name === name);
}

/** Whether an error speaks of this module: by its path, its URL, its specifier, or Vite's name for a package's bundle. */
function isModule(specifier: string, file: string | undefined, named: string): boolean {
  if (specifier === named) return true;
  const plain = named.replace(/[?#].*$/, '');
  if (file !== undefined) {
    const path = projectPath(plain) ?? plain.replace(/^\//, '');
    return path === file || file === path.replace(/^\//, '') || specifier.endsWith(plain);
  }
  const bundled = plain.slice(plain.lastIndexOf('/') + 1).replace(/\.js$/, '');
  return (
    bundled === specifier.replaceAll('/', '_') ||
    bundled === specifier.replaceAll('/', '_').replaceAll('.', '__') ||
    plain.includes(`/node_modules/${specifier}/`) ||
    plain.startsWith(`node_modules/${specifier}/`)
  );
}
