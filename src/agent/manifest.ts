/** What is read of a package.json. Pure. */

export interface ProjectManifest {
  /** All of it. */
  readonly all: Readonly<Record<string, unknown>>;
  readonly scripts: Readonly<Record<string, string>>;
  /** Ranges by name: dependencies and development's. */
  readonly packages: Readonly<Record<string, string>>;
}

/** @returns undefined for what is no JSON object. */
export function readManifest(text: string | undefined): ProjectManifest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    // npm says what is wrong with it.
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const all = value as Record<string, unknown>;
  return {
    all,
    scripts: strings(all['scripts']),
    packages: { ...strings(all['dependencies']), ...strings(all['devDependencies']) },
  };
}

function strings(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
