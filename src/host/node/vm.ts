/**
 * The `vm` module. A browser has no second global scope: `runInThisContext` is exact; a context is the sandbox object put in front
 * of the scope by `with`, so `var` and function declarations at the top level stay local, and nothing is a security boundary.
 */
import { ERR_INVALID_ARG_TYPE } from './errors.ts';
import type { NodeHost } from './host.ts';
import { makeNodeError } from './node-error.ts';
import { validateString } from './validators.ts';

type Options = Record<string, unknown>;
type Sandbox = Record<PropertyKey, unknown>;

/** Called by another name, `eval` runs in the global scope. */
const globalEval = globalThis.eval;

function filenameOf(options: unknown, fallback: string): string {
  if (typeof options === 'string') return options;
  const { filename } = (options ?? {}) as Options;
  return typeof filename === 'string' ? filename : fallback;
}

/** Lines before the first are counted by empty ones, so that stack traces tell the program's numbers. */
function shifted(code: string, options: unknown): string {
  const { lineOffset } = (typeof options === 'object' && options !== null ? options : {}) as Options;
  return '\n'.repeat(Math.max(0, Number(lineOffset ?? 0))) + code;
}

export function createModule(host: NodeHost) {
  const contexts = new WeakSet<object>();

  function isContext(value: unknown): boolean {
    if (typeof value !== 'object' || value === null)
      throw new ERR_INVALID_ARG_TYPE('object', 'Object', value);
    return contexts.has(value);
  }

  function createContext(sandbox: object = {}): object {
    if (typeof sandbox !== 'object' || sandbox === null) {
      throw new ERR_INVALID_ARG_TYPE('contextObject', 'Object', sandbox);
    }
    contexts.add(sandbox);
    return sandbox;
  }

  /** Every name is looked up in the sandbox, then among the language's own globals. */
  function scopeOf(sandbox: Sandbox): Sandbox {
    const own: Sandbox = { globalThis: undefined };
    const proxy: Sandbox = new Proxy(sandbox, {
      has: (_target, key) => key !== '__code',
      get(target, key) {
        if (key === Symbol.unscopables) return undefined;
        if (key in target) return target[key];
        if (key in own) return sandbox;
        if (typeof key === 'string' && LANGUAGE.has(key)) return (globalThis as unknown as Sandbox)[key];
        // Not a ReferenceError: `typeof x` and `x = 1` ask the same way.
        return undefined;
      },
      set(target, key, value: unknown) {
        target[key] = value;
        return true;
      },
    });
    return proxy;
  }

  function runInContext(code: unknown, sandbox: unknown, options?: unknown): unknown {
    validateString(code, 'code');
    if (typeof sandbox !== 'object' || sandbox === null || !contexts.has(sandbox)) {
      throw new ERR_INVALID_ARG_TYPE('contextifiedObject', 'vm.Context', sandbox);
    }
    const run = host.compile(
      `with (__scope) { return (function () { return eval(__code); }).call(__this); }`,
      filenameOf(options, 'evalmachine.<anonymous>'),
      ['__scope', '__this', '__code'],
    );
    return run(
      scopeOf(sandbox as Sandbox),
      sandbox,
      `${shifted(code, options)}\n//# sourceURL=${filenameOf(options, 'evalmachine.<anonymous>')}`,
    );
  }

  function runInThisContext(code: unknown, options?: unknown): unknown {
    validateString(code, 'code');
    return globalEval(
      `${shifted(code, options)}\n//# sourceURL=${filenameOf(options, 'evalmachine.<anonymous>')}`,
    );
  }

  class Script {
    readonly #code: string;
    readonly #options: unknown;
    cachedDataRejected: boolean | undefined;
    sourceMapURL: string | undefined;
    constructor(code: unknown, options?: unknown) {
      this.#code = String(code);
      this.#options = options;
      // Errors of syntax are thrown here, as in Node: a function's body allows all that a script does.
      if (!/\breturn\b/.test(this.#code))
        host.compile(this.#code, filenameOf(options, 'evalmachine.<anonymous>'), []);
    }
    runInThisContext(_options?: unknown): unknown {
      return runInThisContext(this.#code, this.#options);
    }
    runInContext(sandbox: unknown, _options?: unknown): unknown {
      return runInContext(this.#code, sandbox, this.#options);
    }
    runInNewContext(sandbox?: object, _options?: unknown): unknown {
      return runInContext(this.#code, createContext(sandbox), this.#options);
    }
    createCachedData(): Uint8Array {
      return (host.builtin('buffer') as { Buffer: { alloc(size: number): Uint8Array } }).Buffer.alloc(0);
    }
  }

  return {
    Script,
    createContext,
    isContext,
    runInContext,
    runInThisContext,
    runInNewContext: (code: unknown, sandbox?: object, options?: unknown) =>
      runInContext(code, createContext(sandbox), options),
    createScript: (code: unknown, options?: unknown) => new Script(code, options),
    compileFunction(code: unknown, params: string[] = [], options: Options = {}): unknown {
      validateString(code, 'code');
      return host.compile(code, filenameOf(options, ''), params);
    },
    measureMemory: () => Promise.reject(refused('vm.measureMemory')),
    SourceTextModule: refusedClass('vm.SourceTextModule'),
    SyntheticModule: refusedClass('vm.SyntheticModule'),
    constants: Object.freeze({
      USE_MAIN_CONTEXT_DEFAULT_LOADER: Symbol('vm_dynamic_import_main_context_default'),
      DONT_CONTEXTIFY: Symbol('vm_context_no_contextify'),
    }),
  };
}

/** The language's own names, which every context has. */
const LANGUAGE = new Set(
  (
    'Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp Error ' +
    'AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError JSON Math Intl ArrayBuffer Atomics Uint8Array ' +
    'Int8Array Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array Uint8ClampedArray BigUint64Array BigInt64Array ' +
    'DataView Map BigInt Set WeakMap WeakSet WeakRef Proxy Reflect FinalizationRegistry SharedArrayBuffer WebAssembly decodeURI ' +
    'decodeURIComponent encodeURI encodeURIComponent escape unescape eval isFinite isNaN Iterator'
  ).split(' '),
);

function refused(name: string): Error {
  return makeNodeError(Error, 'ERR_METHOD_NOT_IMPLEMENTED', `${name} has no counterpart in a browser tab`);
}

function refusedClass(name: string) {
  return class {
    constructor() {
      throw refused(name);
    }
  };
}
