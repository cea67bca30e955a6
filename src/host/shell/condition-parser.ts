/** The inside of `[[ … ]]`. */
import type { Token } from './lexer.ts';
import type { ConditionNode, Word } from './syntax.ts';

/** The parser's cursor, as far as a condition needs it. */
export interface ConditionCursor {
  peek(): Token;
  take(): Token;
  takeRegex(): Word;
  keyword(): string | null;
  isOperator(value: string): boolean;
  expectOperator(value: string): void;
  unexpected(token: Token): never;
}

export function parseCondition(cursor: ConditionCursor): ConditionNode {
  let left = parseAnd(cursor);
  while (cursor.isOperator('||')) {
    cursor.take();
    left = { type: 'logical', operator: '||', left, right: parseAnd(cursor) };
  }
  return left;
}

function parseAnd(cursor: ConditionCursor): ConditionNode {
  let left = parseTerm(cursor);
  while (cursor.isOperator('&&')) {
    cursor.take();
    left = { type: 'logical', operator: '&&', left, right: parseTerm(cursor) };
  }
  return left;
}

function takeWord(cursor: ConditionCursor): Word {
  const token = cursor.take();
  if (token.type !== 'word') cursor.unexpected(token);
  return token.word;
}

function parseTerm(cursor: ConditionCursor): ConditionNode {
  if (cursor.keyword() === '!') {
    cursor.take();
    return { type: 'not', operand: parseTerm(cursor) };
  }
  if (cursor.isOperator('(')) {
    cursor.take();
    const inner = parseCondition(cursor);
    cursor.expectOperator(')');
    return inner;
  }
  const unary = cursor.keyword();
  const left = takeWord(cursor);
  if (
    unary !== null &&
    /^-[a-zA-Z]$/.test(unary) &&
    cursor.peek().type === 'word' &&
    cursor.keyword() !== ']]'
  ) {
    return { type: 'unary', operator: unary, operand: takeWord(cursor) };
  }
  const operator = cursor.isOperator('<') ? '<' : cursor.isOperator('>') ? '>' : cursor.keyword();
  if (operator === null || operator === ']]') return { type: 'unary', operator: '-n', operand: left };
  if (!/^(?:==?|!=|=~|<|>|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef))$/.test(operator)) cursor.unexpected(cursor.peek());
  cursor.take();
  const right = operator === '=~' ? cursor.takeRegex() : takeWord(cursor);
  return { type: 'binary', operator, left, right };
}
