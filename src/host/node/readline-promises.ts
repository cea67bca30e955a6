/** The `readline/promises` module. */
import type { NodeHost } from './host.ts';
import { Readline } from './readline/cursor.ts';
import { ask, createInterfaceClass, type InterfaceOptions } from './readline/interface.ts';

export function createModule(host: NodeHost) {
  const Callback = createInterfaceClass(host);
  class Interface extends Callback {}
  const { question } = Callback.prototype;
  Object.defineProperty(Interface.prototype, 'question', {
    value(this: InstanceType<typeof Callback>, query: string, options?: { signal?: AbortSignal }) {
      return ask({ question: question.bind(this) } as never, query, options);
    },
    configurable: true,
    writable: true,
  });
  return {
    Interface,
    Readline,
    createInterface: (input: InterfaceOptions, ...rest: unknown[]) => new Interface(input, ...rest),
  };
}
