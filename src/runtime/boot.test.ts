import type { WebContainer } from '@webcontainer/api';
import { describe, expect, it } from 'vitest';
import { bootRuntime, type BootEnvironment, type BootRequest } from './boot.ts';

const container = { workdir: '/home/project' } as unknown as WebContainer;
const request: BootRequest = {
  host: { kind: 'embedded', origin: 'http://p.sandbox.example.test' },
  workdirName: 'project',
  timeoutMs: 20,
};

function environment(changes: Partial<BootEnvironment> & { boot?: () => Promise<WebContainer> } = {}) {
  const { boot = () => Promise.resolve(container), ...rest } = changes;
  const listeners: ((origin: string, data: unknown) => void)[] = [];
  const made: BootEnvironment = {
    crossOriginIsolated: true,
    loadClient: () => Promise.resolve({ WebContainer: { boot } }),
    globals: {},
    onMessage: (listener) => {
      listeners.push(listener);
      return () => void listeners.splice(listeners.indexOf(listener), 1);
    },
    probe: () => Promise.resolve(true),
    ...rest,
  };
  return { made, listeners };
}

const never = (): Promise<WebContainer> => new Promise(() => undefined);

describe('booting a runtime', () => {
  it('points the client at the embedded host', async () => {
    const { made, listeners } = environment();
    expect(await bootRuntime(request, made)).toBe(container);
    expect(made.globals.WEBCONTAINER_API_IFRAME_URL).toBe('http://p.sandbox.example.test');
    expect(listeners).toEqual([]);
  });

  it('leaves the client its own host for stackblitz', async () => {
    const { made } = environment({ globals: { WEBCONTAINER_API_IFRAME_URL: 'http://old.test' } });
    await bootRuntime({ ...request, host: { kind: 'stackblitz' } }, made);
    expect(made.globals).toEqual({});
  });

  it('says that a page is not isolated before it tries', async () => {
    const { made } = environment({ crossOriginIsolated: false, boot: never });
    await expect(bootRuntime(request, made)).rejects.toMatchObject({
      name: 'BootError',
      reason: 'not-isolated',
      todo: expect.stringContaining('Cross-Origin-Opener-Policy') as string,
    });
  });

  it('ends its wait with a time-out when the host is there and silent', async () => {
    const { made } = environment({ boot: never });
    await expect(bootRuntime(request, made)).rejects.toMatchObject({ reason: 'timeout' });
  });

  it('tells a host that cannot be reached from a silent one', async () => {
    const { made } = environment({ boot: never, probe: () => Promise.resolve(false) });
    await expect(bootRuntime(request, made)).rejects.toMatchObject({ reason: 'host-unreachable' });
  });

  it('passes on what the host reports of itself, and only the host', async () => {
    const { made, listeners } = environment({ boot: never });
    const booting = bootRuntime({ ...request, timeoutMs: 1000 }, made);
    const report = { type: 'tabwright-failure', reason: 'kernel', message: 'no memory' };
    listeners.forEach((listener) => listener('http://evil.test', { ...report, reason: 'not-isolated' }));
    listeners.forEach((listener) => listener('http://p.sandbox.example.test', report));
    await expect(booting).rejects.toMatchObject({
      reason: 'host-failed',
      message: expect.stringContaining('no memory') as string,
    });
  });

  it('recognises a host of another version', async () => {
    const { made } = environment({
      boot: () => Promise.reject(new TypeError('server.build is not a function')),
    });
    await expect(bootRuntime(request, made)).rejects.toMatchObject({ reason: 'client-version' });
  });

  it('stops when it is aborted', async () => {
    const { made } = environment({ boot: never });
    const aborter = new AbortController();
    const booting = bootRuntime({ ...request, timeoutMs: 1000, signal: aborter.signal }, made);
    aborter.abort(new Error('left'));
    await expect(booting).rejects.toThrow('left');
  });
});
