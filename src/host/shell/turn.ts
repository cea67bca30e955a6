/** Lets the worker's messages in from time to time: a loop of the shell's own commands would never yield. */

const SLICE_MS = 15;
let last = performance.now();

export async function breathe(): Promise<void> {
  if (performance.now() - last < SLICE_MS) return;
  await new Promise((resolve) => setTimeout(resolve, 0));
  last = performance.now();
}
