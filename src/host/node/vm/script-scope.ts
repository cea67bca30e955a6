/**
 * A script's text for a context that is an object in front of the scope: what it declares at its top level becomes the
 * object's properties (`var`, functions) or the context's own names (`let`, `const`, classes), as a global scope has it.
 */
import { parse, type AnyNode, type Pattern, type Program } from 'acorn';

export interface ScopedScript {
  text: string;
  /** Names that the object has as soon as the script starts. */
  variables: ReadonlySet<string>;
  /** Names that are assigned without a declaration: the object's as well. */
  assigned: ReadonlySet<string>;
  /** Names that later scripts of the context see, and the object does not have. */
  lexicals: ReadonlySet<string>;
}

interface Edit {
  start: number;
  end: number;
  text: string;
}

/** `scope` names the object in the text. Throws the parser's error for what is no script. */
export function scopeScript(code: string, scope: string): ScopedScript {
  const program: Program = parse(code, { ecmaVersion: 'latest', sourceType: 'script', allowHashBang: true });
  const variables = new Set<string>();
  const lexicals = new Set<string>();
  const edits: Edit[] = [];
  const functions: string[] = [];
  for (const node of program.body) {
    if (node.type === 'FunctionDeclaration') {
      functions.push(`${scope}.${node.id.name}=${node.id.name};`);
      variables.add(node.id.name);
    } else if (node.type === 'ClassDeclaration') {
      lexicals.add(node.id.name);
      edits.push({ start: node.start, end: node.start, text: `${node.id.name}=` });
    } else if (node.type === 'VariableDeclaration' && node.kind !== 'var') {
      edits.push(...toAssignments(node, code, lexicals));
    }
  }
  walkVariables(program, (node, parent) => edits.push(...toAssignments(node, code, variables, parent)));
  const assigned = assignedNames(program);
  let text = '';
  let at = 0;
  for (const { start, end, text: inserted } of edits.sort((a, b) => a.start - b.start)) {
    text += code.slice(at, start) + inserted;
    at = end;
  }
  return { text: functions.join('') + text + code.slice(at), variables, assigned, lexicals };
}

type Declaration = Extract<AnyNode, { type: 'VariableDeclaration' }>;

/** `var a = 1, { b } = c` → `void ((a = 1), ({ b } = c))`; in the head of a loop without the `void`. */
function toAssignments(node: Declaration, code: string, names: Set<string>, parent?: AnyNode): Edit[] {
  const inHead =
    parent !== undefined &&
    ((parent.type === 'ForStatement' && parent.init === node) ||
      ((parent.type === 'ForInStatement' || parent.type === 'ForOfStatement') && parent.left === node));
  for (const { id } of node.declarations) for (const name of namesOf(id)) names.add(name);
  const first = node.declarations[0];
  const last = node.declarations.at(-1);
  if (!first || !last) return [];
  const edits: Edit[] = [{ start: node.start, end: first.start, text: inHead ? '' : 'void (' }];
  const isTarget = parent?.type === 'ForInStatement' || parent?.type === 'ForOfStatement';
  for (const { start, end, id, init } of node.declarations) {
    if (isTarget && inHead) continue;
    edits.push({ start, end: start, text: '(' });
    // A `let` without a value is undefined again; a `var` keeps what it has.
    const value = init || node.kind === 'var' ? '' : '=undefined';
    edits.push({ start: end, end, text: `${value})` });
    if (id.type !== 'Identifier' && !init) break;
  }
  if (!inHead) {
    const semicolon = code[node.end - 1] === ';';
    edits.push({ start: last.end, end: semicolon ? node.end : last.end, text: ');' });
  }
  return edits;
}

/** Every `var` of the script itself, however deep in its blocks. */
function walkVariables(program: Program, visit: (node: Declaration, parent: AnyNode) => void): void {
  const walk = (node: AnyNode, parent: AnyNode): void => {
    if (/Function|Class/.test(node.type)) return;
    if (node.type === 'VariableDeclaration' && node.kind === 'var') visit(node, parent);
    for (const child of children(node)) walk(child, node);
  };
  for (const node of program.body) walk(node, program);
}

function assignedNames(program: Program): Set<string> {
  const names = new Set<string>();
  const walk = (node: AnyNode): void => {
    if (node.type === 'AssignmentExpression' && node.left.type === 'Identifier') names.add(node.left.name);
    for (const child of children(node)) walk(child);
  };
  walk(program);
  return names;
}

function namesOf(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesOf(property.type === 'RestElement' ? property.argument : property.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? namesOf(element) : []));
    case 'RestElement':
      return namesOf(pattern.argument);
    case 'AssignmentPattern':
      return namesOf(pattern.left);
    default:
      return [];
  }
}

function children(node: AnyNode): AnyNode[] {
  return Object.values(node).flatMap((value: unknown) =>
    (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isNode),
  );
}

function isNode(value: unknown): value is AnyNode {
  return (
    typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
  );
}
