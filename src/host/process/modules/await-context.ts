/**
 * Carries the async context (AsyncLocalStorage) over `await`. The engine tells nobody when it goes on after one, so in
 * processes that use async_hooks the text of async functions does: each call has a frame that keeps the context of
 * before a suspension and makes it current again after it. Lines keep their numbers.
 */
import { parse, type AnyNode } from 'acorn';
import { HOOK } from './rewrite.ts';
import { nodesIn } from './scope.ts';

const FRAME = `${HOOK}frame`;
const OPEN_FRAME = `;const ${FRAME}=${HOOK}.frame();`;
const BACK = `${FRAME}.back();`;

interface Insertion {
  at: number;
  text: string;
  /** Of the node: at one place, outer nodes open first and close last. */
  depth: number;
  closes: boolean;
}

/** The text with its awaits rewritten; the same text where there is nothing to do, or what is no JavaScript. */
export function keepContextOverAwait(source: string, sourceType: 'module' | 'script'): string {
  if (!/\bawait\b/.test(source)) return source;
  let program;
  try {
    program = parse(source, {
      ecmaVersion: 'latest',
      sourceType,
      allowHashBang: true,
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: sourceType === 'module',
    });
  } catch {
    // The engine will say what is wrong with it.
    return source;
  }
  const rewriter = new Rewriter(source);
  rewriter.body(program, 0);
  return rewriter.text();
}

class Rewriter {
  readonly #source: string;
  readonly #done: Insertion[] = [];
  /** Of the function that is walked through: kept only if it suspends. */
  #insertions: Insertion[] = [];
  #suspends = false;

  constructor(source: string) {
    this.#source = source;
  }

  text(): string {
    const order = ({ closes, depth }: Insertion): number => (closes ? -depth : depth);
    const sorted = this.#done.sort(
      (a, b) => a.at - b.at || Number(b.closes) - Number(a.closes) || order(a) - order(b),
    );
    let out = '';
    let from = 0;
    for (const { at, text } of sorted) {
      out += this.#source.slice(from, at) + text;
      from = at;
    }
    return out + this.#source.slice(from);
  }

  /** A function, or the whole program: what one frame is for. */
  body(node: AnyNode, depth: number): void {
    const outer = { insertions: this.#insertions, suspends: this.#suspends };
    this.#insertions = [];
    this.#suspends = false;
    for (const child of nodesIn(node)) this.#visit(child, node, depth + 1);
    if (this.#suspends) {
      this.#openFrame(node, depth);
      for (const insertion of this.#insertions) this.#done.push(insertion);
    }
    this.#insertions = outer.insertions;
    this.#suspends = outer.suspends;
  }

  #visit(node: AnyNode, parent: AnyNode, depth: number): void {
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return this.body(node, depth);
      case 'AwaitExpression':
        this.#suspends = true;
        this.#open(node.start, `${FRAME}.out(`, depth);
        this.#open(node.start + 'await'.length, ` ${FRAME}.in(`, depth);
        this.#close(node.end, '))', depth);
        break;
      case 'TryStatement':
        for (const block of [node.handler?.body, node.finalizer])
          if (block) this.#open(block.start + 1, BACK, depth);
        break;
      case 'ForOfStatement':
        if (node.await) this.#loop(node, parent, depth);
        break;
    }
    for (const child of nodesIn(node)) this.#visit(child, node, depth + 1);
  }

  /** `for await`: suspended before each turn, and before what follows it. */
  #loop(node: Extract<AnyNode, { type: 'ForOfStatement' }>, parent: AnyNode, depth: number): void {
    this.#suspends = true;
    // A label belongs to its loop.
    const whole = parent.type === 'LabeledStatement' ? parent : node;
    const { right, body } = node;
    this.#open(whole.start, '{', depth);
    this.#open(right.start, `${FRAME}.each(`, depth);
    this.#close(this.#source.lastIndexOf(')', body.start), ')', depth);
    if (body.type === 'BlockStatement') this.#open(body.start + 1, BACK, depth);
    else {
      this.#open(body.start, `{${BACK}`, depth);
      this.#close(body.end, '}', depth);
    }
    this.#close(whole.end, `${BACK}}`, depth - 1);
  }

  #openFrame(node: AnyNode, depth: number): void {
    if (node.type === 'Program') return this.#open(afterDirectives(node.body, 0), OPEN_FRAME, depth);
    if (!('body' in node) || !node.body || Array.isArray(node.body)) return;
    const { body } = node;
    if (body.type === 'BlockStatement')
      return this.#open(afterDirectives(body.body, body.start + 1), OPEN_FRAME, depth);
    this.#open(this.#source.lastIndexOf('=>', body.start) + '=>'.length, `{${OPEN_FRAME}return(`, depth);
    this.#close(node.end, ')}', depth);
  }

  #open(at: number, text: string, depth: number): void {
    this.#insertions.push({ at, text, depth, closes: false });
  }

  #close(at: number, text: string, depth: number): void {
    this.#insertions.push({ at, text, depth, closes: true });
  }
}

/** The end of the last directive, or `start`. The text of a program may start with `#!`, which is blanked before. */
function afterDirectives(statements: readonly AnyNode[], start: number): number {
  let at = start;
  for (const statement of statements) {
    if (statement.type !== 'ExpressionStatement' || statement.directive === undefined) break;
    at = statement.end;
  }
  return at;
}
