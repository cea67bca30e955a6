/** Blobs, files, events and abort signals: the browser's, with Node's errors and as Node shows them. */
import {
  ERR_ARG_NOT_ITERABLE,
  ERR_EVENT_RECURSION,
  ERR_ILLEGAL_CONSTRUCTOR,
  ERR_INVALID_ARG_TYPE,
  ERR_OUT_OF_RANGE,
  makeNodeError,
} from '../errors.ts';
import { plainError, refineClass, refineMethods, showProperties } from './refine.ts';

export type ObjectClasses = Pick<
  typeof globalThis,
  | 'AbortController'
  | 'AbortSignal'
  | 'Blob'
  | 'CustomEvent'
  | 'Event'
  | 'EventTarget'
  | 'File'
  | 'ReadableStream'
  | 'structuredClone'
>;

/** Changes the prototypes of `scope`'s classes. */
export function refineObjects(scope: ObjectClasses): Omit<ObjectClasses, 'ReadableStream'> {
  completeStreams(scope.ReadableStream);
  return { ...refineBlobs(scope), ...refineEvents(scope), ...refineAborts(scope), ...refineCloning(scope) };
}

function refineBlobs({
  Blob: NativeBlob,
  File: NativeFile,
}: ObjectClasses): Pick<ObjectClasses, 'Blob' | 'File'> {
  showProperties(NativeBlob, ['size', 'type']);
  showProperties(NativeFile, ['size', 'type', 'name', 'lastModified']);
  streamInTurns(NativeBlob);
  return {
    Blob: refineClass(NativeBlob, {
      check(args) {
        const [parts = [], options] = args;
        if (parts === null || typeof parts !== 'object' || !(Symbol.iterator in parts)) {
          throw new ERR_INVALID_ARG_TYPE('sources', 'a sequence', parts);
        }
        if (options !== undefined && options !== null && !/^(?:object|function)$/.test(typeof options)) {
          throw new ERR_INVALID_ARG_TYPE('options', 'a dictionary', options);
        }
        return args;
      },
    }),
    File: refineClass(NativeFile, { required: ['fileBits', 'fileName'] }),
  };
}

type Source = AsyncIterable<unknown> | Iterable<unknown>;

/** `ReadableStream.from`, where the browser has none yet. */
function completeStreams(Stream: typeof ReadableStream): void {
  if ('from' in Stream) return;
  const from = (source: Source): ReadableStream => {
    const open =
      (source as Partial<AsyncIterable<unknown>> | null)?.[Symbol.asyncIterator] ??
      (source as Partial<Iterable<unknown>> | null)?.[Symbol.iterator];
    if (typeof open !== 'function') throw new ERR_ARG_NOT_ITERABLE(String(source));
    const items = Reflect.apply(open, source, []) as AsyncIterator<unknown>;
    return new Stream(
      {
        async pull(controller) {
          const { done, value } = await items.next();
          if (done) controller.close();
          else controller.enqueue(await value);
        },
        async cancel(reason) {
          await items.return?.(reason);
        },
      },
      { highWaterMark: 0 },
    );
  };
  Object.defineProperty(Stream, 'from', { value: from, writable: true, configurable: true });
}

const PIECE = 65_536;

/** The browser's own stream of a blob keeps no process alive; `arrayBuffer` does (fetch/platform-work.ts). */
function streamInTurns(NativeBlob: typeof Blob): void {
  Object.defineProperty(NativeBlob.prototype, 'stream', {
    value: function stream(this: Blob): ReadableStream<Uint8Array> {
      let at = 0;
      return new ReadableStream(
        {
          type: 'bytes',
          pull: async (controller) => {
            const piece = this.slice(at, (at += PIECE));
            const bytes = new Uint8Array(await piece.arrayBuffer());
            if (bytes.length > 0) controller.enqueue(bytes);
            if (at < this.size) return;
            controller.close();
            if (bytes.length === 0) controller.byobRequest?.respond(0);
          },
        },
        { highWaterMark: 0 },
      );
    },
    writable: true,
    configurable: true,
    enumerable: true,
  });
}

