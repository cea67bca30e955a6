import { describe, expect, it } from 'vitest';
import { ArtifactParser } from './artifact-parser.ts';
import type { ArtifactEvent } from './artifact-events.ts';
import { ContinuationJoiner } from './continuation.ts';

/** The bodies of all whole actions of a reply in two halves. */
function joined(before: string, continuation: string): string[] {
  let parser = new ArtifactParser();
  const events: ArtifactEvent[] = [...parser.push(before), ...parser.end({ cutOff: true })];
  const { openBodyAt } = parser;
  const joiner = new ContinuationJoiner(before, openBodyAt, () => {
    parser = new ArtifactParser();
    parser.push(before.slice(0, openBodyAt));
  });
  const text = [...continuation].map((ch) => joiner.push(ch)).join('') + joiner.end();
  events.push(...parser.push(text), ...parser.end());
  return events.flatMap((event) => (event.kind === 'action-close' && event.complete ? [event.body] : []));
}

describe('ContinuationJoiner', () => {
  const whole =
    '<artifact id="a" title="A">\n<action type="file" path="src/a.ts">\nconst first = 1;\nconst second = 2;\nconst third = 3;\n</action>\n</artifact>';
  const cut = whole.indexOf('second') + 3;
  const before = whole.slice(0, cut);
  const after = whole.slice(cut);

  it.each([
    ['goes on at the next character', after],
    ['repeats its last lines', `const first = 1;\nconst sec${after}`],
    ['repeats the line it was in', `const sec${after}`],
    ['opens a fence', `\`\`\`ts\n${after}`],
    [
      'opens the tags again and repeats',
      `<artifact id="a" title="A">\n<action type="file" path="src/a.ts">\nconst first = 1;\nconst sec${after}`,
    ],
    ['opens the tags again', `<artifact id="a" title="A">\n<action type="file" path="src/a.ts">\n${after}`],
  ])('joins a reply that %s', (_, continuation) => {
    expect(joined(before, continuation)).toEqual(['const first = 1;\nconst second = 2;\nconst third = 3;\n']);
  });

  describe('of a file that is sent again from its beginning', () => {
    const lines = Array.from({ length: 300 }, (_, at) => `export const value${at} = compute(${at});\n`);
    const [tags, end] = ['<artifact id="a">\n<action type="file" path="a.ts">\n', '</action>\n</artifact>'];
    const file = lines.join('');
    const half = tags + file.slice(0, 5003);

    it.each([
      ['with its tags', tags + file + end],
      ['with its tag and a fence', `<action type="file" path="a.ts">\n\`\`\`ts\n${file}\`\`\`\n${end}`],
      ['without its tags', file + end],
    ])('%s has it once', (_, continuation) => {
      expect(joined(half, continuation)).toEqual([file]);
    });

    it('and that is not the same in all has what came last', () => {
      const other = file.replace('compute(50)', 'compute(5000)');
      expect(joined(half, tags + other + end)).toEqual([other]);
    });

    it('after no more than a word has it once', () => {
      expect(joined(`${tags}export con`, tags + file + end)).toEqual([file]);
    });

    it('after other actions leaves those alone', () => {
      const first = '<artifact id="a">\n<action type="shell">a</action>\n';
      const open = '<action type="file" path="a.ts">\n';
      expect(joined(first + open + file.slice(0, 5003), open + file + end)).toEqual(['a\n', file]);
    });
  });

  it('does not take closing tags that follow closing tags for a repetition', () => {
    const joiner = new ContinuationJoiner(
      '<artifact id="a"><action type="file" path="a">\n          </div>\n          </div>\n',
      43,
      () => expect.unreachable(),
    );
    const next = '          </div>\n          </div>\n</action></artifact>';
    expect(joiner.push(next) + joiner.end()).toBe(next);
  });

  it('lets new actions pass when the first half ended between actions', () => {
    const next = '<action type="shell">b</action></artifact>';
    expect(joined('<artifact id="a"><action type="shell">a</action>\n', next)).toEqual(['a\n', 'b\n']);
  });

  it('knows that it is inside of a file that holds the tags itself', () => {
    const file =
      'const close = "</action>";\nconst opening = "<action type=";\nconst half = 1;\nconst rest = 2;\n';
    const half = file.indexOf('half') + 2;
    const tags = '<artifact id="a">\n<action type="file" path="a.ts">\n';
    const end = '</action>\n</artifact>';
    expect(joined(tags + file.slice(0, half), tags + file.slice(half) + end)).toEqual([file]);
  });
});
