/** The wire format of V8's value serialiser, version 15: its tags, and what the views of Node's own default are called. */

export const VERSION = 15;

const code = (char: string): number => char.charCodeAt(0);

export const TAG = {
  header: 0xff,
  padding: 0,
  undefined: code('_'),
  null: code('0'),
  true: code('T'),
  false: code('F'),
  int32: code('I'),
  uint32: code('U'),
  double: code('N'),
  bigint: code('Z'),
  utf8: code('S'),
  latin1: code('"'),
  utf16: code('c'),
  reference: code('^'),
  object: code('o'),
  objectEnd: code('{'),
  dense: code('A'),
  denseEnd: code('$'),
  sparse: code('a'),
  sparseEnd: code('@'),
  hole: code('-'),
  date: code('D'),
  trueObject: code('y'),
  falseObject: code('x'),
  numberObject: code('n'),
  bigintObject: code('z'),
  stringObject: code('s'),
  regexp: code('R'),
  map: code(';'),
  mapEnd: code(':'),
  set: code("'"),
  setEnd: code(','),
  arrayBuffer: code('B'),
  error: code('r'),
  host: code('\\'),
} as const;

export const ERROR_PART = { message: code('m'), cause: code('c'), stack: code('s'), end: code('.') } as const;

/** Errors have a letter for their prototype; a plain Error has none. */
export const ERROR_PROTOTYPES: Readonly<Record<string, number>> = {
  EvalError: code('E'),
  RangeError: code('R'),
  ReferenceError: code('F'),
  SyntaxError: code('S'),
  TypeError: code('T'),
  URIError: code('U'),
};

/** Flags of a regular expression by bit. */
export const REGEXP_FLAGS = ['g', 'i', 'm', 'y', 'u', 's', 'l', 'd', 'v'] as const;

type ViewConstructor = new (buffer: ArrayBuffer, offset?: number, length?: number) => ArrayBufferView;

/** Node's default writes a view as its place in this list; 10 is Buffer. */
export const VIEWS: readonly (ViewConstructor | null)[] = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  DataView,
  null,
  BigInt64Array,
  BigUint64Array,
];
export const BUFFER_VIEW = 10;
