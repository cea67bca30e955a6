/** Import statements in a source, as far as fixers change them. Pure. */

export interface ImportStatement {
  /** All of it, from `import` to the closing quote. */
  readonly text: string;
  readonly specifier: string;
  /** `import type …`. */
  readonly isType: boolean;
  readonly defaultName?: string;
  readonly namespace?: string;
  readonly named: readonly ImportedName[];
}

export interface ImportedName {
  /** As the module exports it. */
  readonly name: string;
  readonly local: string;
  readonly isType: boolean;
}

const STATEMENT =
  /\bimport\s+(type\s+)?(?:([\w$]+)\s*(?:,\s*)?)?(?:\*\s*as\s+([\w$]+)\s+|\{([^}]*)\}\s*)?from\s*(["'])([^"'\n]+)\5/g;

export function importStatements(source: string): ImportStatement[] {
  return [...source.matchAll(STATEMENT)].map(
    ([text, type, defaultName, namespace, names, , specifier = '']) => ({
      text,
      specifier,
      isType: type !== undefined,
      ...(defaultName === undefined ? {} : { defaultName }),
      ...(namespace === undefined ? {} : { namespace }),
      named: (names ?? '')
        .split(',')
        .map((part) => /^\s*(type\s+)?([\w$]+)(?:\s+as\s+([\w$]+))?\s*$/.exec(part))
        .flatMap((match) =>
          match?.[2] === undefined
            ? []
            : [{ name: match[2], local: match[3] ?? match[2], isType: match[1] !== undefined }],
        ),
    }),
  );
}

/** A statement in words again. */
export function formatImport(statement: Omit<ImportStatement, 'text'>): string {
  const { specifier, isType, defaultName, namespace, named } = statement;
  const braces = named.map(
    ({ name, local, isType: own }) => `${own ? 'type ' : ''}${name}${name === local ? '' : ` as ${local}`}`,
  );
  const parts = [
    ...(defaultName === undefined ? [] : [defaultName]),
    ...(namespace === undefined ? [] : [`* as ${namespace}`]),
    ...(braces.length === 0 ? [] : [`{ ${braces.join(', ')} }`]),
  ];
  return `import ${isType ? 'type ' : ''}${parts.join(', ')} from '${specifier}'`;
}

/** The source with one statement in place of another. */
export function replaceStatement(
  source: string,
  old: ImportStatement,
  changed: Omit<ImportStatement, 'text'>,
): string {
  const quote = old.text.at(-1) ?? "'";
  return source.replace(old.text, () => formatImport(changed).replaceAll("'", quote));
}

/** Every import, export and require of a specifier with another in its place. */
export function replaceSpecifier(source: string, specifier: string, other: string): string {
  return source.replace(SPECIFIER, (all: string, quote: string, own: string) =>
    own === specifier ? quote + other + quote : all,
  );
}

const SPECIFIER = /(?<=\b(?:from|import|require)\s*\(?\s*)(["'])([^"'\n]+)\1/g;
