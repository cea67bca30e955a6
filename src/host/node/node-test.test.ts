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

test('Mocks count calls, replace what is called, and put everything back', () => {
  const { mock } = createModule();
  const double = mock.fn((n: number) => n * 2) as ((n: number) => number) & { mock: { callCount(): number } };
  expect([double(2), double.mock.callCount()]).toEqual([4, 1]);
  const target = { name: () => 'real' };
  mock.method(target, 'name', () => 'mocked');
  expect(target.name()).toBe('mocked');
  mock.restoreAll();
  expect(target.name()).toBe('real');
});

test('Mocked timers run when time is told to pass', () => {
  const { mock } = createModule();
  const heard: string[] = [];
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 100 });
  try {
    setTimeout(() => heard.push(`at ${Date.now()}`), 50);
    mock.timers.tick(49);
    expect(heard).toEqual([]);
    mock.timers.tick(1);
    expect(heard).toEqual(['at 150']);
  } finally {
    mock.timers.reset();
  }
  expect(Date.now()).toBeGreaterThan(150);
});
