/** Random bytes, integers and UUIDs, all from the platform's generator. */
import { platformCrypto } from './platform-crypto.ts';
import { ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } from '../errors.ts';
import type { NodeHost } from '../host.ts';
import { nextTick } from '../next-tick.ts';
import { buffers } from '../stream-shapes.ts';
import { validateBoolean, validateFunction, validateNumber, validateObject } from '../validators.ts';

/** What getRandomValues gives at once. */
const QUOTA = 65_536;
const MAX_RANGE = 2 ** 48 - 1;

type Done<T> = (error: Error | null, value: T) => void;

export function fillRandom(bytes: Uint8Array): Uint8Array {
  // The platform fills neither shared memory nor more than its quota.
  for (let at = 0; at < bytes.length; at += QUOTA) {
    const piece = new Uint8Array(Math.min(QUOTA, bytes.length - at));
    bytes.set(platformCrypto.getRandomValues(piece), at);
  }
  return bytes;
}

function randomBelow(range: number): number {
  const limit = MAX_RANGE + 1 - ((MAX_RANGE + 1) % range);
  for (;;) {
    const [high = 0, low = 0] = platformCrypto.getRandomValues(new Uint32Array(2));
    const value = (high & 0xffff) * 2 ** 32 + low;
    if (value < limit) return value % range;
  }
}

export function createRandom(host: NodeHost): Record<string, unknown> {
  const randomBytes = (size: number, done?: Done<Uint8Array>): Uint8Array | undefined => {
    validateNumber(size, 'size', 0, 2 ** 31 - 1);
    const bytes = fillRandom(buffers(host).alloc(size));
    if (done === undefined) return bytes;
    validateFunction(done, 'callback');
    nextTick(() => done(null, bytes));
    return undefined;
  };
  const randomFillSync = <T extends ArrayBufferView | ArrayBuffer>(
    target: T,
    offset = 0,
    size?: number,
  ): T => {
    const isView = ArrayBuffer.isView(target);
    if (!isView && !(target instanceof ArrayBuffer) && !(target instanceof SharedArrayBuffer))
      throw new ERR_INVALID_ARG_TYPE('buf', ['ArrayBuffer', 'ArrayBufferView'], target);
    const whole = isView
      ? new Uint8Array(target.buffer, target.byteOffset, target.byteLength)
      : new Uint8Array(target);
    validateNumber(offset, 'offset', 0, whole.length);
    if (size !== undefined) {
      validateNumber(size, 'size', 0, 2 ** 31 - 1);
      if (offset + size > whole.length)
        throw new ERR_OUT_OF_RANGE('size + offset', `<= ${whole.length}`, offset + size);
    }
    fillRandom(whole.subarray(offset, size === undefined ? undefined : offset + size));
    return target;
  };
  return {
    randomBytes,
    pseudoRandomBytes: randomBytes,
    randomFillSync,
    randomFill(target: Uint8Array, ...rest: unknown[]) {
      const done = rest.pop() as Done<Uint8Array>;
      validateFunction(done, 'callback');
      randomFillSync(target, ...(rest as number[]));
      nextTick(() => done(null, target));
    },
    randomInt(first: number, second?: number | Done<number>, third?: Done<number>) {
      const [min, max] = typeof second === 'number' ? [first, second] : [0, first];
      const done = typeof second === 'function' ? second : third;
      if (done !== undefined) validateFunction(done, 'callback');
      if (!Number.isSafeInteger(min)) throw new ERR_INVALID_ARG_TYPE('min', 'a safe integer', min);
      if (!Number.isSafeInteger(max)) throw new ERR_INVALID_ARG_TYPE('max', 'a safe integer', max);
      if (max <= min) throw new ERR_OUT_OF_RANGE('max', `greater than the value of "min" (${min})`, max);
      if (max - min > MAX_RANGE) throw new ERR_OUT_OF_RANGE('max - min', `<= ${MAX_RANGE}`, max - min);
      const value = min + randomBelow(max - min);
      if (!done) return value;
      nextTick(() => done(undefined as never, value));
      return undefined;
    },
    randomUUID(options?: { disableEntropyCache?: boolean }) {
      if (options !== undefined) {
        validateObject(options, 'options');
        const { disableEntropyCache } = options;
        if (disableEntropyCache !== undefined)
          validateBoolean(disableEntropyCache, 'options.disableEntropyCache');
      }
      return platformCrypto.randomUUID();
    },
    getRandomValues: <T extends Uint8Array<ArrayBuffer>>(array: T) => platformCrypto.getRandomValues(array),
  };
}
