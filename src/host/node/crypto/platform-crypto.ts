/** The browser's WebCrypto, kept before a program puts its own in the global's place (esbuild's wasm runner does). */
export const platformCrypto = globalThis.crypto;
