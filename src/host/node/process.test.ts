import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createFakeNodeHost } from '../../testing/fake-node-host.ts';
import { FsError } from '../vfs/errno.ts';
import { createDisk } from '../vfs/disk.ts';
import { Vfs } from '../vfs/vfs.ts';
import { createModule as createChildProcess } from './child_process.ts';
import { createModule, processControl } from './process.ts';

/** A host whose kernel keeps what is written and notes the other calls. */
function makeHost() {
  const calls: [string, ...unknown[]][] = [];
  const written: Record<number, string> = {};
  const files = new Vfs(createDisk({ maxBytes: 8 * 2 ** 20 }));
  files.mkdir('/work/src', { recursive: true });
  const run = (name: string, ...args: unknown[]): unknown => {
    if (name === 'write') {
      const [fd, data] = args as [number, Uint8Array];
      written[fd] = (written[fd] ?? '') + new TextDecoder().decode(data);
      return data.byteLength;
    }
    calls.push([name, ...args]);
    if (name === 'spawn' || name === 'kill') throw new FsError(name === 'kill' ? 'ESRCH' : 'ENOENT', name);
    return name === 'kind' ? 'pipe' : undefined;
  };
  const identity = {
    pid: 7, ppid: 1, argv: ['/usr/local/bin/node', '/work/a.js'], execArgv: [], execPath: '/usr/local/bin/node',
    env: { HOME: '/home' }, cwd: '/work', title: 'node', threadId: 0,
  }; // prettier-ignore
  const kernel = { sync: run, async: async (name: string, ...args: unknown[]) => run(name, ...args) };
  const host = createFakeNodeHost(
    { process: () => process },
    { fs: files, identity, kernel: kernel as never, onEvent: () => () => undefined },
  );
  const process = createModule(host);
  return {
    host,
    process: process as unknown as NodeJS.Process,
    control: processControl(process),
    calls,
    written,
    files,
  };
}

describe('process', () => {
  test('is an emitter that shows as process, and says what it is', () => {
    const { process } = makeHost();
    expect(process).toBeInstanceOf(EventEmitter);
    expect(Object.prototype.toString.call(process)).toBe('[object process]');
    expect([process.pid, process.platform, process.argv[1], process.version.slice(0, 4)]).toEqual([
      7,
      'linux',
      '/work/a.js',
      'v22.',
    ]);
  });

  test('hrtime needs no clock of the program, whose own may ask hrtime', () => {
    const { process } = makeHost();
    const own = Object.getOwnPropertyDescriptor(globalThis, 'performance') ?? {};
    const value = { now: () => process.hrtime()[0] };
    Object.defineProperty(globalThis, 'performance', { value, configurable: true, writable: true });
    try {
      expect(performance.now()).toBeGreaterThanOrEqual(0);
    } finally {
      Object.defineProperty(globalThis, 'performance', own);
    }
  });

  test('values of the environment are text', () => {
    const { process } = makeHost();
    process.env['N'] = 1 as never;
    process.env['U'] = undefined;
    expect([process.env['N'], process.env['U'], process.env['none'], 'HOME' in process.env]).toEqual([
      '1',
      'undefined',
      undefined,
      true,
    ]);
    expect(Object.keys(process.env)).toEqual(['HOME', 'N', 'U']);
  });

  test('chdir goes to directories only', () => {
    const { process } = makeHost();
    process.chdir('src');
    expect(process.cwd()).toBe('/work/src');
    expect(() => process.chdir('none')).toThrow(
      "ENOENT: no such file or directory, chdir '/work/src' -> 'none'",
    );
  });

  test('exit tells its listeners, then the kernel', () => {
    const { process, calls } = makeHost();
    const codes: unknown[] = [];
    process.on('exit', (code) => codes.push(code, process.exitCode));
    expect(() => process.exit(3)).toThrow();
    expect(codes).toEqual([3, 3]);
    expect(calls.at(-1)).toEqual(['exit', 3]);
  });

  test('an idle loop means beforeExit, then the end', async () => {
    const { process, control, calls } = makeHost();
    let asked = 0;
    process.on('beforeExit', () => asked++);
    control.onIdle();
    expect([asked, calls.some(([name]) => name === 'exit')]).toEqual([1, false]);
    await new Promise((resolve) => setImmediate(resolve));
  });

  test('an uncaught error is printed with its line and a caret, and ends the process with 1', () => {
    const { control, calls, written, files } = makeHost();
    files.writeFile('/work/a.js', new TextEncoder().encode("\n  throw new Error('boom');\n"));
    const error = new Error('boom');
    error.stack = 'Error: boom\n    at Object.<anonymous> (/work/a.js:2:9)';
    expect(() => control.onError(error, 'uncaughtException')).toThrow();
    expect(written[2]).toContain(
      "/work/a.js:2\n  throw new Error('boom');\n        ^\n\nError: boom\n    at",
    );
    expect(written[2]).toMatch(/\n\nNode\.js v22\.\d+\.\d+\n$/);
    expect(calls.at(-1)).toEqual(['exit', 1]);
  });

  test('a listener of uncaughtException keeps the process alive', () => {
    const { process, control, calls } = makeHost();
    const seen: unknown[] = [];
    process.on('uncaughtException', (error, origin) => seen.push(error.message, origin));
    control.onError(new Error('x'), 'unhandledRejection', Promise.resolve());
    expect(seen).toEqual(['x', 'unhandledRejection']);
    expect(calls.some(([name]) => name === 'exit')).toBe(false);
  });

  test('warnings are printed as Node prints them', async () => {
    const { process, written } = makeHost();
    process.emitWarning('careful', 'DeprecationWarning', 'DEP1');
    await new Promise((resolve) => setImmediate(resolve));
    expect(written[2]).toBe(
      '(node:7) [DEP1] DeprecationWarning: careful\n(Use `node --trace-deprecation ...` to show where the warning was created)\n',
    );
  });

  test('the kernel learns which signals are listened to', () => {
    const { process, calls } = makeHost();
    const listener = (): void => undefined;
    process.on('SIGINT', listener);
    expect(calls.at(-1)).toEqual(['handleSignals', ['SIGINT']]);
    process.off('SIGINT', listener);
    expect(calls.at(-1)).toEqual(['handleSignals', []]);
    expect(() => process.kill(99)).toThrow(expect.objectContaining({ message: 'kill ESRCH', code: 'ESRCH' }));
  });

  test('output goes to the descriptor at once', () => {
    const { process, written } = makeHost();
    process.stdout.write('hello');
    expect(written[1]).toBe('hello');
  });
});

describe('child_process', () => {
  test('a command that does not exist is an error event with its code and arguments', async () => {
    const { host } = makeHost();
    const { spawn } = createChildProcess(host);
    const child = spawn('nope', ['a']);
    const error = await new Promise((resolve) => child.on('error', resolve));
    expect(error).toMatchObject({
      message: 'spawn nope ENOENT',
      errno: -2,
      code: 'ENOENT',
      syscall: 'spawn nope',
      path: 'nope',
      spawnargs: ['a'],
    });
  });

  test('spawnSync gives the error, execFileSync throws it', () => {
    const { host } = makeHost();
    const { spawnSync, execFileSync } = createChildProcess(host);
    expect(spawnSync('nope').error).toMatchObject({ message: 'spawnSync nope ENOENT', code: 'ENOENT' });
    expect(() => execFileSync('nope')).toThrow('spawnSync nope ENOENT');
  });
});
