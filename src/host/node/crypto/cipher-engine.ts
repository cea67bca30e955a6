/** One encryption or decryption under way. */
export interface CipherEngine {
  update(data: Uint8Array): Uint8Array;
  final(): Uint8Array;
  setAutoPadding?(on: boolean): void;
  /** Authenticated ciphers: data that is authenticated but not encrypted, before any text. */
  addData?(data: Uint8Array): void;
  /** The tag over all of it; after `final`. */
  tag?(): Uint8Array;
}
