import { describe, expect, it } from 'vitest';
import { offeredFiles } from './apply-offer.ts';

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