function refineEvents(scope: ObjectClasses): Pick<ObjectClasses, 'CustomEvent' | 'Event' | 'EventTarget'> {
  const { CustomEvent: Custom, Event: NativeEvent, EventTarget: Target } = scope;
  showProperties(NativeEvent, ['type', 'defaultPrevented', 'cancelable', 'timeStamp']);
  showProperties(Target, []);
  refineMethods(Target, {
    addEventListener: {
      required: ['type', 'listener'],
      check(args) {
        const [, listener] = args;
        if (listener !== null && listener !== undefined && !/^(?:function|object)$/.test(typeof listener)) {
          throw new ERR_INVALID_ARG_TYPE('listener', 'EventListener', listener);
        }
        return args;
      },
    },
    removeEventListener: { required: ['type', 'listener'] },
    dispatchEvent: {
      check(args) {
        const [event] = args;
        if (!(event instanceof NativeEvent)) throw new ERR_INVALID_ARG_TYPE('event', 'Event', event);
        if (event.eventPhase !== NativeEvent.NONE) {
          throw new ERR_EVENT_RECURSION(event.type);
        }
        return args;
      },
    },
  });
  return {
    Event: refineClass(NativeEvent, { required: ['type'] }),
    CustomEvent: refineClass(Custom, { required: ['type'] }),
    EventTarget: refineClass(Target, {}),
  };
}

const MAX_DELAY = 2 ** 32 - 1;

function refineAborts(scope: ObjectClasses): Pick<ObjectClasses, 'AbortController' | 'AbortSignal'> {
  const { AbortController: Controller, AbortSignal: Signal } = scope;
  showProperties(Signal, ['aborted']);
  showProperties(Controller, ['signal']);
  const aborted = (): DOMException => new DOMException('This operation was aborted', 'AbortError');
  refineMethods(Controller, { abort: { check: ([reason]) => [reason === undefined ? aborted() : reason] } });
  const { abort, timeout } = Signal;
  wordTimeouts(Signal);
  const statics = {
    abort: (reason?: unknown) => abort.call(Signal, reason === undefined ? aborted() : reason),
    timeout(delay: number) {
      if (typeof delay !== 'number') throw new ERR_INVALID_ARG_TYPE('delay', 'number', delay);
      if (!Number.isInteger(delay)) throw new ERR_OUT_OF_RANGE('delay', 'an integer', delay);
      if (delay < 0 || delay > MAX_DELAY)
        throw new ERR_OUT_OF_RANGE('delay', `>= 0 && <= ${MAX_DELAY}`, delay);
      return timeout.call(Signal, delay);
    },
  };
  for (const [name, value] of Object.entries(statics))
    Object.defineProperty(Signal, name, { value, writable: true, configurable: true, enumerable: true });
  return {
    AbortController: refineClass(Controller, {}),
    AbortSignal: refineClass(Signal, { fail: () => new ERR_ILLEGAL_CONSTRUCTOR() }),
  };
}

/** A timeout's reason is the browser's own object: it is shown as one with Node's words. */
function wordTimeouts(Signal: typeof AbortSignal): void {
  const native = Object.getOwnPropertyDescriptor(Signal.prototype, 'reason');
  const get = native?.get as (this: AbortSignal) => unknown;
  const worded = new WeakMap<object, DOMException>();
  const inNodesWords = (reason: unknown): unknown => {
    if (!(reason instanceof DOMException) || reason.name !== 'TimeoutError') return reason;
    const known = worded.get(reason);
    if (known) return known;
    if (reason.message !== 'signal timed out') return reason;
    const made = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    worded.set(reason, made);
    return made;
  };
  Object.defineProperty(Signal.prototype, 'reason', {
    ...native,
    get(this: AbortSignal): unknown {
      return inNodesWords(get.call(this));
    },
  });
  Object.defineProperty(Signal.prototype, 'throwIfAborted', {
    value: function throwIfAborted(this: AbortSignal): void {
      if (this.aborted) throw this.reason;
    },
    writable: true,
    configurable: true,
    enumerable: true,
  });
}

function refineCloning({ structuredClone: clone }: ObjectClasses): Pick<ObjectClasses, 'structuredClone'> {
  const refined = function structuredClone(...args: unknown[]): unknown {
    if (args.length === 0)
      throw makeNodeError(TypeError, 'ERR_MISSING_ARGS', 'The value argument must be specified');
    try {
      return Reflect.apply(clone, globalThis, args);
    } catch (error) {
      throw plainError(error);
    }
  };
  return { structuredClone: refined as typeof clone };
}
