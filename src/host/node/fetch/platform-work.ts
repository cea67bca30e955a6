/**
 * Work that the browser does for a program, and that must keep its process alive meanwhile: it has no handle that the
 * loop could count. The promises stay the platform's own.
 */
import type { EventLoop } from '../host.ts';

type Method = (...args: unknown[]) => unknown;

const BODY = ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text'];

export function countPlatformWork(loop: EventLoop, scope: object = globalThis): void {
  const { Blob, Request, Response, SubtleCrypto, WebAssembly } = scope as typeof globalThis;
  count(loop, Blob.prototype, ['arrayBuffer', 'bytes', 'text']);
  count(loop, Request.prototype, BODY);
  count(loop, Response.prototype, BODY);
  // Absent where the context is not secure.
  if (SubtleCrypto) count(loop, SubtleCrypto.prototype, Object.getOwnPropertyNames(SubtleCrypto.prototype));
  count(loop, WebAssembly, ['compile', 'instantiate', 'compileStreaming', 'instantiateStreaming']);
}

function count(loop: EventLoop, target: object, names: readonly string[]): void {
  for (const name of names) {
    const descriptor = Object.getOwnPropertyDescriptor(target, name);
    const method = descriptor?.value as Method | undefined;
    if (name === 'constructor' || typeof method !== 'function') continue;
    const counted = {
      [name](this: unknown, ...args: unknown[]): unknown {
        const result = method.apply(this, args);
        if (!(result instanceof Promise)) return result;
        loop.ref();
        const done = (): void => loop.unref();
        result.then(done, done);
        return result;
      },
    }[name];
    Object.defineProperty(counted, 'length', { value: method.length, configurable: true });
    Object.defineProperty(target, name, { ...descriptor, value: counted });
  }
}
