/** Keeps a folder on the person's disk as the project is: one way, whatever changes here is written there. */
import { filesToExport } from './export-project.ts';
import type { FileContent, FileSnapshot } from './project-files.ts';

/** The person deleted it already; a folder holds something else, or is a file by now. */
const KEPT = new Set(['NotFoundError', 'InvalidModificationError', 'TypeMismatchError']);

export class FolderSync {
  readonly #folder: FileSystemDirectoryHandle;
  /** What was written, by path; only that is ever deleted there. */
  readonly #written = new Map<string, FileContent>();

  constructor(folder: FileSystemDirectoryHandle) {
    this.#folder = folder;
  }

  /** Writes what differs from the last time. Resolves when it is on disk. */
  async write(files: FileSnapshot, title: string): Promise<void> {
    const wanted = new Map(filesToExport(files, title));
    for (const path of [...this.#written.keys()]) {
      if (wanted.has(path)) continue;
      await removeFile(this.#folder, path);
      this.#written.delete(path);
    }
    for (const [path, content] of wanted) {
      if (this.#written.get(path) === content) continue;
      await writeFile(this.#folder, path, content);
      this.#written.set(path, content);
    }
  }
}

async function folderOf(root: FileSystemDirectoryHandle, path: string): Promise<FileSystemDirectoryHandle> {
  let folder = root;
  for (const part of path.split('/').slice(0, -1))
    folder = await folder.getDirectoryHandle(part, { create: true });
  return folder;
}

async function writeFile(root: FileSystemDirectoryHandle, path: string, content: FileContent): Promise<void> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const handle = await (await folderOf(root, path)).getFileHandle(name, { create: true });
  const stream = await handle.createWritable();
  await stream.write(typeof content === 'string' ? content : new Uint8Array(content));
  await stream.close();
}

/** Removes a file, and the folders above it that are empty without it. */
async function removeFile(root: FileSystemDirectoryHandle, path: string): Promise<void> {
  try {
    await remove(root, path.split('/'));
  } catch (error) {
    if (!(error instanceof DOMException && KEPT.has(error.name))) throw error;
  }
}

async function remove(folder: FileSystemDirectoryHandle, [name = '', ...below]: string[]): Promise<void> {
  if (below.length > 0) await remove(await folder.getDirectoryHandle(name), below);
  await folder.removeEntry(name);
}
