import { describe, expect, it } from 'vitest';
import { offeredFiles } from './apply-offer.ts';
import { ArtifactParser } from './artifact-parser.ts';
import { ContinuationJoiner } from './continuation.ts';

describe('offeredFiles', () => {
  it.each([
    ['```tsx src/App.tsx\nx\n```', 'src/App.tsx', 'x\n'],
    ['```tsx title="src/App.tsx"\nx\n```', 'src/App.tsx', 'x\n'],
    ['```tsx:src/App.tsx\nx\n```', 'src/App.tsx', 'x\n'],
    ['**src/App.tsx**\n\n```tsx\nx\n```', 'src/App.tsx', 'x\n'],
    ['### `src/App.tsx`\n```tsx\nx\n```', 'src/App.tsx', 'x\n'],
    ['Change `src/App.tsx`:\n```tsx\nx\n```', 'src/App.tsx', 'x\n'],
    ['```ts\n// src/a.ts\nx\n```', 'src/a.ts', 'x\n'],
    ['```html\n<!-- index.html -->\n<p>\n```', 'index.html', '<p>\n'],
    ['```css\n/* src/a.css */\n\nx\n```', 'src/a.css', 'x\n'],
    [
      '```xml\n<artifact id="a"><action type="file" path="a.ts">\nx\n</action></artifact>\n```',
      'a.ts',
      'x\n',
    ],
  ])('offers the file of %j', (reply, path, content) => {
    expect(offeredFiles(reply)).toEqual([{ path, content }]);
  });

  it.each([
    '```bash\nnpm install zod\n```',
    'Look at src/App.tsx and think about what it does in the end.\n```tsx\nx\n```',
    '```tsx\nconst a = 1;\n```',
    '**../evil.ts**\n```ts\nx\n```',
    'Run it from `run.sh`:\n```bash\n./run.sh\n```',
    'No code at all.',
    '```tsx src/App.tsx\nx\n```\n<artifact id="a"></artifact>',
  ])('offers nothing for %j', (reply) => {
    expect(offeredFiles(reply)).toEqual([]);
  });
});

describe('ContinuationJoiner', () => {
  const whole =
    '<artifact id="a" title="A">\n<action type="file" path="src/a.ts">\nconst first = 1;\nconst second = 2;\nconst third = 3;\n</action>\n</artifact>';
  const cut = whole.indexOf('second') + 3;
  const before = whole.slice(0, cut);
  const after = whole.slice(cut);

  function body(continuation: string): string | undefined {
    const parser = new ArtifactParser();
    parser.push(before);
    parser.end({ cutOff: true });
    parser.resume();
    const joiner = new ContinuationJoiner(before);
    const text = [...continuation].map((ch) => joiner.push(ch)).join('') + joiner.end();
    const close = [...parser.push(text), ...parser.end()].find((event) => event.kind === 'action-close');
    return close?.kind === 'action-close' ? close.body : undefined;
  }

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
    expect(body(continuation)).toBe('const first = 1;\nconst second = 2;\nconst third = 3;\n');
  });

  it('does not take closing tags that follow closing tags for a repetition', () => {
    const joiner = new ContinuationJoiner(
      '<artifact id="a"><action type="file" path="a">\n          </div>\n          </div>\n',
    );
    const next = '          </div>\n          </div>\n</action></artifact>';
    expect(joiner.push(next) + joiner.end()).toBe(next);
  });

  it('lets new actions pass when the first half ended between actions', () => {
    const joiner = new ContinuationJoiner('<artifact id="a"><action type="shell">a</action>\n');
    const next = '<action type="shell">b</action></artifact>';
    expect(joiner.push(next) + joiner.end()).toBe(next);
  });
});
