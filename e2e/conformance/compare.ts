/** What must be equal of two runs of a program: standard output, how it ended, and the shape of what it said on standard error. */
import type { Outcome } from './real-node.ts';

const ERROR_LINE = /^(?:\w+:)?(?:Uncaught )?(?:[A-Z]\w*)?(?:Error|Exception)\b.*$/m;

/** Node 22's warning; older ones end without a word. */
const UNSETTLED = /^Warning: Detected unsettled top-level await at .*\n.*\n *\^\n\n\n/m;

/** The differences between the expected outcome and the host's, or an empty string. */
export function differences(expected: Outcome, actual: Outcome): string {
  const pairs: [string, unknown, unknown][] = [
    ['stdout', expected.stdout, actual.stdout],
    ['exit code', expected.code, actual.code],
    ['signal', expected.signal, actual.signal],
    ['stderr', stderrShape(expected.stderr), stderrShape(actual.stderr)],
  ];
  return pairs
    .filter(([, wanted, got]) => wanted !== got)
    .map(
      ([what, wanted, got]) =>
        `  ${what}: expected ${JSON.stringify(wanted)}\n  ${what}: received ${JSON.stringify(got)}`,
    )
    .join('\n');
}

/** An uncaught error's line and its code; anything else whole, without process ids, stacks and versions. */
export function stderrShape(text: string): string {
  const error = ERROR_LINE.exec(text);
  if (error) {
    const code = /^ {2}code: '(\w+)'/m.exec(text)?.[1];
    return code ? `${error[0]} {${code}}` : error[0];
  }
  return text
    .split('\n')
    .filter((line) => !/^ {4}at |^Node\.js v|^\(Use `node --trace/.test(line))
    .join('\n')
    .replace(/\(node:\d+\)/g, '(node)')
    .replace(UNSETTLED, '');
}
