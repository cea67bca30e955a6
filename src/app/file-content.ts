/** Tells text from binary content. Pure. */

/** The text of UTF-8 bytes; undefined when they are binary. */
export function decodeText(bytes: Uint8Array): string | undefined {
  if (bytes.subarray(0, 8000).includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not UTF-8: shown as binary rather than damaged by a guess.
    return undefined;
  }
}
