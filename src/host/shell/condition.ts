/** `[[ … ]]`, and the tests it shares with `test`. */
import { ShellError } from './control-flow.ts';
import { evaluateArithmetic } from './arithmetic.ts';
import { expandPattern, expandText } from './expand.ts';
import { compareNumbers } from './compare-numbers.ts';
import { compareFiles, testFile } from './file-test.ts';
import { patternRegex } from './pattern.ts';
import type { Shell } from './shell.ts';
import type { ConditionNode } from './syntax.ts';

export async function evaluateCondition(shell: Shell, node: ConditionNode): Promise<boolean> {
  switch (node.type) {
    case 'not':
      return !(await evaluateCondition(shell, node.operand));
    case 'logical': {
      const left = await evaluateCondition(shell, node.left);
      return left === (node.operator === '&&') ? evaluateCondition(shell, node.right) : left;
    }
    case 'unary': {
      const operand = await expandText(node.operand, shell);
      if (node.operator === '-v') return shell.array(operand) !== undefined;
      const isTerminal = (fd: number): boolean => shell.descriptor(fd).isTerminal;
      return testFile(shell, node.operator, operand, isTerminal) ?? false;
    }
    case 'binary':
      return compare(shell, node);
  }
}

async function compare(shell: Shell, node: Extract<ConditionNode, { type: 'binary' }>): Promise<boolean> {
  const left = await expandText(node.left, shell);
  const { operator } = node;
  if (operator === '=~') return matchRegex(shell, left, await expandPattern(node.right, shell));
  if (operator === '=' || operator === '==' || operator === '!=') {
    return patternRegex(await expandPattern(node.right, shell)).test(left) === (operator !== '!=');
  }
  const right = await expandText(node.right, shell);
  if (operator === '<') return left < right;
  if (operator === '>') return left > right;
  const files = compareFiles(shell, operator, left, right);
  if (files !== null) return files;
  const a = evaluateArithmetic(left, shell);
  const b = evaluateArithmetic(right, shell);
  return compareNumbers(operator, a, b);
}

function matchRegex(shell: Shell, text: string, source: string): boolean {
  let regex: RegExp;
  try {
    regex = new RegExp(source.replace(/\[\[:(\w+):\]\]/g, (_, name: string) => POSIX_SETS[name] ?? '[]'));
  } catch {
    throw new ShellError(`${source}: invalid regular expression`, 2);
  }
  const match = regex.exec(text);
  shell.set('BASH_REMATCH', match === null ? [] : match.map((each) => each ?? ''));
  return match !== null;
}

const POSIX_SETS: Record<string, string> = {
  digit: '[0-9]',
  alpha: '[A-Za-z]',
  alnum: '[A-Za-z0-9]',
  space: '\\s',
  upper: '[A-Z]',
  lower: '[a-z]',
};
