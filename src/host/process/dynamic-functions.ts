/** `Function` and its kin, whose bodies may `import()`: as in files, the import goes to the loader of the process. */
import { rewriteScript } from './modules/rewrite.ts';

const MENTIONS_IMPORT = /\bimport\s*\(/;
/** A frame of a program's file: its path, an address of it, or the address that its module was loaded from. */
const PROGRAM_FRAME = /(?:file:\/\/|\/~\/m\/[^/\s]+|[\s(])(\/[^\s():]+):\d+:\d+/;

type FunctionConstructor = (...args: unknown[]) => unknown;

/** The constructor, as a program gets it. `fallback` is the file that bodies belong to when no file's code made them. */
export function withImports<T extends FunctionConstructor>(constructor: T, fallback: string): T {
  const rewritten = (args: unknown[]): unknown[] => {
    const body = args.at(-1);
    if (typeof body !== 'string' || !MENTIONS_IMPORT.test(body)) return args;
    const file = PROGRAM_FRAME.exec(new Error().stack ?? '')?.[1] ?? fallback;
    return [...args.slice(0, -1), rewriteScript(body, `file://${file}`)];
  };
  const proxy: T = new Proxy(constructor, {
    apply: (target, self, args) => Reflect.apply(target, self, rewritten(args)) as unknown,
    construct: (target, args, newTarget) =>
      Reflect.construct(target, rewritten(args), newTarget === proxy ? target : newTarget) as object,
  });
  return proxy;
}

/** Puts them in place of the global `Function` and of those that are found only through their functions. */
export function installFunctionConstructors(fallback: string): void {
  const kinds = [() => 0, async () => 0, function* () {}, async function* () {}];
  for (const sample of kinds) {
    const prototype = Object.getPrototypeOf(sample) as object & { constructor: FunctionConstructor };
    const value = withImports(prototype.constructor, fallback);
    Object.defineProperty(prototype, 'constructor', { value, configurable: true, writable: true });
    if (Object.is(prototype, Function.prototype)) {
      Object.defineProperty(globalThis, 'Function', { value, configurable: true, writable: true });
    }
  }
}
