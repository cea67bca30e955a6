/** Rewrites the tarball URLs in package metadata while it streams, without parsing the whole. */

const KEY = '"tarball"';
/** Longer than any tarball URL; a value without an end within it is left alone. */
const LONGEST = 8192;

/**
 * A transform over UTF-8 JSON that passes each `"tarball": "…"` value through `rewrite`. Chunks may split it anywhere. The same
 * letters inside another string value have their quotes escaped, so they are never taken for the key.
 */
export function rewriteTarballs(
  rewrite: (url: string) => string,
): TransformStream<Uint8Array, Uint8Array<ArrayBuffer>> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let held = '';
  return new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      const { done, rest } = rewriteIn(held + decoder.decode(chunk, { stream: true }), rewrite);
      held = rest;
      if (done !== '') controller.enqueue(encoder.encode(done));
    },
    flush(controller) {
      const { done, rest } = rewriteIn(held + decoder.decode(), rewrite);
      if (done + rest !== '') controller.enqueue(encoder.encode(done + rest));
    },
  });
}

const VALUE = /"tarball"\s*:\s*"((?:[^"\\]|\\.)*)"/y;
/** Text that more of it may make a `VALUE`; not so `"name":"tarball",`. */
const BEGINNING = /^"tarball"\s*(?::\s*(?:"(?:[^"\\]|\\.)*\\?)?)?$/;

/** Rewrites all complete values; `rest` is the tail that may be the beginning of another one. */
function rewriteIn(text: string, rewrite: (url: string) => string): { done: string; rest: string } {
  let done = '';
  let from = 0;
  for (let at = text.indexOf(KEY); at !== -1; at = text.indexOf(KEY, Math.max(from, at + 1))) {
    VALUE.lastIndex = at;
    const match = VALUE.exec(text);
    if (match?.[1] !== undefined) {
      done += text.slice(from, at) + `${KEY}:"${rewrite(match[1].replaceAll('\\/', '/'))}"`;
      from = VALUE.lastIndex;
    } else if (text.length - at < LONGEST && BEGINNING.test(text.slice(at))) {
      return { done: done + text.slice(from, at), rest: text.slice(at) };
    }
  }
  const keep = Math.max(from, text.length - partialKey(text));
  return { done: done + text.slice(from, keep), rest: text.slice(keep) };
}

/** How many characters at the end of the text begin the key. */
function partialKey(text: string): number {
  for (let length = Math.min(KEY.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(KEY.slice(0, length))) return length;
  }
  return 0;
}
