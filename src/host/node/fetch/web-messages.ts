/**
 * Request and Response as Node has them: the browser's, except that no header is forbidden (cookies!), addresses must be
 * absolute, and a body may be anything that can be iterated asynchronously.
 */
export interface WebMessages {
  Request: typeof Request;
  Response: typeof Response;
  /** Whether the whole body is there already, so that its length can be told. */
  isWhole(request: Request): boolean;
}

type Message = Request | Response;

export function createWebMessages(scope: {
  Request: typeof Request;
  Response: typeof Response;
}): WebMessages {
  const NativeRequest = scope.Request;
  const NativeResponse = scope.Response;
  const streamed = new WeakSet<Request>();
  const headers = new Map([NativeRequest, NativeResponse].map((native) => [native, freeHeaders(native)]));

  function RequestClass(input: RequestInfo | URL, init?: RequestInit): Request {
    if (!new.target) throw new TypeError("Class constructor Request cannot be invoked without 'new'");
    if (!(input instanceof NativeRequest)) checkAddress(String(input));
    const settings = init && { ...init, ...iterableBody(init.body) };
    const made = construct(NativeRequest, [input, settings ?? {}], new.target) as Request;
    const given = init?.headers ?? (input instanceof NativeRequest ? input.headers : undefined);
    headers.get(NativeRequest)?.fill(made, given);
    const { body } = init ?? {};
    const inherited = (body === undefined || body === null) && input instanceof NativeRequest;
    if (inherited ? streamed.has(input) : settings?.body instanceof ReadableStream) streamed.add(made);
    return made;
  }
  function ResponseClass(body?: BodyInit | null, init?: ResponseInit): Response {
    if (!new.target) throw new TypeError("Class constructor Response cannot be invoked without 'new'");
    const stream = iterableBody(body).body ?? body;
    const made = construct(NativeResponse, [stream, init], new.target) as Response;
    headers.get(NativeResponse)?.fill(made, init?.headers);
    return made;
  }

  return {
    Request: standIn(RequestClass, NativeRequest, 'Request') as typeof Request,
    Response: standIn(
      Object.assign(ResponseClass, {
        json(data: unknown, init?: ResponseInit) {
          const made = NativeResponse.json(data, init);
          headers.get(NativeResponse)?.fill(made, init?.headers);
          return made;
        },
        error: () => NativeResponse.error(),
        redirect: (url: string | URL, status?: number) => NativeResponse.redirect(url, status),
      }),
      NativeResponse,
      'Response',
    ) as typeof Response,
    isWhole: (request) => !streamed.has(request),
  };
}

/** Errors without the browser's preface. */
function construct(native: new (...args: never[]) => Message, args: unknown[], target: object): Message {
  try {
    return Reflect.construct(native, args, target as typeof native) as Message;
  } catch (error) {
    if (error instanceof Error && !(error instanceof DOMException)) {
      const plain = error.message.replace(/^Failed to construct '\w+': /, '');
      error.message = /^The `duplex` member/.test(plain)
        ? 'RequestInit: duplex option is required when sending a body.'
        : plain;
    }
    throw error;
  }
}

/** The native prototype serves both, so that `instanceof` tells nobody apart. */
function standIn(made: object, native: { prototype: object }, name: string): unknown {
  Object.defineProperty(made, 'name', { value: name, configurable: true });
  Object.defineProperty(made, 'length', { value: name === 'Request' ? 1 : 0, configurable: true });
  Object.defineProperty(made, 'prototype', { value: native.prototype, writable: false });
  Object.defineProperty(native.prototype, 'constructor', { value: made, writable: true, configurable: true });
  return made;
}

/** Gives the messages of a class headers without the browser's guard. */
function freeHeaders(native: { prototype: Message }): {
  fill(message: Message, given: HeadersInit | undefined): void;
} {
  const { prototype } = native;
  const known = new WeakMap<Message, Headers>();
  const guarded = Object.getOwnPropertyDescriptor(prototype, 'headers')?.get as () => Headers;
  const clone = prototype.clone as () => Message;
  const headersOf = (message: Message): Headers => {
    const found = known.get(message);
    if (found) return found;
    const copy = new Headers(guarded.call(message));
    known.set(message, copy);
    return copy;
  };
  Object.defineProperty(prototype, 'headers', {
    get(this: Message) {
      return headersOf(this);
    },
    configurable: true,
    enumerable: true,
  });
  Object.defineProperty(prototype, 'clone', {
    value: function (this: Message) {
      const copy = clone.call(this);
      known.set(copy, new Headers(headersOf(this)));
      for (const key of ['url', 'redirected', 'type']) {
        const own = Object.getOwnPropertyDescriptor(this, key);
        if (own) Object.defineProperty(copy, key, own);
      }
      return copy;
    },
    writable: true,
    configurable: true,
    enumerable: true,
  });
  return {
    fill(message, given) {
      const type = guarded.call(message).get('content-type');
      const free = new Headers(given);
      if (type !== null && !free.has('content-type')) free.set('content-type', type);
      known.set(message, free);
    },
  };
}

function checkAddress(text: string): void {
  if (URL.canParse(text)) return;
  const cause = Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL', input: text });
  throw new TypeError(`Failed to parse URL from ${text}`, { cause });
}

/** `{ body }` as a stream if it is an async iterable that the platform does not take, a Node stream say. */
function iterableBody(body: unknown): { body?: ReadableStream } {
  if (typeof body !== 'object' || body === null || body instanceof ReadableStream) return {};
  const iterate = (body as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator];
  if (typeof iterate !== 'function') return {};
  const iterator = iterate.call(body) as AsyncIterator<unknown>;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) return controller.close();
      controller.enqueue(typeof value === 'string' ? new TextEncoder().encode(value) : (value as Uint8Array));
    },
    async cancel(reason) {
      await iterator.return?.(reason);
    },
  });
  return { body: stream };
}
