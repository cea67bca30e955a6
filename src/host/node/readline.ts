/** The `readline` module. */
import type { NodeHost } from './host.ts';
import { createInterfaceClass, type InterfaceOptions } from './readline/interface.ts';
import { emitKeypressEvents } from './readline/keypress.ts';
import { clearLine, clearScreenDown, cursorTo, moveCursor } from './readline/cursor.ts';

export function createModule(host: NodeHost): Record<string, unknown> {
  const Interface = createInterfaceClass(host);
  return {
    Interface,
    createInterface: (input: InterfaceOptions, ...rest: unknown[]) => new Interface(input, ...rest),
    emitKeypressEvents: (stream: never) => emitKeypressEvents(host, stream),
    clearLine,
    clearScreenDown,
    cursorTo,
    moveCursor,
    get promises() {
      return host.builtin('readline/promises');
    },
  };
}
