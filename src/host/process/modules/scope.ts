/** Finds where a program's text refers to given module-level names, honouring shadowing by inner scopes. */
import type { AnyNode, Function as FunctionNode, Identifier, Node, Pattern, Program } from 'acorn';

export interface Reference {
  node: Identifier;
  /** `{a}`: the property needs its key written out. */
  shorthand: boolean;
  /** `a()`: the value must be called without a receiver. */
  called: boolean;
}

type Scope = ReadonlySet<string>;

export function findReferences(program: Program, names: ReadonlySet<string>): Reference[] {
  const found: Reference[] = [];
  const visit = (node: AnyNode, scopes: Scope[], parent: AnyNode | null): void => {
    if (node.type === 'Identifier') {
      if (!names.has(node.name) || scopes.some((scope) => scope.has(node.name))) return;
      found.push({
        node,
        shorthand: parent?.type === 'Property' && parent.shorthand,
        called: parent?.type === 'CallExpression' && parent.callee === node,
      });
      return;
    }
    const inner = scopeOf(node);
    const next = inner ? [...scopes, inner] : scopes;
    for (const child of childrenOf(node)) visit(child, next, node);
  };
  for (const statement of program.body) visit(statement, [], program);
  return found;
}

/** Names bound by a pattern: `{a, b: [c], ...d}`. */
export function patternNames(pattern: Pattern | null): string[] {
  if (!pattern) return [];
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        patternNames(property.type === 'RestElement' ? property.argument : property.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => patternNames(element));
    case 'RestElement':
      return patternNames(pattern.argument);
    case 'AssignmentPattern':
      return patternNames(pattern.left);
    default:
      return [];
  }
}

const isFunction = (node: AnyNode): node is FunctionNode & AnyNode =>
  node.type === 'FunctionDeclaration' ||
  node.type === 'FunctionExpression' ||
  node.type === 'ArrowFunctionExpression';

/** The names a node's own scope declares, or null when it opens none. */
function scopeOf(node: AnyNode): Scope | null {
  if (isFunction(node)) {
    const names = new Set(node.params.flatMap((param) => patternNames(param)));
    if (node.type === 'FunctionExpression' && node.id) names.add(node.id.name);
    if (node.type !== 'ArrowFunctionExpression') names.add('arguments');
    if (node.body.type === 'BlockStatement') collectVars(node.body, names);
    return names;
  }
  switch (node.type) {
    case 'BlockStatement':
    case 'StaticBlock':
      return new Set(node.body.flatMap(lexicalNames));
    case 'SwitchStatement':
      return new Set(node.cases.flatMap((branch) => branch.consequent.flatMap(lexicalNames)));
    case 'ForStatement':
      return new Set(node.init?.type === 'VariableDeclaration' ? lexicalNames(node.init) : []);
    case 'ForInStatement':
    case 'ForOfStatement':
      return new Set(node.left.type === 'VariableDeclaration' ? lexicalNames(node.left) : []);
    case 'CatchClause':
      return new Set(patternNames(node.param ?? null));
    case 'ClassExpression':
      return node.id ? new Set([node.id.name]) : null;
    default:
      return null;
  }
}

function lexicalNames(node: AnyNode): string[] {
  if (node.type === 'VariableDeclaration') {
    return node.declarations.flatMap((declaration) => patternNames(declaration.id));
  }
  if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration')
    return node.id ? [node.id.name] : [];
  return [];
}

/** `var` belongs to the function, however deep in its blocks. */
function collectVars(node: AnyNode, names: Set<string>): void {
  if (node.type === 'VariableDeclaration' && node.kind === 'var')
    lexicalNames(node).forEach((name) => names.add(name));
  for (const child of childrenOf(node)) if (!isFunction(child)) collectVars(child, names);
}

/** Child nodes in which an identifier is a reference or a binding, not a mere name. */
function childrenOf(node: AnyNode): AnyNode[] {
  switch (node.type) {
    case 'MemberExpression':
      return node.computed ? ([node.object, node.property] as AnyNode[]) : [node.object as AnyNode];
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition': {
      const value = node.value as AnyNode | null | undefined;
      return [...(node.computed ? [node.key as AnyNode] : []), ...(value ? [value] : [])];
    }
    case 'LabeledStatement':
      return [node.body];
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
      return [];
    case 'ExportNamedDeclaration':
      return node.declaration ? [node.declaration] : [];
    default:
      return nodesIn(node);
  }
}

/** All nodes directly in a node. */
export function nodesIn(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = [];
  for (const value of Object.values(node) as unknown[]) {
    if (Array.isArray(value)) children.push(...(value as unknown[]).filter(isNode));
    else if (isNode(value)) children.push(value);
  }
  return children;
}

export function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Node>).type === 'string';
}
