import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStores } from '../state/stores.ts';
import { createFakeContainer } from '../testing/fake-container.ts';
import { ProblemCapture } from './problem-capture.ts';

const SOURCES = new Map([['src/App.tsx', 'export function App() {\n  return items.map();\n}\n']]);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const stores = createStores();
  const container = createFakeContainer();
  const capture = new ProblemCapture({
    stores,
    files: { text: (path) => SOURCES.get(path), paths: () => [...SOURCES.keys()] },
    container: () => Promise.resolve(container),
    now: () => Date.now(),
  });
  stores.runtime.getState().openPort({ port: 5173, url: 'http://a-5173.host/' });
  stores.preview.getState().showPort(5173);
  const problems = (): string[] =>
    stores.problems
      .getState()
      .problems.map(({ source, message, file = '', line = '' }) => `${source}: ${message} ${file}:${line}`);
  return { stores, container, capture, problems };
}

const OVERLAY = `9:00:00 AM [vite] Internal server error: Failed to resolve import "x" from "src/App.tsx".
  Plugin: vite:import-analysis
  File: /home/project/src/App.tsx:1:7
`;

describe('ProblemCapture', () => {
  it('reads what a running server prints, also when it comes in pieces', () => {
    const { capture, problems } = setUp();
    capture.serverStarted('npm run dev');
    capture.serverOutput(OVERLAY.slice(0, 40));
    vi.advanceTimersByTime(100);
    capture.serverOutput(OVERLAY.slice(40));
    expect(problems()).toEqual([]);
    vi.advanceTimersByTime(300);
    expect(problems()).toEqual(['transform: Failed to resolve import "x" from "src/App.tsx". src/App.tsx:1']);
  });

  it('takes the last words of a server that ended, not what it printed long ago', () => {
    const { capture, problems } = setUp();
    capture.serverStarted('node server.js');
    capture.serverOutput(OVERLAY);
    vi.advanceTimersByTime(300);
    capture.serverOutput('/home/project/server.js:4\n\nTypeError: no\n    at /home/project/server.js:4:2\n');
    capture.serverEnded('node server.js', 1);
    expect(problems().slice(1)).toEqual(['server: TypeError: no server.js:4']);
  });

  it('names the place in the source, by the source map that the server gives', async () => {
    const { capture, container, problems } = setUp();
    container.script(/^node -e/, (process) => {
      // Line 20 of the module is line 2 of the source.
      const mappings = `${';'.repeat(18)}AAAA;AACA`;
      process.write(JSON.stringify([{ sources: ['App.tsx'], mappings }]));
      process.exit(0);
    });
    await capture.clientMessage({
      type: 'PREVIEW_UNCAUGHT_EXCEPTION',
      message: 'ReferenceError: items is not defined',
      stack: 'ReferenceError: items is not defined\n    at App (http://a-5173.host/src/App.tsx?t=9:20:3)',
      port: 5173,
      previewId: 'p1',
    });
    expect(problems()).toEqual(['preview: ReferenceError: items is not defined src/App.tsx:2']);
    expect(container.commands[0]).toContain('http://localhost:5173/src/App.tsx?t=9');
  });

  it('calls a problem of the page over when the page came again and was quiet without it', () => {
    const { capture, problems } = setUp();
    const page = { page: 'p1', port: 5173 } as const;
    capture.pageEvent({ ...page, event: 'blank' });
    vi.advanceTimersByTime(1000);
    const again = { page: 'p2', port: 5173 } as const;
    capture.pageEvent({ ...again, event: 'loaded', href: '', status: 200, startedAt: Date.now() });
    capture.pageEvent({ ...again, event: 'painted' });
    expect(problems()).toHaveLength(1);
    vi.advanceTimersByTime(1300);
    expect(problems()).toEqual([]);
  });

  it('keeps a problem that the page has again', () => {
    const { capture, problems } = setUp();
    capture.pageEvent({ page: 'p1', port: 5173, event: 'blank' });
    vi.advanceTimersByTime(1000);
    const again = { page: 'p2', port: 5173 } as const;
    capture.pageEvent({ ...again, event: 'loaded', href: '', status: 200, startedAt: Date.now() });
    vi.advanceTimersByTime(5000);
    capture.pageEvent({ ...again, event: 'blank' });
    vi.advanceTimersByTime(2000);
    expect(problems()).toHaveLength(1);
  });

  it('waits for a server that is on its way before it calls it missing', () => {
    const { capture, problems, stores } = setUp();
    const refused = (port: number): string =>
      `[vite] http proxy error: /api\nError: connect ECONNREFUSED 127.0.0.1:${port}\n`;
    capture.serverOutput(refused(3001));
    vi.advanceTimersByTime(1000);
    capture.serverOutput(refused(3002));
    stores.runtime.getState().openPort({ port: 3001, url: 'http://a-3001.host/' });
    vi.advanceTimersByTime(6000);
    expect(problems()).toEqual(['server: Nothing answers at port 3002, where the dev server sends /api. :']);
  });

  it('tells of a port that a running server closed, until another opens', () => {
    const { capture, problems, stores } = setUp();
    stores.runtime.getState().closePort(5173);
    capture.portClosed(5173, () => false);
    vi.advanceTimersByTime(11_000);
    expect(problems()).toEqual(['server: The server closed port 5173 and opened no other. :']);
    capture.portOpened();
    expect(problems()).toEqual([]);
    capture.portClosed(5173, () => true);
    vi.advanceTimersByTime(11_000);
    expect(problems()).toEqual([]);
  });

  it('asks no port of a server that another has followed', () => {
    const { capture, problems, stores } = setUp();
    stores.runtime.getState().closePort(5173);
    capture.portClosed(5173, () => false);
    vi.advanceTimersByTime(9000);
    capture.serverStarted('npm run dev');
    vi.advanceTimersByTime(2000);
    expect(problems()).toEqual([]);
  });

  it('forgets the failure of a command that succeeds later', () => {
    const { capture, problems } = setUp();
    capture.commandEnded({ command: 'npm run build', output: 'oops', exitCode: 2 });
    capture.commandEnded({ command: 'npm test', output: 'oops', exitCode: 1 });
    expect(problems()).toHaveLength(2);
    capture.commandEnded({ command: 'npm run build', output: '', exitCode: 0 });
    expect(problems()).toEqual(['command: npm test ended with exit code 1. :']);
  });
});
