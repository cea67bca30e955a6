/** Any character, for strings of property-based tests. Making strings of fast-check's own unit `binary` takes seconds. */
import fc from 'fast-check';

/** Of all code points, the 2048 surrogates from U+D800 on are none by themselves. */
export const anyCharacter = fc
  .nat({ max: 0x10ffff - 0x800 })
  .map((code) => String.fromCodePoint(code < 0xd800 ? code : code + 0x800));
