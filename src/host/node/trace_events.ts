/** The `trace_events` module: tracing can be asked for, and records nothing. */
import type { NodeHost } from './host.ts';

export function createModule(_host: NodeHost) {
  const tracing = (categories: string[]) => {
    const state = { categories: categories.join(','), enabled: false };
    return Object.assign(state, {
      enable: () => void (state.enabled = true),
      disable: () => void (state.enabled = false),
    });
  };
  return {
    createTracing: ({ categories }: { categories: string[] }) => tracing(categories),
    getEnabledCategories: () => undefined,
  };
}
