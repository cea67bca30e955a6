/**
 * An ES module as a function body, so that `require()` can run it synchronously. Imports become property reads of the
 * imported namespace (live bindings), exports become getters; lines keep their numbers.
 */
import { parse, type AnyNode, type Program } from 'acorn';
import MagicString from 'magic-string';
import { ERR_REQUIRE_ASYNC_MODULE } from '../../node/errors.ts';
import { HOOK } from './rewrite.ts';
import { findReferences, isNode, nodesIn, patternNames } from './scope.ts';

/** The parameters of the function body. `$import(i)` gives the namespace of the i-th specifier. */
export const MODULE_PARAMETERS = ['$export', '$star', '$imports', '$meta'];

export interface ModuleFunction {
  body: string;
  /** Specifiers in order of appearance. */
  specifiers: string[];
}

export function toModuleFunction(source: string, fileUrl: string): ModuleFunction {
  const program = parse(source, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    allowHashBang: true,
    allowAwaitOutsideFunction: true,
  });
  if (hasTopLevelAwait(program.body)) throw new ERR_REQUIRE_ASYNC_MODULE();
  return new Translation(source, program, fileUrl).run();
}

class Translation {
  readonly #code: MagicString;
  readonly #source: string;
  readonly #program: Program;
  readonly #fileUrl: string;
  readonly #specifiers: string[] = [];
  /** Local name → expression that reads it. */
  readonly #imported = new Map<string, string>();
  readonly #exports: string[] = [];
  readonly #stars: number[] = [];

  constructor(source: string, program: Program, fileUrl: string) {
    this.#source = source;
    this.#program = program;
    this.#fileUrl = fileUrl;
    this.#code = new MagicString(source);
  }

  run(): ModuleFunction {
    for (const node of this.#program.body) if (node.type === 'ImportDeclaration') this.#import(node);
    for (const node of this.#program.body) this.#export(node);
    for (const { node, shorthand, called } of findReferences(this.#program, new Set(this.#imported.keys()))) {
      const read = this.#imported.get(node.name) ?? node.name;
      const text = called ? `(0,${read})` : read;
      this.#code.overwrite(node.start, node.end, shorthand ? `${node.name}: ${text}` : text);
    }
    this.#rewriteMetaAndImports(this.#program);
    const stars = this.#stars.map((index) => `$star($imports[${index}]);`).join('');
    const head = `"use strict";$export({${this.#exports.join(',')}});${stars}`;
    if (this.#source.startsWith('#!')) this.#code.overwrite(0, 2, '//');
    return { body: head + this.#code.toString(), specifiers: this.#specifiers };
  }

  #specifier(node: { value?: unknown }): number {
    return this.#specifiers.push(String(node.value)) - 1;
  }

  #import(node: Extract<AnyNode, { type: 'ImportDeclaration' }>): void {
    const index = this.#specifier(node.source);
    for (const part of node.specifiers) {
      const namespace = `$imports[${index}]`;
      if (part.type === 'ImportNamespaceSpecifier') this.#imported.set(part.local.name, namespace);
      else {
        const name = part.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(part.imported);
        this.#imported.set(part.local.name, `${namespace}[${JSON.stringify(name)}]`);
      }
    }
    this.#blank(node.start, node.end);
  }

  #export(node: AnyNode): void {
    if (node.type === 'ExportAllDeclaration') {
      const index = this.#specifier(node.source);
      if (node.exported) this.#exports.push(getter(nameOf(node.exported), `$imports[${index}]`));
      else this.#stars.push(index);
      this.#blank(node.start, node.end);
    } else if (node.type === 'ExportNamedDeclaration') {
      this.#exportNamed(node);
    } else if (node.type === 'ExportDefaultDeclaration') {
      this.#exportDefault(node);
    }
  }

  #exportNamed(node: Extract<AnyNode, { type: 'ExportNamedDeclaration' }>): void {
    if (node.declaration) {
      const { declaration } = node;
      const names =
        declaration.type === 'VariableDeclaration'
          ? declaration.declarations.flatMap((one) => patternNames(one.id))
          : [declaration.id.name];
      for (const name of names) this.#exports.push(getter(name, name));
      this.#blank(node.start, declaration.start);
      return;
    }
    const index = node.source ? this.#specifier(node.source) : -1;
    for (const { local, exported } of node.specifiers) {
      const name = nameOf(local);
      const read = node.source
        ? `$imports[${index}][${JSON.stringify(name)}]`
        : (this.#imported.get(name) ?? name);
      this.#exports.push(getter(nameOf(exported), read));
    }
    this.#blank(node.start, node.end);
  }

  #exportDefault(node: Extract<AnyNode, { type: 'ExportDefaultDeclaration' }>): void {
    const { declaration } = node;
    const named =
      (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') &&
      declaration.id;
    if (named) {
      this.#exports.push(getter('default', named.name));
      this.#blank(node.start, declaration.start);
      return;
    }
    this.#exports.push(getter('default', '$default'));
    // A function without a name is hoisted all the same; `var` lets the getter be called before it runs.
    if (declaration.type === 'FunctionDeclaration') {
      const at = this.#source.indexOf('(', declaration.start);
      this.#code.overwrite(node.start, at, `${this.#source.slice(declaration.start, at)} $default`);
      return;
    }
    this.#code.overwrite(node.start, declaration.start, 'const $default = ');
  }

  #rewriteMetaAndImports(node: AnyNode): void {
    if (node.type === 'MetaProperty' && node.meta.name === 'import') {
      this.#code.overwrite(node.start, node.end, '$meta');
      return;
    }
    if (node.type === 'ImportExpression') {
      const open = this.#source.indexOf('(', node.start);
      this.#code.overwrite(node.start, open + 1, `${HOOK}.import(${JSON.stringify(this.#fileUrl)},`);
    }
    for (const child of nodesIn(node)) this.#rewriteMetaAndImports(child);
  }

  /** Removes text but keeps its line breaks. */
  #blank(start: number, end: number): void {
    if (end > start)
      this.#code.overwrite(start, end, this.#source.slice(start, end).replace(/[^\n]+/g, '') || ' ');
  }
}

function getter(name: string, expression: string): string {
  return `${JSON.stringify(name)}:()=>${expression}`;
}

function nameOf(node: { type: string; name?: string; value?: unknown }): string {
  return node.type === 'Identifier' ? (node.name ?? '') : String(node.value);
}

/** `await` outside functions makes a module asynchronous. */
function hasTopLevelAwait(nodes: readonly unknown[]): boolean {
  return nodes.some((node) => {
    if (!isNode(node)) return false;
    if (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await)) return true;
    if (/Function/.test(node.type)) return false;
    return Object.values(node).some((value: unknown) =>
      hasTopLevelAwait(Array.isArray(value) ? (value as unknown[]) : [value]),
    );
  });
}
