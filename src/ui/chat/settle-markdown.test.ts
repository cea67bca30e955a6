import { expect, test } from 'vitest';
import { settleMarkdown } from './settle-markdown.ts';

test.each([
  ['A [guide](https://exam', 'A guide'],
  ['A [gui', 'A gui'],
  ['A [guide](https://example.com) and', 'A [guide](https://example.com) and'],
  ['A picture ![of a ca', 'A picture '],
  ['Make it **bo', 'Make it **bo**'],
  ['Make it **', 'Make it '],
  ['Make it **bold** and ~~go', 'Make it **bold** and ~~go~~'],
  ['Run `npm i', 'Run `npm i`'],
  ['Run `', 'Run '],
  ['The plan\n-', 'The plan'],
  ['The plan\n- one\n- ', 'The plan\n- one'],
  ['1. one\n2', '1. one'],
  ['Words\n\n| a | b |', 'Words\n'],
  ['| a | b |\n| - | -', ''],
  ['| a | b |\n| - | - |\n| 1', '| a | b |\n| - | - |\n| 1'],
  ['```js\nconst a = [1, `', '```js\nconst a = [1, `'],
  ['```js\nx\n```\n\nA [li', '```js\nx\n```\n\nA li'],
])('%j is shown as %j while it is written', (text, shown) => {
  expect(settleMarkdown(text)).toBe(shown);
});

test('what is complete stays as it is', () => {
  const text =
    '## The plan\n\nA **table** of `totals`, see [this](https://example.com).\n\n- one\n- two\n\n| a |\n| - |\n| 1 |\n';
  expect(settleMarkdown(text)).toBe(text);
});
