import { describe, expect, it } from 'vitest';
import { findElision } from './elision.ts';

describe('findElision', () => {
  it.each([
    '// ... existing code ...',
    '// ...existing code...',
    '// … existing code …',
    '  // rest of the code unchanged',
    '// rest of the code remains the same',
    '// ... rest of the component',
    '// the rest of the file stays the same',
    '// Rest of your code here...',
    '/* ... rest of the styles ... */',
    '{/* ... existing JSX ... */}',
    '{/* rest of the component remains unchanged */}',
    '<!-- rest of the content -->',
    '<!-- ... existing markup ... -->',
    '# ... rest of the config unchanged',
    '// ... other imports',
    '// ... previous code',
    '// existing imports...',
    '// (rest of the code unchanged)',
    '// keep existing code',
    '// Keep the rest of the file the same',
    '// unchanged',
    '// no changes here',
    '// same as before',
    '// code omitted for brevity',
    '// other functions remain unchanged',
    '// Your code here',
    '... rest of the code ...',
    '[... rest of file ...]'.slice(1, -1),
    '// ... remaining handlers unchanged ...',
    '// All other routes stay the same',
  ])('finds %j', (line) => {
    expect(findElision(`const a = 1;\n${line}\nconst b = 2;\n`, 'a.tsx')).toEqual({
      line: 2,
      text: line.trim(),
    });
  });

  it.each([
    '// The rest of the row is filled with spaces',
    '// Render the rest of the items lazily',
    '// Merge with existing code points',
    '// ...and then some',
    '// keep the list sorted',
    '// Keep existing selections when the filter changes'.replace('Keep existing', 'Preserve existing'),
    '// unchanged rows are skipped to save work',
    '// Existing users are redirected to the dashboard',
    '// previous value is used for the animation',
    '// same as Array.prototype.map but async',
    '// If unchanged, return the same reference',
    '// The remaining time in seconds',
    '// Loading...',
    '<p>... rest assured, your order is on its way</p>',
    'const label = "... existing code ...";',
    '  ...rest,',
    '  ...existing.items,',
    '  ...previousState,',
    'function sum(...rest: number[]) {',
    '{/* Other sections */}',
    '// TODO list component',
    '// Add your first task',
    '<!-- Footer -->',
    '/* Rest state: the button without hover */',
    '// The rest of the API is documented in README.md',
    '// Existing code path for legacy browsers',
    '// rest of the arguments are passed to the command',
    '# The same port as before is reused',
    '* Returns the rest of the string after the prefix.',
  ])('lets %j pass', (line) => {
    expect(findElision(`const a = 1;\n${line}\n`, 'a.tsx')).toBeUndefined();
  });

  it('judges no prose files', () => {
    expect(findElision('# rest of the code unchanged\n', 'README.md')).toBeUndefined();
  });
});
