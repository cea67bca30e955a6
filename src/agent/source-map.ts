/** Positions in generated code back to the source it was made from (ECMA-426, source maps version 3). Pure. */

/** What is used of a source map. */
export interface SourceMap {
  readonly sources: readonly (string | null)[];
  readonly mappings: string;
  readonly sourceRoot?: string;
}

export interface SourcePosition {
  /** As the map names it. */
  readonly source: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * @param line - of the generated code, from 1.
 * @param column - from 1.
 * @returns undefined when nothing on that line was made from a source.
 */
export function originalPosition(map: SourceMap, line: number, column: number): SourcePosition | undefined {
  const found = { source: 0, line: 0, column: 0 };
  let state: readonly [number, number, number] = [0, 0, 0];
  let isFound = false;
  const lines = map.mappings.split(';', line);
  for (const [index, segments] of lines.entries()) {
    let generated = 0;
    for (const segment of segments.split(',')) {
      const fields = decodeFields(segment);
      generated += fields[0] ?? 0;
      if (fields.length < 4) continue;
      state = [state[0] + (fields[1] ?? 0), state[1] + (fields[2] ?? 0), state[2] + (fields[3] ?? 0)];
      // The last segment that begins at or before the column; before the first one, that one.
      if (index !== line - 1 || (isFound && generated > column - 1)) continue;
      [found.source, found.line, found.column] = state;
      isFound = true;
    }
  }
  const source = map.sources[found.source];
  if (!isFound || source === undefined || source === null) return undefined;
  const root = map.sourceRoot ? `${map.sourceRoot.replace(/\/$/, '')}/` : '';
  return { source: root + source, line: found.line + 1, column: found.column + 1 };
}

/** Base-64 variable-length quantities: five bits a digit, the sixth says that more follow, the lowest bit of all is the sign. */
function decodeFields(segment: string): number[] {
  const fields: number[] = [];
  let value = 0;
  let shift = 0;
  for (const digit of segment) {
    const bits = DIGITS.indexOf(digit);
    if (bits === -1) return [];
    value += (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    fields.push(value & 1 ? -(value >>> 1) : value >>> 1);
    value = 0;
    shift = 0;
  }
  return fields;
}

/** A source map as it was read; undefined when it is not one that is understood here. */
export function readSourceMap(value: unknown): SourceMap | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { sources, mappings, sourceRoot } = value as Record<string, unknown>;
  if (!Array.isArray(sources) || typeof mappings !== 'string') return undefined;
  return {
    sources: sources.map((source) => (typeof source === 'string' ? source : null)),
    mappings,
    ...(typeof sourceRoot === 'string' ? { sourceRoot } : {}),
  };
}
