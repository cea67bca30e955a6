import { expect, test, vi } from 'vitest';
import { createModule } from './test.ts';

test('Tests run in order, hooks around them, and a failure sets the exit code', async () => {
  const out: string[] = [];
  const process = { exitCode: 0, stdout: { write: (text: string) => out.push(text) } };
  vi.stubGlobal('process', process);
  try {
    const nodeTest = createModule();
    const { describe, it, skip } = nodeTest;
    const log: string[] = [];
    void describe('suite', () => {
      nodeTest.beforeEach(() => log.push('each'));
      void it('one', () => log.push('one'));
      void it('two', async (t) => t.test('sub', () => log.push('sub')));
    });
    await nodeTest('bad', () => Promise.reject(new Error('boom')));
    await skip('not now', () => log.push('never'));
    expect(log).toEqual(['each', 'one', 'each', 'each', 'sub']);
    await new Promise((resolve) => setTimeout(resolve, 5));
  } finally {
    vi.unstubAllGlobals();
  }
  const text = out.join('');
  expect(process.exitCode).toBe(1);
  expect(text).toContain('not ok 2 - bad');
  expect(text).toContain('ok 3 - not now # SKIP');
  expect(text).toMatch(/1\.\.3\n# tests 5\n# suites 1\n# pass 3\n# fail 1/);
});
