/** A promise with its ends outside: `Promise.withResolvers`, which the oldest supported Node lacks. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

export function createDeferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((own) => {
    resolve = own;
  });
  return { promise, resolve };
}
