import { describe, expect, it } from 'vitest';
import { decodeWire, encodeWire } from './wire.ts';

const roundTrip = (value: unknown): unknown => decodeWire(encodeWire(value));

describe('the wire format of calls', () => {
  it('carries JSON and bytes, in the order they stand', () => {
    const value = ['write', [1, Uint8Array.of(1, 2, 3), null, { a: Uint8Array.of(4) }]];
    expect(roundTrip(value)).toEqual(value);
  });

  it('carries text of any length and script', () => {
    const value = { value: ['a'.repeat(10_000), 'жπ€😀', `${'long '.repeat(100)}ß`, '', null] };
    expect(roundTrip(value)).toEqual(value);
  });

  it('carries empty bytes as bytes', () => {
    expect(roundTrip({ value: new Uint8Array(0) })).toEqual({ value: new Uint8Array(0) });
  });

  it('carries a Buffer as bytes, whatever its toJSON says', () => {
    expect(roundTrip([Buffer.from('hi')])).toEqual([Uint8Array.of(104, 105)]);
  });
});
