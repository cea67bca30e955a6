/** An error on its way from a thread to its parent: the platform's clone of it, and the properties that a clone loses. */

export interface ThreadError {
  value: unknown;
  properties: Record<string, unknown>;
}

/** What can be posted; a value that cannot be cloned goes as the text that `describe` makes of it. */
export function packError(error: unknown, describe: (value: unknown) => string): ThreadError {
  const properties: Record<string, unknown> = {};
  if (error instanceof Error) {
    for (const [key, value] of Object.entries({ ...error, name: error.name })) {
      if (isCloneable(value)) properties[key] = value;
    }
  }
  if (isCloneable(error)) return { value: error, properties };
  return { value: error instanceof Error ? plain(error) : new Error(describe(error)), properties };
}

export function unpackError(packed: unknown): unknown {
  const { value, properties } = packed as ThreadError;
  if (!(value instanceof Error)) return value;
  const { name, ...others } = properties;
  if (name !== undefined && value.name !== name)
    Object.defineProperty(value, 'name', { value: name, configurable: true, writable: true });
  return Object.assign(value, others);
}

function plain(error: Error): Error {
  const copy = new Error(error.message);
  if (error.stack !== undefined) copy.stack = error.stack;
  return copy;
}

function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    // What it is made of says no.
    return false;
  }
}
