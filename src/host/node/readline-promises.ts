/** The `readline/promises` module. */
import type { NodeHost } from './host.ts';
import { ask, createInterfaceClass, type InterfaceOptions } from './readline/interface.ts';

export function createModule(host: NodeHost) {
  const Callback = createInterfaceClass(host);
  class Interface extends Callback {
    override question(query: string, options?: { signal?: AbortSignal }): Promise<string> {
      return ask({ question: super.question.bind(this) } as never, query, options);
    }
  }
  return {
    Interface,
    createInterface: (input: InterfaceOptions, ...rest: unknown[]) => new Interface(input, ...rest),
  };
}
