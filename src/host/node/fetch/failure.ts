/** fetch's errors say little, and their causes the rest. */
export function inWords(message: string, cause?: unknown): TypeError {
  return new TypeError(message, cause === undefined ? undefined : { cause });
}
