/** The browser's clock, kept before a program puts its own in the global's place: Go's WebAssembly runner makes one of `hrtime`. */
export const platformPerformance = globalThis.performance;
