/** An R2 bucket in memory, as far as sites need one; lists in small pages. */
import type { Bucket } from '../../functions/sites/bucket-storage.ts';

const PAGE = 2;

export function memoryBucket(): Bucket {
  const objects = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    async get(key, options) {
      const object = objects.get(key);
      if (!object) return null;
      const { offset, length } = options?.range ?? { offset: 0, length: object.length };
      const part = new Response(object.slice(offset, offset + length));
      return { body: part.body ?? new Blob([]).stream(), size: object.length, text: () => part.text() };
    },
    async put(key, value, options) {
      if (options?.onlyIf?.get('if-none-match') === '*' && objects.has(key)) return null;
      objects.set(key, typeof value === 'string' ? new TextEncoder().encode(value) : new Uint8Array(value));
      return {};
    },
    async delete(keys) {
      for (const key of [keys].flat()) objects.delete(key);
    },
    async list({ prefix, cursor = '' }) {
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > cursor).sort();
      const page = keys.slice(0, PAGE);
      const last = page.at(-1);
      return {
        objects: page.map((key) => ({ key })),
        truncated: keys.length > PAGE,
        ...(last === undefined ? {} : { cursor: last }),
      };
    },
  };
}
