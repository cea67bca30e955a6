/** Runs snippets on a real module of Node and on ours, and compares what comes out, errors included. */
import { describe, expect, test } from 'vitest';

async function outcome<M>(snippet: (module: M) => unknown, module: M): Promise<unknown> {
  try {
    return await snippet(module);
  } catch (error) {
    const { name, code, message } = error as Error & { code?: string };
    return { threw: name, code, message };
  }
}

/** One test a snippet. `ours` may be typed loosely: it is used as the real one. */
export function describeSame<M>(
  title: string,
  real: M,
  ours: unknown,
  snippets: Record<string, (module: M) => unknown>,
): void {
  describe(title, () => {
    for (const [name, snippet] of Object.entries(snippets)) {
      test(name, async () => {
        const expected = await outcome(snippet, real);
        expect(await outcome(snippet, ours as M)).toEqual(expected);
      });
    }
  });
}
