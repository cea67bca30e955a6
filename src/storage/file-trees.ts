/** Files to trees and blobs, and back. What was hashed once is not hashed again. */
import type { Transaction } from './driver.ts';
import { sha256 } from './content-hash.ts';
import type { Stores, Tree, TreeEntry } from './schema.ts';
import { StorageError } from './storage-error.ts';

/** Text, or bytes. */
export type FileContent = string | Uint8Array;
export type Files = ReadonlyMap<string, FileContent>;

/** A tree with the contents that it was made of. */
export interface HashedFiles {
  readonly tree: Tree;
  readonly contents: ReadonlyMap<string, FileContent>;
}

const encoder = new TextEncoder();

/** Hashes files. `known` is an earlier result: a path whose content is the same keeps its entry. */
export async function hashFiles(files: Files, known?: HashedFiles): Promise<HashedFiles> {
  const tree: Record<string, TreeEntry> = {};
  const contents = new Map<string, FileContent>();
  const hashes = [...files].map(async ([path, content]): Promise<[string, TreeEntry, FileContent]> => {
    const entry = known?.tree[path];
    const before = entry === undefined ? undefined : known?.contents.get(entry.hash);
    if (entry && before === content) return [path, entry, content];
    const bytes = encode(content);
    const hash = await sha256(bytes);
    return [path, { hash, size: bytes.length, text: typeof content === 'string' }, content];
  });
  for (const [path, entry, content] of await Promise.all(hashes)) {
    tree[path] = entry;
    contents.set(entry.hash, content);
  }
  return { tree, contents };
}

/** Puts the contents that are not there yet. */
export async function putBlobs(transaction: Transaction<Stores>, { contents }: HashedFiles): Promise<void> {
  await Promise.all(
    [...contents].map(async ([hash, content]) => {
      if (!(await transaction.has('blobs', hash))) await transaction.put('blobs', hash, encode(content));
    }),
  );
}

/** Reads the files of a tree. */
export async function readTree(
  transaction: Transaction<Stores>,
  tree: Tree,
): Promise<Map<string, FileContent>> {
  const paths = Object.keys(tree).sort();
  const blobs = await Promise.all(
    paths.map(async (path): Promise<[string, FileContent]> => {
      const entry = tree[path];
      const bytes = entry && (await transaction.get('blobs', entry.hash));
      if (!entry || !bytes)
        throw new StorageError('unavailable', `The content of ${path} is not in the storage.`);
      return [path, entry.text ? decode(bytes) : bytes];
    }),
  );
  return new Map(blobs);
}

function encode(content: FileContent): Uint8Array {
  return typeof content === 'string' ? encoder.encode(content) : new Uint8Array(content);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
