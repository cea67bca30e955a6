/** The seam to a store of upstream responses. */

/** What is known of a response without its body. */
export interface ResponseHead {
  contentType: string;
  /** For clients: the upstream's, or one that the store gave to this very body. */
  etag?: string;
  /** The upstream's own ETag, to ask it whether the body still holds. */
  validator?: string;
  /** In bytes, where it is known before the body has arrived. */
  length?: number;
}

/** A kept response. */
export interface KeptResponse {
  head: ResponseHead;
  /** When the upstream last vouched for it, in milliseconds since 1970. */
  checkedAt: number;
  /** A new stream of the body; while it is still being stored, it follows the store. */
  open(): ReadableStream<Uint8Array>;
}

export interface ResponseCache {
  get(key: string): Promise<KeptResponse | undefined>;
  /**
   * Starts to keep a response and resolves when it can be read. Storing goes on at the upstream's pace, whoever reads; only a
   * complete body is found by a later `get`. Undefined when it cannot be stored: the body is untouched then.
   */
  put(key: string, head: ResponseHead, body: ReadableStream<Uint8Array>): Promise<KeptResponse | undefined>;
  /** Notes that the upstream vouched for a kept response again. */
  touch(key: string): Promise<void>;
}
