/** Compiles text in the process's global scope, sloppy unless it says otherwise, under a file name. */

/** `eval` called by another name runs in the global scope. */
const globalEval = globalThis.eval;

/** A function of `params` with this body. The first line of the body is the first line of the file. */
export function compileFunction(
  source: string,
  filename: string,
  params: string[],
): (...args: unknown[]) => unknown {
  const code = `(function (${params.join(', ')}) { ${source}\n})\n//# sourceURL=${filename}`;
  return globalEval(code) as (...args: unknown[]) => unknown;
}

/** A script: its completion value, its declarations global, as `vm.runInThisContext`. */
export function runScript(source: string, filename: string): unknown {
  return globalEval(`${source}\n//# sourceURL=${filename}`);
}
