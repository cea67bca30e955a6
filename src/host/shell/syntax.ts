/** The shell's syntax tree, as the parser makes it and the interpreter walks it. */

export type WordPart =
  | { type: 'text'; text: string; quoted: boolean }
  | { type: 'double'; parts: WordPart[] }
  | ParameterPart
  | { type: 'command'; body: ListNode }
  | { type: 'arithmetic'; expression: Word };

/** `${name op word}`; `/` and `:` (substring) have a second word. */
export interface ParameterPart {
  type: 'parameter';
  name: string;
  /** The index of `${name[index]}`: '@', '*' or an arithmetic expression. */
  index: Word | null;
  operator: string;
  word: Word | null;
  second: Word | null;
  /** `${#name}` */
  length: boolean;
  /** `${!name}` */
  indirect: boolean;
}

export type Word = WordPart[];

export interface Redirect {
  operator: '<' | '>' | '>>' | '>|' | '<>' | '<&' | '>&' | '&>' | '&>>' | '<<' | '<<<';
  /** The descriptor it is for; null takes the operator's default. */
  fd: number | null;
  /** The file, descriptor or text; for `<<` the body of the here-document. */
  target: Word;
}

export interface Assignment {
  name: string;
  index: Word | null;
  append: boolean;
  /** A word, or the elements of `name=(…)`. */
  value: Word | Word[];
  isArray: boolean;
}

export interface SimpleNode {
  type: 'simple';
  assignments: Assignment[];
  words: Word[];
  redirects: Redirect[];
  line: number;
}

export interface ListNode {
  type: 'list';
  items: { node: Node; background: boolean; source: string }[];
}

export interface CaseItem {
  patterns: Word[];
  body: ListNode;
}

export type ConditionNode =
  | { type: 'unary'; operator: string; operand: Word }
  | { type: 'binary'; operator: string; left: Word; right: Word }
  | { type: 'not'; operand: ConditionNode }
  | { type: 'logical'; operator: '&&' | '||'; left: ConditionNode; right: ConditionNode };

export type Node =
  | SimpleNode
  | ListNode
  | { type: 'pipeline'; commands: Node[]; negated: boolean; timed: boolean }
  | { type: 'logical'; operator: '&&' | '||'; left: Node; right: Node }
  | { type: 'subshell'; body: ListNode }
  | { type: 'if'; branches: { condition: ListNode; body: ListNode }[]; otherwise: ListNode | null }
  | { type: 'loop'; until: boolean; condition: ListNode; body: ListNode }
  | { type: 'for'; name: string; words: Word[] | null; body: ListNode }
  | { type: 'arithmetic-for'; start: Word; condition: Word; step: Word; body: ListNode }
  | { type: 'case'; subject: Word; items: CaseItem[] }
  | { type: 'function'; name: string; body: Node }
  | { type: 'condition'; condition: ConditionNode }
  | { type: 'arithmetic'; expression: Word }
  | { type: 'redirected'; body: Node; redirects: Redirect[] };

/** A text that is no shell program; `incomplete` when more lines could still make it one. */
export class ShellSyntaxError extends Error {
  override readonly name = 'ShellSyntaxError';
  readonly line: number;
  readonly incomplete: boolean;

  constructor(message: string, line: number, incomplete = false) {
    super(message);
    this.line = line;
    this.incomplete = incomplete;
  }
}
