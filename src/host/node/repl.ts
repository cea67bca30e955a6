/** The `repl` module: refused in words, as the terminal has a shell and the browser a console. */
import type { NodeHost } from './host.ts';
import { makeNodeError } from './node-error.ts';

export function createModule(_host: NodeHost) {
  const start = (): never => {
    const words = 'The REPL is not available here: run a file, or node -e';
    throw makeNodeError(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', words);
  };
  return {
    start,
    REPLServer: start,
    builtinModules: [],
    REPL_MODE_SLOPPY: Symbol('repl-sloppy'),
    REPL_MODE_STRICT: Symbol('repl-strict'),
  };
}
