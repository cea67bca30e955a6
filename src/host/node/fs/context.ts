/** What every part of `fs` needs: the files, paths as programs give them, and errors that name those paths. */
import type { FileSystem } from '../../vfs/file-system.ts';
import type { BufferClass, BufferLike } from '../builtin-types.ts';
import { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE } from '../errors.ts';
import type { NodeHost } from '../host.ts';
import { systemCode, systemError } from '../system-error.ts';
import { umaskOf } from '../umask.ts';

/** A path as given (`shown`, for messages) and as the file system takes it. */
export interface GivenPath {
  shown: string;
  absolute: string;
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

export class FsContext {
  readonly host: NodeHost;
  readonly files: FileSystem;
  /** Descriptors this process opened as regular files: their reads and writes never wait. */
  readonly regular = new Set<number>();

  constructor(host: NodeHost) {
    this.host = host;
    this.files = host.fs;
  }

  get Buffer(): BufferClass {
    return (this.host.builtin('buffer') as { Buffer: BufferClass }).Buffer;
  }

  /** A mode of a new file, as the process's mask leaves it. */
  masked(mode: number): number {
    return mode & ~umaskOf(this.host);
  }

  path(value: unknown, name = 'path'): GivenPath {
    const shown = this.#text(value, name);
    if (shown.includes('\0')) {
      throw new ERR_INVALID_ARG_VALUE(name, value, 'must be a string, Uint8Array, or URL without null bytes');
    }
    return { shown, absolute: this.resolve(shown) };
  }

  resolve(path: string): string {
    if (path.startsWith('/')) return path;
    // An empty path names nothing, and stays so for the file system to refuse.
    if (path === '') return '';
    const { cwd } = this.host.identity;
    return cwd.endsWith('/') ? cwd + path : `${cwd}/${path}`;
  }

  #text(value: unknown, name: string): string {
    if (typeof value === 'string') return value;
    if (value instanceof Uint8Array) return utf8.decode(Uint8Array.from(value));
    if (isUrl(value)) return fileUrlPath(this.host, value);
    throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'URL'], value);
  }

  /** Runs a call of the file system; its errors name the call and the paths as the program wrote them. */
  call<T>(syscall: string, run: () => T, path?: GivenPath, dest?: GivenPath): T {
    if (path?.shown === '') throw systemError('ENOENT', syscall, '', dest?.shown);
    try {
      return run();
    } catch (error) {
      const code = systemCode(error);
      if (code === undefined) throw error;
      throw systemError(code, syscall, path?.shown, dest?.shown);
    }
  }

  /** Bytes as a Buffer on the same memory. */
  buffer(bytes: Uint8Array<ArrayBuffer>): BufferLike {
    return this.Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes as text, or as a Buffer where there is no encoding (or 'buffer'). */
  decode(bytes: Uint8Array<ArrayBuffer>, encoding: string | null | undefined): string | BufferLike {
    if (encoding === 'utf8' || encoding === 'utf-8') return utf8.decode(bytes);
    const buffer = this.buffer(bytes);
    return encoding === null || encoding === undefined || encoding === 'buffer'
      ? buffer
      : buffer.toString(encoding);
  }

  /** A name in the encoding a program asked for. */
  name(text: string, encoding: string | null | undefined): string | BufferLike {
    if (encoding === null || encoding === undefined || encoding === 'utf8' || encoding === 'utf-8')
      return text;
    return this.decode(encoder.encode(text), encoding);
  }

  /** The bytes to write of what a program gives: text, or any view. */
  bytes(data: unknown, encoding: string | null | undefined, name = 'data'): Uint8Array {
    if (typeof data === 'string') {
      const utf = encoding === undefined || encoding === null || /^utf-?8$/i.test(encoding);
      return utf ? encoder.encode(data) : this.Buffer.from(data, encoding);
    }
    if (data instanceof Uint8Array) return data;
    if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'TypedArray', 'DataView'], data);
  }
}

function isUrl(value: unknown): value is URL {
  return (
    typeof value === 'object' &&
    value !== null &&
    'href' in value &&
    'protocol' in value &&
    !('auth' in value)
  );
}

function fileUrlPath(host: NodeHost, url: URL): string {
  const { fileURLToPath } = host.builtin('url') as { fileURLToPath(url: URL): string };
  return fileURLToPath(url);
}
