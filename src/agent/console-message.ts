/** What `console.error` was given, as the one text that the console shows. Pure. */

/** Follows the console's format specifiers (WHATWG Console, 2.2): `%s`, `%d`, `%i`, `%f`, `%o`, `%O`, `%c`, `%%`. */
export function consoleMessage(args: readonly unknown[]): string {
  const [first, ...rest] = args;
  if (typeof first !== 'string') return args.map(show).join(' ').trim();
  const text = first.replace(/%([sdifoOc%])/g, (specifier: string, kind: string) => {
    if (kind === '%') return '%';
    if (rest.length === 0) return specifier;
    const value = rest.shift();
    return kind === 'c' ? '' : show(value);
  });
  return [text, ...rest.map(show)].join(' ').trim();
}

function show(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return value.stack ?? `${value.name}: ${value.message}`;
  try {
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  } catch {
    // Cyclic: its kind is all that can be said.
    return Object.prototype.toString.call(value);
  }
}
