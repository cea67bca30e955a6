import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CompiledModules } from './compiled-modules.ts';

/** The browser's part: its caches, and what it was asked to stream. */
const entries = new Map<string, Response>();
const streamed: string[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  entries.clear();
  streamed.length = 0;
  const cache = {
    keys: () => Promise.resolve([...entries.keys()].map((path) => new Request(`http://sandbox.test${path}`))),
    put: (path: string, response: Response) => Promise.resolve(void entries.set(path, response)),
    delete: (path: string) => Promise.resolve(entries.delete(path)),
  };
  vi.stubGlobal('caches', { open: () => Promise.resolve(cache) });
  vi.stubGlobal('fetch', (path: string) => Promise.resolve(path));
  vi.spyOn(WebAssembly, 'compileStreaming').mockImplementation(async (source) => {
    streamed.push((await source) as unknown as string);
    return {} as WebAssembly.Module;
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function keep(modules: CompiledModules, key: string): Promise<void> {
  return modules.keep({ key, module: {} as WebAssembly.Module, bytes: new Uint8Array(1) });
}

describe('the machine code that stays', () => {
  it('is written down again, each time later, as more of it is optimised', async () => {
    await keep(new CompiledModules(), 'a');
    expect(streamed).toEqual(['/~/w/a']);
    await vi.advanceTimersByTimeAsync(5999);
    expect(streamed).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(streamed).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(streamed).toEqual(Array(5).fill('/~/w/a'));
  });

  it('is that of the session before as well', async () => {
    entries.set('/~/w/a', new Response('a'));
    const modules = new CompiledModules();
    await modules.load();
    await modules.load();
    expect(streamed).toEqual(['/~/w/a']);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(streamed).toHaveLength(5);
  });

  it('is no longer that of a module which gave way to later ones', async () => {
    const modules = new CompiledModules();
    for (const key of ['a', 'b', 'c', 'd']) await keep(modules, key);
    expect([...entries.keys()]).toEqual(['/~/w/b', '/~/w/c', '/~/w/d']);
    streamed.length = 0;
    await vi.advanceTimersByTimeAsync(6000);
    expect(streamed).toEqual(['/~/w/b', '/~/w/c', '/~/w/d']);
  });

  it('is not missed where the browser keeps nothing', async () => {
    vi.stubGlobal('caches', { open: () => Promise.reject(new DOMException('denied', 'SecurityError')) });
    const modules = new CompiledModules();
    await modules.load();
    await keep(modules, 'a');
    await vi.advanceTimersByTimeAsync(600_000);
    expect(streamed).toEqual([]);
  });
});
