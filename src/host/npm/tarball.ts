/** From a tarball's bytes to files on the shared disk: integrity checked, unzipped in place, never copied. */
import type { ImageEntry } from '../vfs/file-system.ts';
import { NpmError } from './npm-error.ts';
import type { PackageSink } from './ports.ts';
import { readTar } from './tar.ts';

/** An unpacked package on the disk, not yet in any folder. */
export interface UnpackedPackage {
  extent: number;
  size: number;
  entries: Extract<ImageEntry, { type: 'file' }>[];
  /** sha512 of the tarball, as lockfiles write it. */
  integrity: string;
}

/** No package is that large; a wrong length field would ask for as much. */
const LARGEST = 1024 * 1024 * 1024;
/** Zipped bytes that are unzipped at a time. */
const PIECE = 128 * 1024;

/** Throws NpmError EINTEGRITY before anything is readable by others. */
export async function unpackTarball(
  gzipped: Uint8Array<ArrayBuffer>,
  expected: string | undefined,
  what: string,
  sink: PackageSink,
): Promise<UnpackedPackage> {
  const [integrity, { extent, size }] = await Promise.all([
    verify(gzipped, expected, what),
    gunzip(gzipped, sink, what),
  ]);
  return {
    extent,
    size,
    entries: packageEntries(sink.bytes().subarray(extent, extent + size), what),
    integrity,
  };
}

/** The files of an archive that is a package. */
export function packageEntries(archive: Uint8Array, what: string): UnpackedPackage['entries'] {
  const entries = readTar(archive);
  if (entries.some((entry) => entry.path === 'package.json')) return entries;
  throw new NpmError('ENOPACKAGEJSON', `The tarball of ${what} has no package.json.`);
}

/** Subresource Integrity: the strongest algorithm named decides. Answers the sha512 when it was computed. */
async function verify(
  bytes: Uint8Array<ArrayBuffer>,
  expected: string | undefined,
  what: string,
): Promise<string> {
  const wanted = (expected ?? '').split(/\s+/).filter(Boolean);
  const algorithm = ['sha512', 'sha384', 'sha256', 'sha1'].find((name) =>
    wanted.some((hash) => hash.startsWith(`${name}-`)),
  );
  if (wanted.length > 0 && algorithm === undefined) {
    throw new NpmError('EINTEGRITY', `Unknown integrity algorithm for ${what}: ${expected ?? ''}`);
  }
  const name = algorithm ?? 'sha512';
  const actual = `${name}-${base64(await crypto.subtle.digest(name.replace('sha', 'SHA-'), bytes))}`;
  const allowed = wanted
    .filter((hash) => hash.startsWith(`${name}-`))
    .map((hash) => hash.replace(/\?.*$/, ''));
  if (algorithm !== undefined && !allowed.includes(actual)) {
    throw new NpmError(
      'EINTEGRITY',
      `${allowed.join(' ')} integrity checksum failed when using ${name}: wanted ${allowed.join(' ')} but got ${actual}. (${bytes.length} bytes)`,
      `The tarball of ${what} is not what the lockfile or the registry says. Nothing of it was installed.`,
    );
  }
  return actual;
}

function base64(buffer: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(buffer)));
}

async function gunzip(
  gzipped: Uint8Array<ArrayBuffer>,
  sink: PackageSink,
  what: string,
): Promise<{ extent: number; size: number }> {
  // The last four bytes of a gzip member are its unpacked length.
  const view = new DataView(gzipped.buffer, gzipped.byteOffset, gzipped.byteLength);
  const size = gzipped.length > 18 ? view.getUint32(gzipped.length - 4, true) : 0;
  if (gzipped[0] !== 0x1f || gzipped[1] !== 0x8b || size > LARGEST) {
    throw new NpmError('TAR_BAD_ARCHIVE', `The tarball of ${what} is not a gzip archive.`);
  }
  const extent = sink.allocate(size);
  const reader = stream(gzipped).getReader();
  const overflow: Uint8Array[] = [];
  let filled = 0;
  let extra = 0;
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      const chunk = step.value;
      if (overflow.length === 0 && filled + chunk.length <= size) {
        sink.bytes().set(chunk, extent + filled);
        filled += chunk.length;
      } else {
        overflow.push(chunk);
        extra += chunk.length;
        if (filled + extra > LARGEST)
          throw new NpmError('TAR_BAD_ARCHIVE', `The tarball of ${what} is too large.`);
      }
    }
  } catch (error) {
    if (error instanceof NpmError) throw error;
    throw new NpmError('TAR_BAD_ARCHIVE', `The tarball of ${what} is damaged: it cannot be unzipped.`);
  }
  if (extra === 0) return { extent, size: filled };
  return joined(sink, extent, filled, overflow, filled + extra);
}

/** Archives of several gzip members say only the last one's length: a second, larger extent takes all. */
function joined(sink: PackageSink, first: number, filled: number, rest: Uint8Array[], size: number) {
  const extent = sink.allocate(size);
  const disk = sink.bytes();
  disk.copyWithin(extent, first, first + filled);
  let at = extent + filled;
  for (const chunk of rest) {
    disk.set(chunk, at);
    at += chunk.length;
  }
  return { extent, size };
}

/**
 * Written straight into the unzipping stream: the stream of a Blob would go through another process. In pieces, since what
 * one piece unpacks to waits in memory whole.
 */
function stream(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array> {
  const { readable, writable } = new DecompressionStream('gzip');
  const writer = writable.getWriter();
  const feed = async (): Promise<void> => {
    for (let at = 0; at < bytes.length; at += PIECE) {
      await writer.ready;
      await writer.write(bytes.subarray(at, at + PIECE));
    }
    await writer.close();
  };
  // What goes wrong with it is what the reader meets.
  feed().catch(() => undefined);
  return readable;
}
