/**
 * The `vm` module. A browser has no second global scope: `runInThisContext` is exact; a context is the sandbox object put in
 * front of the scope by `with`, and the script's declarations are made its properties. Nothing is a security boundary.
 */
import { ERR_INVALID_ARG_TYPE } from './errors.ts';
import type { NodeHost } from './host.ts';
import { makeNodeError } from './node-error.ts';
import { validateString } from './validators.ts';
import { scopeScript, type ScopedScript } from './vm/script-scope.ts';

type Options = Record<string, unknown>;
type Sandbox = Record<PropertyKey, unknown>;

/** The names of the scope and of the script's text in what runs it. */
const SCOPE = '__scope';
const SCRIPT = '__code';

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
  /** Contexts, each with the names that `let`, `const` and classes have given it. */
  const contexts = new WeakMap<object, Sandbox>();

  function isContext(value: unknown): boolean {
    if (typeof value !== 'object' || value === null)
      throw new ERR_INVALID_ARG_TYPE('object', 'Object', value);
    return contexts.has(value);
  }

  function createContext(sandbox: object = {}): object {
    if (typeof sandbox !== 'object' || sandbox === null) {
      throw new ERR_INVALID_ARG_TYPE('contextObject', 'Object', sandbox);
    }
    if (!contexts.has(sandbox)) contexts.set(sandbox, Object.create(null) as Sandbox);
    return sandbox;
  }

  /** Every name is looked up in the sandbox, then among the language's own globals. */
  function scopeOf(sandbox: Sandbox, lexical: Sandbox, script: ScopedScript): Sandbox {
    for (const name of script.lexicals) lexical[name] = undefined;
    const known = (key: PropertyKey): boolean =>
      key in lexical ||
      key in sandbox ||
      key === 'globalThis' ||
      key in globalThis ||
      script.assigned.has(String(key));
    return new Proxy(sandbox, {
      // What nobody knows is a ReferenceError, as it should be.
      has: (_target, key) => key !== SCRIPT && known(key),
      get(target, key) {
        if (key === Symbol.unscopables) return undefined;
        if (Object.hasOwn(lexical, key)) return lexical[key];
        if (key in target) return target[key];
        if (key === 'globalThis') return sandbox;
        return typeof key === 'string' && LANGUAGE.has(key)
          ? (globalThis as unknown as Sandbox)[key]
          : undefined;
      },
      set(target, key, value: unknown) {
        if (Object.hasOwn(lexical, key)) lexical[key] = value;
        else target[key] = value;
        return true;
      },
    });
  }

  function runInContext(code: unknown, sandbox: unknown, options?: unknown): unknown {
    validateString(code, 'code');
    const lexical = typeof sandbox === 'object' && sandbox !== null ? contexts.get(sandbox) : undefined;
    if (!lexical) throw notContext(sandbox);
    const target = sandbox as Sandbox;
    const filename = filenameOf(options, 'evalmachine.<anonymous>');
    let script: ScopedScript;
    try {
      script = scopeScript(code, SCOPE);
    } catch {
      // The engine says what is wrong with it.
      host.compile(code, filename, []);
      script = { text: code, variables: new Set(), assigned: new Set(), lexicals: new Set() };
    }
    const run = host.compile(
      `with (${SCOPE}) { return (function () { return eval(${SCRIPT}); }).call(__this); }`,
      filename,
      [SCOPE, '__this', SCRIPT],
    );
    for (const name of script.variables) if (!(name in target)) target[name] = undefined;
    return run(
      scopeOf(target, lexical, script),
      sandbox,
      `${shifted(script.text, options)}\n//# sourceURL=${filename}`,
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
      const extensions = (options['contextExtensions'] ?? []) as object[];
      if (extensions.length === 0) return host.compile(code, filenameOf(options, ''), params);
      const names = extensions.map((_each, index) => `__extension${index}`);
      const scopes = names.map((name) => `with (${name})`).join(' ');
      const body = `${scopes} { return function (${params.join(', ')}) { ${code}\n} }`;
      return host.compile(body, filenameOf(options, ''), names)(...extensions);
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

function notContext(value: unknown): Error {
  const kind =
    typeof value === 'object' && value !== null ? `an instance of ${value.constructor.name}` : String(value);
  const words = `The "contextifiedObject" argument must be an vm.Context. Received ${kind}`;
  return makeNodeError(TypeError, 'ERR_INVALID_ARG_TYPE', words);
}

/** The language's own names, which every context has. */
const LANGUAGE = new Set(
  (
    'Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp Error ' +
    'AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError JSON Math Intl ArrayBuffer Atomics Uint8Array ' +
    'Int8Array Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array Uint8ClampedArray BigUint64Array BigInt64Array ' +
    'DataView Map BigInt Set WeakMap WeakSet WeakRef Proxy Reflect FinalizationRegistry SharedArrayBuffer WebAssembly decodeURI ' +
    'decodeURIComponent encodeURI encodeURIComponent escape unescape eval isFinite isNaN Iterator console'
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
