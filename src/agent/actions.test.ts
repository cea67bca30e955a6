import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkAction, targetOf } from './actions.ts';
import type { ParsedAction } from './artifact-events.ts';

function parsed(type: string, attributes: Record<string, string>, body = '', complete = true): ParsedAction {
  return { action: 0, artifact: 0, type, attributes, body, complete };
}

describe('checkAction', () => {
  it.each([
    [parsed('file', { path: '/home/project/a.ts' }, 'x\n'), { type: 'file', path: 'a.ts', content: 'x\n' }],
    [parsed('delete', { path: 'a.ts' }), { type: 'delete', path: 'a.ts' }],
    [parsed('rename', { path: 'a.ts', to: 'b.ts' }), { type: 'rename', path: 'a.ts', to: 'b.ts' }],
    [parsed('shell', {}, '\n npm i zod \n'), { type: 'shell', command: 'npm i zod' }],
    [parsed('start', {}, 'npm run dev\n'), { type: 'start', command: 'npm run dev' }],
    [
      parsed('edit', { path: 'a.ts' }, '<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n'),
      { type: 'edit', path: 'a.ts', blocks: [{ search: 'a\n', replace: 'b\n' }] },
    ],
  ])('accepts %j', (action, expected) => {
    expect(checkAction(action)).toEqual({ ok: true, action: expected });
  });

  it.each([
    [parsed('deploy', {}), 'no action of type "deploy"'],
    [parsed('', { path: 'a' }), 'no type'],
    [parsed('file', {}, 'x'), 'no path'],
    [parsed('file', { path: '../a' }, 'x'), 'leads out'],
    [parsed('file', { path: 'a.ts' }, 'x', false), 'cut off'],
    [parsed('file', { path: 'a.ts' }, '// ... existing code ...\n'), 'left out'],
    [parsed('rename', { path: 'a.ts' }), 'no target'],
    [parsed('rename', { path: 'a.ts', to: './a.ts' }), 'same path'],
    [parsed('rename', { path: 'a.ts', to: '.git/x' }), '.git'],
    [parsed('edit', { path: 'a.ts' }, 'const a = 1;\n'), 'outside of the blocks'],
    [
      parsed('edit', { path: 'a.ts' }, '<<<<<<< SEARCH\na\n=======\n// rest of the code\n>>>>>>> REPLACE\n'),
      'left out',
    ],
    [parsed('shell', {}, '  \n'), 'no command'],
  ])('refuses %j and says what to send', (action, reason) => {
    const check = checkAction(action);
    expect(check.ok).toBe(false);
    if (check.ok) return;
    expect(check.reason).toContain(reason);
    expect(check.advice).toMatch(/[Ss]end|Use|Leave/);
  });

  it('lets an edit keep a comment that the file has', () => {
    const body =
      '<<<<<<< SEARCH\n// existing code here\na\n=======\n// existing code here\nb\n>>>>>>> REPLACE\n';
    expect(checkAction(parsed('edit', { path: 'a.ts' }, body)).ok).toBe(true);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.dictionary(fc.constantFrom('path', 'to', '__proto__'), fc.string()),
        fc.string(),
        (t, a, b) => {
          expect(typeof checkAction(parsed(t, a, b)).ok).toBe('boolean');
          expect(typeof targetOf(parsed(t, a, b))).toBe('string');
        },
      ),
    );
  });
});
