/** `util.inspect` and `util.format`: Node's own algorithm, with our Buffer and URL known to it. */
import * as extracted from 'node-inspect-extracted';

export interface InspectOptions {
  showHidden?: boolean;
  depth?: number | null;
  colors?: boolean;
  customInspect?: boolean;
  showProxy?: boolean;
  maxArrayLength?: number | null;
  maxStringLength?: number | null;
  breakLength?: number;
  compact?: boolean | number;
  sorted?: boolean | ((a: string, b: string) => number);
  getters?: boolean | 'get' | 'set';
  numericSeparator?: boolean;
}

export interface Inspect {
  (value: unknown, options?: InspectOptions): string;
  (value: unknown, showHidden?: boolean, depth?: number | null, colors?: boolean): string;
  custom: symbol;
  defaultOptions: InspectOptions;
  colors: Record<string, [number, number]>;
  styles: Record<string, string>;
}

export const inspect = extracted.inspect as unknown as Inspect;
export const format = extracted.format as (...args: unknown[]) => string;
export const formatWithOptions = extracted.formatWithOptions as (
  options: InspectOptions,
  ...args: unknown[]
) => string;

/** Text without terminal escape sequences. */
export function stripVTControlCharacters(text: string): string {
  return text.replace(ESCAPES, '');
}

const ESC = '[\\u001B\\u009B]';
const OSC =
  '(?:(?:(?:;[-a-zA-Z\\d\\/\\#&.:=?%@~_]+)*|[a-zA-Z\\d]+(?:;[-a-zA-Z\\d\\/\\#&.:=?%@~_]*)*)?(?:\\u0007|\\u001B\\u005C|\\u009C))';
const CSI = '(?:(?:\\d{1,4}(?:;\\d{0,4})*)?[\\dA-PR-TZcf-ntqry=><~])';
const ESCAPES = new RegExp(`${ESC}[[\\]()#;?]*(?:${OSC}|${CSI})`, 'g');
