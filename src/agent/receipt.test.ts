import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCharacter } from '../testing/any-character.ts';
import { byteLength, cleanOutput, failedReceipt, formatFailedReceipts, headAndTail } from './receipt.ts';

describe('cleanOutput', () => {
  it.each([
    ['\u001b[31mred\u001b[0m \u001b]8;;http://x\u0007link\u001b]8;;\u0007', 'red link'],
    ['10%\r50%\rdone\n', 'done'],
    ['a\r\nb\r\n', 'a\nb'],
    ['⠋\n⠙\nadded 4 packages\n', 'added 4 packages'],
    ['[########------] 60%\nok', 'ok'],
    ['typo\b\b\b\btext', 'text'],
    ['a\n\n\n\nb', 'a\n\nb'],
    ['\u001b[2K\u001b[1Gnpm warn x', 'npm warn x'],
    ['--- a/x\n====\n100 % of users', '--- a/x\n====\n100 % of users'],
  ])('makes of %j %j', (raw, clean) => {
    expect(cleanOutput(raw)).toBe(clean);
  });
});

describe('headAndTail', () => {
  it('leaves short text alone', () => {
    expect(headAndTail('a\nb')).toBe('a\nb');
  });

  it('keeps the beginning and more of the end, within the bytes', () => {
    const text = Array.from({ length: 2000 }, (_, i) => `line ${i}`).join('\n');
    const short = headAndTail(text);
    expect(short).toMatch(/^line 0\n[^]*… \d+ lines left out …[^]*\nline 1999$/);
    expect(byteLength(short)).toBeLessThanOrEqual(4096);
  });

  it('never exceeds the limit, and counts bytes as UTF-8', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: anyCharacter, maxLength: 200 }), { maxLength: 60 }), (lines) => {
        const text = lines.join('\n');
        expect(byteLength(text)).toBe(new TextEncoder().encode(text).length);
        expect(byteLength(headAndTail(text, 1000))).toBeLessThanOrEqual(1000);
      }),
    );
  });
});

describe('formatFailedReceipts', () => {
  it('tells a model what failed and what to send, and nothing of what went well', () => {
    const failed = failedReceipt(
      { type: 'edit', target: 'a.ts' },
      { reason: 'Not found.', advice: 'Copy:\n1 | x' },
    );
    const shell = {
      type: 'shell',
      target: 'npm test',
      status: 'failed',
      durationMs: 5,
      exitCode: 1,
      output: '\u001b[1mboom',
    } as const;
    const done = { type: 'file', target: 'b.ts', status: 'done', durationMs: 1 } as const;
    expect(formatFailedReceipts([done, failed, shell])).toBe(
      'Some of your last actions did not succeed:\n- edit a.ts: failed. Not found.\n  Copy:\n  1 | x\n- shell npm test: failed (exit code 1)\n  boom',
    );
    expect(formatFailedReceipts([done])).toBe('');
  });
});
