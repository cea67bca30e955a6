/** Buffer's `readInt32LE` and its sixty siblings, made from one table of sizes and byte orders. */
import { ERR_BUFFER_OUT_OF_BOUNDS, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } from './errors.ts';
import { validateNumber } from './validators.ts';

type Method = (this: Uint8Array, ...args: never[]) => unknown;

/** Why `offset` does not do for a value of `size` bytes. */
function boundsError(bytes: Uint8Array, offset: number, size: number): Error {
  if (!Number.isInteger(offset)) return new ERR_OUT_OF_RANGE('offset', 'an integer', offset);
  const last = bytes.length - size;
  if (last < 0) return new ERR_BUFFER_OUT_OF_BOUNDS();
  return new ERR_OUT_OF_RANGE('offset', `>= 0 and <= ${last}`, offset);
}

function checkOffset(bytes: Uint8Array, offset: number, size: number): void {
  validateNumber(offset, 'offset');
  if (!Number.isInteger(offset) || offset < 0 || offset + size > bytes.length) {
    throw boundsError(bytes, offset, size);
  }
}

function checkByteLength(byteLength: unknown): asserts byteLength is number {
  if (byteLength === undefined) throw new ERR_INVALID_ARG_TYPE('byteLength', 'number', byteLength);
  validateNumber(byteLength, 'byteLength');
  if (!Number.isInteger(byteLength)) throw new ERR_OUT_OF_RANGE('byteLength', 'an integer', byteLength);
  if (byteLength < 1 || byteLength > 6) throw new ERR_OUT_OF_RANGE('byteLength', '>= 1 and <= 6', byteLength);
}

function rangeWords(size: number, signed: boolean, n: '' | 'n'): string {
  const bits = size * 8;
  if (size <= 4) {
    const top = 2 ** (signed ? bits - 1 : bits);
    return signed ? `>= ${-top} and <= ${top - 1}` : `>= 0 and <= ${top - 1}`;
  }
  if (!signed) return `>= 0${n} and < 2${n} ** ${bits}${n}`;
  return `>= -(2${n} ** ${bits - 1}${n}) and < 2${n} ** ${bits - 1}${n}`;
}

function readUnsigned(bytes: Uint8Array, offset: number, size: number, little: boolean): number {
  let value = 0;
  for (let i = 0; i < size; i++)
    value = value * 256 + (bytes[offset + (little ? size - 1 - i : i)] as number);
  return value;
}

function readInteger(
  bytes: Uint8Array,
  offset: number,
  size: number,
  little: boolean,
  signed: boolean,
): number {
  checkOffset(bytes, offset, size);
  const value = readUnsigned(bytes, offset, size, little);
  return signed && value >= 2 ** (size * 8 - 1) ? value - 2 ** (size * 8) : value;
}

function writeInteger(
  bytes: Uint8Array,
  input: number,
  offset: number,
  size: number,
  little: boolean,
  signed: boolean,
): number {
  const value = +input;
  const top = 2 ** (signed ? size * 8 - 1 : size * 8);
  if (value > top - 1 || value < (signed ? -top : 0)) {
    throw new ERR_OUT_OF_RANGE('value', rangeWords(size, signed, ''), value);
  }
  checkOffset(bytes, offset, size);
  let rest = Math.trunc(value) || 0;
  if (rest < 0) rest += 2 ** (size * 8);
  for (let i = 0; i < size; i++) {
    bytes[offset + (little ? i : size - 1 - i)] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return offset + size;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function writeBig(
  bytes: Uint8Array,
  value: bigint,
  offset: number,
  little: boolean,
  signed: boolean,
): number {
  if (typeof value !== 'bigint') throw new ERR_INVALID_ARG_TYPE('value', 'bigint', value);
  const fits = signed ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value);
  if (fits !== value) throw new ERR_OUT_OF_RANGE('value', rangeWords(8, signed, 'n'), value);
  checkOffset(bytes, offset, 8);
  viewOf(bytes).setBigUint64(offset, BigInt.asUintN(64, value), little);
  return offset + 8;
}

function integerMethods(into: Record<string, Method>): void {
  for (const signed of [true, false]) {
    const kind = signed ? 'Int' : 'UInt';
    for (const little of [true, false]) {
      const order = little ? 'LE' : 'BE';
      for (const size of [2, 4]) {
        into[`read${kind}${size * 8}${order}`] = function (this: Uint8Array, offset = 0) {
          return readInteger(this, offset, size, little, signed);
        };
        into[`write${kind}${size * 8}${order}`] = function (this: Uint8Array, value: number, offset = 0) {
          return writeInteger(this, value, offset, size, little, signed);
        };
      }
      into[`read${kind}${order}`] = function (this: Uint8Array, offset: number, byteLength: number) {
        if (offset === undefined) throw new ERR_INVALID_ARG_TYPE('offset', 'number', offset);
        checkByteLength(byteLength);
        return readInteger(this, offset, byteLength, little, signed);
      };
      into[`write${kind}${order}`] = function (
        this: Uint8Array,
        value: number,
        offset: number,
        byteLength: number,
      ) {
        checkByteLength(byteLength);
        return writeInteger(this, value, offset, byteLength, little, signed);
      };
      into[`readBig${kind}64${order}`] = function (this: Uint8Array, offset = 0) {
        checkOffset(this, offset, 8);
        const view = viewOf(this);
        return signed ? view.getBigInt64(offset, little) : view.getBigUint64(offset, little);
      };
      into[`writeBig${kind}64${order}`] = function (this: Uint8Array, value: bigint, offset = 0) {
        return writeBig(this, value, offset, little, signed);
      };
    }
    into[`read${kind}8`] = function (this: Uint8Array, offset = 0) {
      return readInteger(this, offset, 1, true, signed);
    };
    into[`write${kind}8`] = function (this: Uint8Array, value: number, offset = 0) {
      return writeInteger(this, value, offset, 1, true, signed);
    };
  }
}

function floatMethods(into: Record<string, Method>): void {
  for (const little of [true, false]) {
    const order = little ? 'LE' : 'BE';
    for (const size of [4, 8]) {
      const kind = size === 4 ? 'Float' : 'Double';
      into[`read${kind}${order}`] = function (this: Uint8Array, offset = 0) {
        checkOffset(this, offset, size);
        const view = viewOf(this);
        return size === 4 ? view.getFloat32(offset, little) : view.getFloat64(offset, little);
      };
      into[`write${kind}${order}`] = function (this: Uint8Array, value: number, offset = 0) {
        checkOffset(this, offset, size);
        const view = viewOf(this);
        if (size === 4) view.setFloat32(offset, +value, little);
        else view.setFloat64(offset, +value, little);
        return offset + size;
      };
    }
  }
}

function swapMethod(size: number): Method {
  return function (this: Uint8Array) {
    for (let i = 0; i < this.length; i += size) this.subarray(i, i + size).reverse();
    return this;
  };
}

/** Every number method by name, with the `Uint` spellings too. */
export function numberMethods(): Record<string, Method> {
  const methods: Record<string, Method> = {};
  integerMethods(methods);
  floatMethods(methods);
  for (const [name, method] of Object.entries(methods)) {
    if (name.includes('UInt')) methods[name.replace('UInt', 'Uint')] = method;
  }
  return methods;
}

export const swapBytes = { 16: swapMethod(2), 32: swapMethod(4), 64: swapMethod(8) };
