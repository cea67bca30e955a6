import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEditBlocks } from './edit-blocks.ts';
import { applyEdits } from './edit-match.ts';

function block(search: string, replace: string): string {
  return `<<<<<<< SEARCH\n${search}=======\n${replace}>>>>>>> REPLACE\n`;
}

function edit(content: string, ...blocks: readonly [string, string][]): string {
  const parsed = parseEditBlocks(blocks.map(([search, replace]) => block(search, replace)).join('\n'));
  if (!parsed.ok) return `refused: ${parsed.reason}`;
  const result = applyEdits(content, parsed.blocks);
  return result.ok ? result.content : `failed: ${result.reason}\n${result.advice}`;
}

describe('parseEditBlocks', () => {
  it('reads several blocks, empty replacements and a fence around them', () => {
    const parsed = parseEditBlocks(`\`\`\`\n${block('a\n', '')}\n${block('b\nc\n', 'd\n')}\`\`\`\n`);
    expect(parsed).toEqual({
      ok: true,
      blocks: [
        { search: 'a\n', replace: '' },
        { search: 'b\nc\n', replace: 'd\n' },
      ],
    });
  });

  it('takes a divider in the new text for text', () => {
    expect(parseEditBlocks(block('a\n', 'Title\n=======\n'))).toMatchObject({
      ok: true,
      blocks: [{ replace: 'Title\n=======\n' }],
    });
  });

  it.each([
    ['', 'no SEARCH/REPLACE block'],
    ['const a = 1;\n', 'outside of the blocks'],
    ['<<<<<<< SEARCH\na\n=======\nb\n', 'never ends'],
    ['<<<<<<< SEARCH\na\n>>>>>>> REPLACE\n', 'no ======='],
    ['<<<<<<< SEARCH\na\n<<<<<<< SEARCH\n', 'second SEARCH'],
    ['<<<<<<< SEARCH\na\n=======\nb\n<<<<<<< SEARCH\n', 'before >>>>>>>'],
    [block('\n', 'x\n'), 'searches for nothing'],
  ])('refuses %j', (body, reason) => {
    const parsed = parseEditBlocks(body);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.reason).toContain(reason);
  });
});

describe('applyEdits', () => {
  it('replaces exact lines, literally', () => {
    expect(edit('a\nb\nc\n', ['b\n', '$& $1 \\n $$\n'])).toBe('a\n$& $1 \\n $$\nc\n');
  });

  it('applies blocks in order, each to the result of the last', () => {
    expect(edit('a\nb\n', ['a\n', 'x\ny\n'], ['y\nb\n', 'z\n'])).toBe('x\nz\n');
  });

  it('prefers an exact match to a loose one', () => {
    expect(edit('b  \nb\n', ['b\n', 'c\n'])).toBe('b  \nc\n');
  });

  it('ignores trailing white space', () => {
    expect(edit('a  \nb\t\nc\n', ['a\nb\n', 'x\n'])).toBe('x\nc\n');
  });

  it('ignores common indentation and indents what it writes', () => {
    const content = 'function f() {\n    if (a) {\n      b();\n    }\n}\n';
    const expected = 'function f() {\n    if (a) {\n      c();\n\n      d();\n    }\n}\n';
    expect(edit(content, ['if (a) {\n  b();\n}\n', 'if (a) {\n  c();\n\n  d();\n}\n'])).toBe(expected);
  });

  it('keeps CRLF files CRLF and a missing newline at the end missing', () => {
    expect(edit('a\r\nb\r\n', ['b\n', 'c\n'])).toBe('a\r\nc\r\n');
    expect(edit('a\nb', ['b\n', 'c\n'])).toBe('a\nc');
  });

  it('deletes lines', () => {
    expect(edit('a\nb\nc\n', ['b\n', ''])).toBe('a\nc\n');
    expect(edit('a\n', ['a\n', ''])).toBe('');
  });

  it('changes nothing when one block fails', () => {
    expect(edit('a\nb\n', ['a\n', 'x\n'], ['nope\n', 'y\n'])).toMatch(/^failed: Block 2 of 2 was not found/);
  });

  it('shows the nearest region with line numbers', () => {
    const content = `${Array.from({ length: 50 }, (_, i) => `const value${i} = compute(${i});`).join('\n')}\n`;
    const failed = edit(content, ['const value30 = compute(99);\n', 'x\n']);
    expect(failed).toContain('31 | const value30 = compute(30);');
    expect(failed).not.toContain('40 | ');
  });

  it('says where an ambiguous search matches', () => {
    expect(edit('a\nb\na\n', ['a\n', 'x\n'])).toMatch(/matches 2 places \(lines 1, 3\)[^]*1 \| a[^]*3 \| a/);
  });

  it('replaces any unique lines of any file with any text', () => {
    const lines = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }).filter(plain), {
      minLength: 1,
    });
    fc.assert(
      fc.property(
        lines,
        fc.nat(),
        fc.nat(),
        fc.array(fc.string().filter(plain)),
        (file, from, size, replace) => {
          const start = from % file.length;
          const end = start + 1 + (size % (file.length - start));
          const join = (part: readonly string[]): string => part.map((line) => `${line}\n`).join('');
          const search = file.slice(start, end);
          const result = applyEdits(join(file), [{ search: join(search), replace: join(replace) }]);
          expect(result).toMatchObject({
            ok: true,
            content: join([...file.slice(0, start), ...replace, ...file.slice(end)]),
          });
        },
      ),
    );
  });
});

function plain(line: string): boolean {
  return !/[\r\n]/.test(line);
}
