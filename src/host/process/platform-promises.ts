/** Platform work that a program awaits (WebAssembly, WebCrypto) keeps its process alive, as in Node. */
import type { EventLoop } from '../node/host.ts';

type AsyncFunction = (...args: unknown[]) => Promise<unknown>;

/** Wraps methods that answer with promises, on the objects that programs reach them by. */
export function holdPlatformPromises(loop: EventLoop): void {
  wrap(WebAssembly, ['compile', 'instantiate', 'compileStreaming', 'instantiateStreaming'], loop);
  wrap(Object.getPrototypeOf(crypto.subtle) as object, methodNames(crypto.subtle), loop);
  for (const Body of [Blob, Response, Request]) {
    wrap(Body.prototype, ['arrayBuffer', 'text', 'json', 'blob', 'bytes', 'formData'], loop);
  }
}

function wrap(target: object, names: readonly string[], loop: EventLoop): void {
  for (const name of names) {
    const descriptor = Object.getOwnPropertyDescriptor(target, name);
    if (typeof descriptor?.value !== 'function') continue;
    const original = descriptor.value as AsyncFunction;
    const held = {
      [name](this: unknown, ...args: unknown[]): Promise<unknown> {
        const promise = Reflect.apply(original, this, args) as Promise<unknown>;
        loop.ref();
        const done = (): void => loop.unref();
        promise.then(done, done);
        return promise;
      },
    }[name];
    Object.defineProperty(target, name, { ...descriptor, value: held });
  }
}

function methodNames(object: object): string[] {
  return Object.getOwnPropertyNames(Object.getPrototypeOf(object)).filter((name) => name !== 'constructor');
}
