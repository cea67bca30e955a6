/** The `inspector` module: the browser's own developer tools take its place. */
import type { NodeHost } from './host.ts';
import { makeNodeError } from './node-error.ts';

export function createModule(_host: NodeHost) {
  const refuse = (): never => {
    const words = 'Inspector is not available: use the developer tools of the browser';
    throw makeNodeError(Error, 'ERR_INSPECTOR_NOT_AVAILABLE', words);
  };
  class Session {
    constructor() {
      refuse();
    }
  }
  return {
    url: () => undefined,
    open: refuse,
    close: () => undefined,
    waitForDebugger: refuse,
    console: globalThis.console,
    Session,
  };
}
