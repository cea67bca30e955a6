/** Any code point, for strings of property-based tests. Making strings of fast-check's own unit `binary` takes seconds. */
import fc from 'fast-check';

export const anyCharacter = fc.nat({ max: 0x10ffff }).map((code) => String.fromCodePoint(code));
