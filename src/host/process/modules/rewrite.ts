/**
 * Prepares source for the browser's module loader and for `eval`: specifiers become addresses, dynamic imports calls of
 * ours, `import.meta` is filled in. Lines keep their numbers.
 */
import { parse, type Import } from 'es-module-lexer';

/** The name under which generated code finds the loader of its process. */
export const HOOK = '__tabwright__';

export interface StaticImportSite {
  specifier: string;
  type: string | undefined;
}

/** The static imports of an ES module, in order. */
export function staticImports(imports: readonly Import[]): StaticImportSite[] {
  return imports.flatMap((site) =>
    site.type === 'static' || site.type === 'reexport-star'
      ? [{ specifier: site.specifier, type: site.attributes?.find(([key]) => key === 'type')?.[1] }]
      : [],
  );
}

export interface ModuleRewrite {
  source: string;
  /** This module's own address, where it registers its namespace for `require`. */
  url: string;
  /** file: URL for stack traces and `import.meta.url`. */
  fileUrl: string;
  /** Addresses of the static imports, in order. */
  targets: readonly string[];
}

/** An ES module for the browser's loader; its text has no `#!` any more. */
export function rewriteModule(
  { source, url, fileUrl, targets }: ModuleRewrite,
  imports: readonly Import[],
): string {
  const edits: Edit[] = [];
  let meta = false;
  let next = 0;
  for (const site of imports) {
    if (site.type === 'import-meta') meta = true;
    else if (site.type === 'dynamic') edits.push(dynamicEdit(site, fileUrl));
    else {
      edits.push({ start: site.start, end: site.end, text: targets[next++] ?? '' });
      if (site.attributesStart >= 0) edits.push(attributesEdit(source, site));
    }
  }
  // A program may end while a module waits at its top level: the loader must know that it does.
  const entered = /\bawait\b/.test(source) ? `${HOOK}.entered(${JSON.stringify(url)});` : '';
  const head = meta ? `${HOOK}.meta(import.meta,${JSON.stringify(fileUrl)});` : '';
  const self = JSON.stringify(url);
  const tail = `\n;import * as ${HOOK}self from ${self};${HOOK}.loaded(${self},${HOOK}self);\n//# sourceURL=${fileUrl}`;
  return entered + head + apply(source, edits) + tail;
}

/** A CommonJS module or a script: only its dynamic imports need help. */
export function rewriteScript(source: string, fileUrl: string): string {
  if (!/\bimport\s*(?:\/\*[\s\S]*?\*\/\s*)?\(/.test(source)) return source;
  let imports: readonly Import[];
  try {
    [imports] = parse(source);
  } catch {
    // The lexer cannot read it; the engine will say what is wrong, or the text merely mentions import().
    return source;
  }
  return apply(
    source,
    imports.flatMap((site) => (site.type === 'dynamic' ? [dynamicEdit(site, fileUrl)] : [])),
  );
}

/** `#!` is a comment only at the very start of a file, and the loaders put text before it. */
export function withoutHashbang(source: string): string {
  return source.startsWith('#!') ? `//${source}` : source;
}

interface Edit {
  start: number;
  end: number;
  text: string;
}

function dynamicEdit(site: Extract<Import, { type: 'dynamic' }>, fileUrl: string): Edit {
  return {
    start: site.importStart,
    end: site.dynamicStart + 1,
    text: `${HOOK}.import(${JSON.stringify(fileUrl)},`,
  };
}

/** `with {type: 'json'}` is honoured by the address; the browser would ask for another kind of module. */
function attributesEdit(source: string, site: Extract<Import, { type: 'static' | 'reexport-star' }>): Edit {
  const keyword = source.lastIndexOf('with', site.attributesStart);
  const start = keyword > site.end ? keyword : site.attributesStart;
  return { start, end: site.importEnd, text: '' };
}

function apply(source: string, edits: Edit[]): string {
  let out = '';
  let at = 0;
  for (const { start, end, text } of edits.sort((a, b) => a.start - b.start)) {
    out += source.slice(at, start) + text;
    at = end;
  }
  return out + source.slice(at);
}
