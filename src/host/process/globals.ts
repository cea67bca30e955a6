/**
 * Makes a worker's global object Node's: what browsers have and Node does not is taken away (programs ask
 * `typeof importScripts` to find out where they are), what Node has is put in place.
 */

/** Web globals that Node 22 has too (globals.html of its documentation). */
const KEPT = new Set(
  (
    'AbortController AbortSignal Blob ByteLengthQueuingStrategy CompressionStream CountQueuingStrategy Crypto CryptoKey ' +
    'CustomEvent DecompressionStream DOMException Event EventTarget File FormData Headers MessageChannel MessageEvent ' +
    'MessagePort Performance PerformanceEntry PerformanceMark PerformanceMeasure PerformanceObserver ' +
    'PerformanceObserverEntryList PerformanceResourceTiming ReadableByteStreamController ReadableStream ' +
    'ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableStreamDefaultController ReadableStreamDefaultReader ' +
    'Request Response SubtleCrypto TextDecoder TextDecoderStream TextEncoder TextEncoderStream TransformStream ' +
    'TransformStreamDefaultController URL URLSearchParams WebAssembly WebSocket WritableStream ' +
    'WritableStreamDefaultController WritableStreamDefaultWriter CloseEvent BroadcastChannel atob btoa crypto fetch ' +
    'performance queueMicrotask structuredClone console setTimeout setInterval clearTimeout clearInterval ' +
    // The language's own.
    'Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp ' +
    'Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError SuppressedError globalThis ' +
    'JSON Math Intl ArrayBuffer Atomics Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float16Array ' +
    'Float32Array Float64Array Uint8ClampedArray BigUint64Array BigInt64Array DataView Map BigInt Set Iterator WeakMap ' +
    'WeakSet WeakRef Proxy Reflect FinalizationRegistry SharedArrayBuffer DisposableStack AsyncDisposableStack Temporal ' +
    'decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape eval isFinite isNaN'
  ).split(' '),
);

/**
 * Takes away what Node does not have, on the global object and on its prototypes. The last of them is every event
 * target's (ports, abort signals): its methods stay, and are hidden on the global object alone.
 */
export function removeBrowserGlobals(): void {
  const shared = globalThis.EventTarget.prototype;
  for (let target: object | null = globalThis; target && target !== shared;) {
    for (const key of Object.getOwnPropertyNames(target)) {
      if (KEPT.has(key) || key === 'constructor') continue;
      // To ask for its descriptor first would make the browser build each of its hundreds of classes.
      if (Reflect.deleteProperty(target, key)) continue;
      if (Object.getOwnPropertyDescriptor(target, key)?.writable)
        (target as Record<string, unknown>)[key] = undefined;
    }
    target = Object.getPrototypeOf(target) as object | null;
    // The prototype cannot be another, but it can say that the global object is a plain one, as Node's is.
    if (target && Object.hasOwn(target, 'constructor') && target !== shared)
      Object.defineProperty(target, 'constructor', { value: Object, writable: true, configurable: true });
  }
  for (const key of Object.getOwnPropertyNames(shared)) {
    if (key === 'constructor') continue;
    Object.defineProperty(globalThis, key, { value: undefined, writable: true, configurable: true });
  }
  // It is not shown as the event target that it is.
  Object.defineProperty(globalThis, Symbol.for('nodejs.util.inspect.custom'), { value: undefined });
  Object.defineProperty(globalThis, Symbol.toStringTag, {
    value: 'global',
    writable: false,
    enumerable: false,
    configurable: true,
  });
}

/** Defines Node's globals, in the order given; functions are enumerable and classes are not, as in Node. */
export function defineGlobals(values: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(values)) {
    Reflect.deleteProperty(globalThis, key);
    Object.defineProperty(globalThis, key, {
      value,
      writable: true,
      configurable: true,
      enumerable:
        /^(?:global$|set|clear|queue|structuredClone|atob|btoa|performance|fetch|navigator|crypto)/.test(key),
    });
  }
}
