import MagicString from 'magic-string';
import { describe, expect, it } from 'vitest';
import { originalPosition, readSourceMap, type SourceMap } from './source-map.ts';

/** A map made by a well-known encoder: a line is put in front, and a word in the second line is replaced by a longer one. */
function example(): SourceMap {
  const source = 'const a = 1;\nlet b = a.nope();\n';
  const text = new MagicString(source);
  text.prepend('/* added */\n').update(17, 18, 'renamed');
  const { sources, mappings } = text.generateMap({ source: 'src/a.ts', hires: true });
  return { sources, mappings };
}

describe('originalPosition', () => {
  it('finds the place in the source behind added lines and longer names', () => {
    expect(originalPosition(example(), 2, 7)).toEqual({ source: 'src/a.ts', line: 1, column: 7 });
    expect(originalPosition(example(), 3, 17)).toEqual({ source: 'src/a.ts', line: 2, column: 11 });
  });

  it('has nothing for lines that were added or are not there', () => {
    expect(originalPosition(example(), 1, 1)).toBeUndefined();
    expect(originalPosition(example(), 99, 1)).toBeUndefined();
    expect(originalPosition({ sources: [null], mappings: 'AAAA' }, 1, 1)).toBeUndefined();
  });

  it('puts the root in front, and follows sources from one line to the next', () => {
    const map = { sources: ['a.ts', 'b.ts'], sourceRoot: 'src/', mappings: 'AAAA;ACCA,IADE' };
    expect(originalPosition(map, 2, 1)).toEqual({ source: 'src/b.ts', line: 2, column: 1 });
    expect(originalPosition(map, 2, 8)).toEqual({ source: 'src/b.ts', line: 1, column: 3 });
  });
});

describe('readSourceMap', () => {
  it('takes what is a source map and nothing else', () => {
    expect(readSourceMap({ version: 3, sources: ['a', 1], mappings: ';' })).toEqual({
      sources: ['a', null],
      mappings: ';',
    });
    expect(readSourceMap({ sections: [] })).toBeUndefined();
    expect(readSourceMap(null)).toBeUndefined();
  });
});
