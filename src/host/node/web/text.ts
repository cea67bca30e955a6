/** TextDecoder, TextEncoder, atob and btoa: the browser's, with Node's errors and as Node shows them. */
import {
  ERR_ENCODING_INVALID_ENCODED_DATA,
  ERR_ENCODING_NOT_SUPPORTED,
  ERR_INVALID_ARG_TYPE,
  ERR_MISSING_ARGS,
  makeNodeError,
} from '../errors.ts';
import { validateObject, validateString } from '../validators.ts';
import { refineClass, refineMethods, showProperties } from './refine.ts';
import { shortText } from './short-text.ts';

export interface TextGlobals {
  TextDecoder: typeof TextDecoder;
  TextEncoder: typeof TextEncoder;
  atob: typeof atob;
  btoa: typeof btoa;
}

/** Changes the prototypes of `scope`'s classes. */
export function refineText(scope: TextGlobals): TextGlobals {
  const { TextDecoder: Decoder, TextEncoder: Encoder } = scope;
  showProperties(Decoder, ['encoding', 'fatal', 'ignoreBOM']);
  showProperties(Encoder, ['encoding'], true);
  refineDecoding(Decoder);
  refineMethods(Encoder, {
    encodeInto: {
      check(args) {
        validateString(args[0], 'src');
        if (!(args[1] instanceof Uint8Array)) throw new ERR_INVALID_ARG_TYPE('dest', 'Uint8Array', args[1]);
        return args;
      },
    },
  });
  return {
    TextDecoder: refineClass(Decoder, {
      check([label, options]) {
        if (options !== undefined)
          validateObject(options, 'options', { nullable: true, allowArray: true, allowFunction: true });
        return [label, options ?? undefined];
      },
      fail: (error, [label]) =>
        error instanceof RangeError ? new ERR_ENCODING_NOT_SUPPORTED(String(label)) : error,
    }),
    TextEncoder: refineClass(Encoder, {}),
    ...refineBase64(scope),
  };
}

function refineDecoding(Decoder: typeof TextDecoder): void {
  refineMethods(Decoder, { decode: {} });
  const checked = Decoder.prototype.decode;
  /** Whether a decoder is UTF-8's and holds nothing of an earlier piece. */
  const plain = new WeakMap<TextDecoder, boolean>();
  const isPlain = (decoder: TextDecoder): boolean => {
    const known = plain.get(decoder);
    if (known !== undefined || !(decoder instanceof Decoder)) return known ?? false;
    const isUtf8 = decoder.encoding === 'utf-8';
    plain.set(decoder, isUtf8);
    return isUtf8;
  };
  Object.defineProperty(Decoder.prototype, 'decode', {
    value: {
      decode(this: TextDecoder, ...args: Parameters<TextDecoder['decode']>): string {
        const [input, options] = args;
        if (input !== undefined && !isBytes(input)) {
          throw makeNodeError(
            TypeError,
            'ERR_INVALID_ARG_TYPE',
            'The "list" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.',
          );
        }
        try {
          if (options === undefined && ArrayBuffer.isView(input) && isPlain(this)) {
            return shortText(input, () => checked.apply(this, args));
          }
          const text = checked.apply(this, args);
          if (options?.stream) plain.set(this, false);
          else plain.delete(this);
          return text;
        } catch (error) {
          const isData = error instanceof TypeError && !('code' in error) && this.fatal;
          throw isData ? new ERR_ENCODING_INVALID_ENCODED_DATA(this.encoding) : error;
        }
      },
    }.decode,
    writable: true,
    configurable: true,
    enumerable: true,
  });
  Object.defineProperty(Decoder.prototype.decode, 'length', { value: 0, configurable: true });
}

function isBytes(input: unknown): boolean {
  return ArrayBuffer.isView(input) || input instanceof ArrayBuffer || input instanceof SharedArrayBuffer;
}

const INVALID = 'Invalid character';

function refineBase64({ atob: decode, btoa: encode }: TextGlobals): Pick<TextGlobals, 'atob' | 'btoa'> {
  return {
    atob(...args: string[]): string {
      if (args.length === 0) throw new ERR_MISSING_ARGS('input');
      const text = String(args[0]);
      try {
        return decode(text);
      } catch {
        const plain = text.replace(/[\t\n\f\r ]/g, '');
        const lacks = /^[A-Za-z0-9+/]*$/.test(plain);
        const message = lacks ? 'The string to be decoded is not correctly encoded.' : INVALID;
        throw new DOMException(message, 'InvalidCharacterError');
      }
    },
    btoa(...args: string[]): string {
      if (args.length === 0) throw new ERR_MISSING_ARGS('input');
      const text = String(args[0]);
      try {
        return encode(text);
      } catch {
        throw new DOMException(INVALID, 'InvalidCharacterError');
      }
    },
  };
}
