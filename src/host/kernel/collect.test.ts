import { describe, expect, it } from 'vitest';
import type { ExitStatus } from '../protocol/syscalls.ts';
import { collect } from './collect.ts';
import { createPipe } from './pipe.ts';

const waiter = { alive: true };
const REQUEST = { data: null, limit: -1, timeout: 0, killSignal: 'SIGTERM' };
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A child over two pipes that the test itself plays. */
function stage(request: Partial<typeof REQUEST> = {}) {
  const [out, err] = [createPipe(), createPipe()];
  const signals: string[] = [];
  let end: (status: ExitStatus) => void = () => undefined;
  const exited = new Promise<ExitStatus>((resolve) => (end = resolve));
  const kill = (signal: string): void => {
    signals.push(signal);
    end({ code: null, signal });
  };
  const outputs = [out.reader, err.reader];
  const reply = collect(
    waiter,
    { exited, kill },
    { input: null, closeInput: () => undefined, outputs },
    { ...REQUEST, ...request },
  );
  return { out: out.writer, err: err.writer, end, signals, reply };
}

describe('collecting a child', () => {
  it('reads both outputs at once, so that a child which fills the second first does not wait for ever', async () => {
    const { out, err, end, reply } = stage();
    await Promise.all(Array.from({ length: 8 }, async () => err.write(new Uint8Array(50_000), null, waiter)));
    await out.write(encode('after'), null, waiter);
    out.close();
    err.close();
    end({ code: 3, signal: null });
    const { status, outputs } = await reply;
    expect(status).toEqual({ code: 3, signal: null });
    expect([new TextDecoder().decode(outputs[0]), outputs[1]?.byteLength]).toEqual(['after', 400_000]);
  });

  it('ends a child that writes more than the limit, and keeps what fits', async () => {
    const { out, signals, reply } = stage({ limit: 4 });
    await out.write(encode('too much'), null, waiter);
    const { overflow, outputs } = await reply;
    expect([overflow, new TextDecoder().decode(outputs[0]), signals]).toEqual([true, 'too ', ['SIGTERM']]);
  });

  it('ends a child that takes too long', async () => {
    const { signals, reply } = stage({ timeout: 10, killSignal: 'SIGKILL' });
    const { timedOut, status } = await reply;
    expect([timedOut, status.signal, signals]).toEqual([true, 'SIGKILL', ['SIGKILL']]);
  });
});
