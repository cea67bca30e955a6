/**
 * Reads the two forms in which `mount` of `@webcontainer/api` sends a tree: the JSON that the client makes of a
 * `FileSystemTree`, and the MessagePack that `@webcontainer/snapshot` writes. Both hold the same nodes.
 */
import { decode } from '@msgpack/msgpack';
import type { ImageEntry, TreeImage } from './file-system.ts';
import { joinBytes } from '../../shared/join-bytes.ts';

/** A directory, a file (`b`: the text is Latin-1 and stands for bytes) or a symbolic link, as the client's protocol has them. */
export type TreeNode =
  { d: Record<string, TreeNode> } | { f: { c: string | Uint8Array; b?: boolean } } | { f: { l: string } };

const OPEN_BRACE = 0x7b;
const FILE_MODE = 0o644;
const DIRECTORY_MODE = 0o755;

/** The bytes are neither form, or a node of theirs is malformed. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
}

/** The tree that `mount` was given, ready for `Vfs.merge` or `ingest`. */
export function readSnapshot(payload: Uint8Array): TreeImage {
  const collector = new ImageCollector();
  collector.directory('', field(parse(payload), 'd', 'the root'));
  return collector.image();
}

function parse(payload: Uint8Array): unknown {
  try {
    return payload[0] === OPEN_BRACE ? JSON.parse(new TextDecoder().decode(payload)) : decode(payload);
  } catch (cause) {
    throw new SnapshotError('This is neither a file tree nor a snapshot of @webcontainer/snapshot.', {
      cause,
    });
  }
}

class ImageCollector {
  readonly #entries: ImageEntry[] = [];
  readonly #pieces: Uint8Array[] = [];
  readonly #encoder = new TextEncoder();
  #size = 0;

  directory(path: string, children: unknown): void {
    if (!isRecord(children)) throw new SnapshotError(`The directory '${path}' has no list of names.`);
    if (path !== '') this.#entries.push({ type: 'directory', path, mode: DIRECTORY_MODE });
    for (const [name, node] of Object.entries(children)) {
      if (name === '' || name === '.' || name === '..' || name.includes('/') || name.includes('\0')) {
        throw new SnapshotError(`'${name}' cannot be a name in the directory '${path}'.`);
      }
      this.#node(path === '' ? name : `${path}/${name}`, node);
    }
  }

  image(): TreeImage {
    return { entries: this.#entries, bytes: joinBytes(this.#pieces) };
  }

  #node(path: string, node: unknown): void {
    if (isRecord(node) && 'd' in node) return this.directory(path, node['d']);
    const file = field(node, 'f', `'${path}'`);
    if (!isRecord(file)) throw new SnapshotError(`'${path}' is neither a file, a link nor a directory.`);
    if (typeof file['l'] === 'string') {
      this.#entries.push({ type: 'symlink', path, target: file['l'] });
      return;
    }
    const content = this.#bytes(file['c'], file['b'] === true);
    if (content === undefined) throw new SnapshotError(`The file '${path}' has no content.`);
    this.#entries.push({ type: 'file', path, mode: FILE_MODE, offset: this.#size, size: content.length });
    this.#pieces.push(content);
    this.#size += content.length;
  }

  #bytes(content: unknown, latin1: boolean): Uint8Array | undefined {
    if (content instanceof Uint8Array) return content;
    if (typeof content !== 'string') return undefined;
    if (!latin1) return this.#encoder.encode(content);
    const bytes = new Uint8Array(content.length);
    for (let k = 0; k < content.length; k++) bytes[k] = content.charCodeAt(k);
    return bytes;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}

function field(value: unknown, name: string, where: string): unknown {
  if (!isRecord(value) || !(name in value)) throw new SnapshotError(`The tree is malformed at ${where}.`);
  return value[name];
}
