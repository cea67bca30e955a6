/** An uploaded content on its way: checked against the hash and the size it was announced with. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** The content isn't what was announced. */
export class ContentMismatch extends Error {
  override readonly name = 'ContentMismatch';
}

/** Passes bytes on as they come; errors as soon as there are too many, or at the end when they are not the right ones. */
export function checkedBody(
  body: ReadableStream<Uint8Array>,
  expected: { sha256: string; size: number },
): ReadableStream<Uint8Array> {
  const hash = sha256.create();
  let size = 0;
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        size += chunk.length;
        if (size > expected.size)
          throw new ContentMismatch(`The file has more than the ${expected.size} bytes announced.`);
        hash.update(chunk);
        controller.enqueue(chunk);
      },
      flush() {
        if (size < expected.size)
          throw new ContentMismatch(`The file ended after ${size} of ${expected.size} bytes.`);
        if (bytesToHex(hash.digest()) !== expected.sha256)
          throw new ContentMismatch('The file is not the one announced.');
      },
    }),
  );
}
