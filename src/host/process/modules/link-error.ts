/** The browser's complaints about modules that it cannot parse or link, in Node's words and at their place. */
import { parse } from 'es-module-lexer';
import { parse as parseScript } from 'acorn';

/** A module that imports another one. */
export interface Importer {
  fileUrl: string;
  source: string;
  /** Its static imports in order: how they are written, and the address that stands for it. */
  imports: readonly { specifier: string; target: string }[];
}

const MISSING = /^The requested module '(.+)' does not provide an export named '(.+)'$/s;

/** `isCommon` tells whether an address is a CommonJS module's. Other errors stay as they are. */
export function asNodeLinkError(
  error: unknown,
  importers: readonly Importer[],
  isCommon: (url: string) => boolean,
): unknown {
  if (!(error instanceof SyntaxError)) return error;
  const [, target = '', name = ''] = MISSING.exec(error.message) ?? [];
  if (target === '') return asSyntaxError(error, importers);
  for (const importer of importers) {
    const place = findImport(importer, target, name);
    if (place) return nodeError(place, name, isCommon(target));
  }
  return error;
}

/** The engine does not say where in a module it stopped: the first module that does not parse is the one. */
function asSyntaxError(error: SyntaxError, modules: readonly Importer[]): SyntaxError {
  for (const { fileUrl, source } of modules) {
    try {
      parseScript(source, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true });
    } catch (found) {
      const { loc } = found as { loc?: { line: number; column: number } };
      return loc ? placed(error, `${fileUrl}:${loc.line}:${loc.column + 1}`) : error;
    }
  }
  return error;
}

function placed(error: SyntaxError, at: string): SyntaxError {
  const value = `SyntaxError: ${error.message}\n    at ${at}`;
  return Object.defineProperty(error, 'stack', { value, configurable: true, writable: true });
}

interface Place {
  specifier: string;
  statement: string;
  /** `file:line:column` */
  at: string;
}

function findImport({ fileUrl, source, imports }: Importer, target: string, name: string): Place | undefined {
  const [sites] = parse(source);
  let index = 0;
  for (const site of sites) {
    if (site.type !== 'static' && site.type !== 'reexport-star') continue;
    const written = imports[index++];
    if (written?.target !== target) continue;
    const statement = source.slice(site.importStart, site.importEnd);
    const word = new RegExp(`(?<![\\w$])${name.replace(/\W/g, '\\$&')}(?![\\w$])`).exec(statement);
    if (!word && name !== 'default') continue;
    const before = source.slice(0, site.importStart + (word?.index ?? 0)).split('\n');
    const column = (before.at(-1)?.length ?? 0) + 1;
    return { specifier: written.specifier, statement, at: `${fileUrl}:${before.length}:${column}` };
  }
  return undefined;
}

function nodeError({ specifier, statement, at }: Place, name: string, isCommon: boolean): SyntaxError {
  const error = new SyntaxError(
    isCommon
      ? commonMessage(specifier, statement, name)
      : `The requested module '${specifier}' does not provide an export named '${name}'`,
  );
  return placed(error, at);
}

function commonMessage(specifier: string, statement: string, name: string): string {
  const named = /\{.*\}/.exec(statement)?.[0].replace(/\s+as\s+/g, ': ');
  return (
    `Named export '${name}' not found. The requested module '${specifier}' is a CommonJS module, which may not support ` +
    'all module.exports as named exports.\nCommonJS modules can always be imported via the default export, for example ' +
    `using:\n\nimport pkg from '${specifier}';\n${named ? `const ${named} = pkg;\n` : ''}`
  );
}
