/** Puts scripts into an HTML document as it streams by: before anything of the document's own can run. */

const LONGEST_WAIT = 16 * 1024;

/** After `<head>`, else after `<html>` or the doctype, else at the start. */
export function injectIntoHtml(html: string): TransformStream<Uint8Array, Uint8Array> {
  const encoder = new TextEncoder();
  let held = '';
  let done = false;
  // latin1 keeps every byte as it is, whatever the document's own encoding.
  const decoder = new TextDecoder('latin1');
  return new TransformStream({
    transform(chunk, controller) {
      if (done) {
        controller.enqueue(chunk);
        return;
      }
      held += decoder.decode(chunk, { stream: true });
      const at = insertionPoint(held, held.length >= LONGEST_WAIT);
      if (at === undefined) return;
      done = true;
      flush(held, at, controller);
    },
    flush(controller) {
      if (!done) flush(held, insertionPoint(held, true) ?? 0, controller);
    },
  });

  function flush(text: string, at: number, controller: TransformStreamDefaultController<Uint8Array>): void {
    controller.enqueue(bytesOf(text.slice(0, at)));
    controller.enqueue(encoder.encode(html));
    controller.enqueue(bytesOf(text.slice(at)));
  }
}

function insertionPoint(text: string, last: boolean): number | undefined {
  const clean = text.replace(/<!--[\s\S]*?(?:-->|$)/g, (comment) => ' '.repeat(comment.length));
  const head = /<head(?:\s[^>]*)?>/i.exec(clean);
  if (head) return head.index + head[0].length;
  // A script or body before any head: the head is implied and ends here.
  const content = /<(?:body|script|link|meta|title|style|div|main|p|h1)\b/i.exec(clean);
  if (content) return content.index;
  if (!last) return undefined;
  const html = /<html(?:\s[^>]*)?>/i.exec(clean) ?? /<!doctype[^>]*>/i.exec(clean);
  return html ? html.index + html[0].length : 0;
}

function bytesOf(latin1: string): Uint8Array {
  return Uint8Array.from(latin1, (char) => LATIN1_BYTES.get(char) ?? char.charCodeAt(0));
}

/** The web's "latin1" is windows-1252: these characters stand for the bytes 0x80 to 0x9f. */
const LATIN1_BYTES = new Map<string, number>(
  Array.from({ length: 32 }, (_, index) => 0x80 + index).map((byte): [string, number] => [
    new TextDecoder('latin1').decode(Uint8Array.of(byte)),
    byte,
  ]),
);
