/** Files of folders that the person chose or dropped, with their paths. */
import type { ImportSource } from '../../app/transfer-actions.ts';

type FolderFiles = Extract<ImportSource, { kind: 'folder' }>['files'][number][];

/** Of `<input webkitdirectory>`. */
export function filesOfInput(list: FileList): FolderFiles {
  return [...list].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/**
 * What was dropped: an archive, or folders and files. Call it in the event's own turn: later the browser has forgotten them.
 * Folders that no import takes are not walked.
 */
export async function readDrop(transfer: DataTransfer): Promise<ImportSource | undefined> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const [only] = transfer.files;
  if (transfer.files.length === 1 && only && /\.zip$/i.test(only.name)) return { kind: 'zip', file: only };
  const files: FolderFiles = [];
  for (const entry of entries) await walk(entry, files);
  return files.length > 0 ? { kind: 'folder', files } : undefined;
}

async function walk(entry: FileSystemEntry, files: FolderFiles): Promise<void> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    files.push({ path: entry.fullPath.slice(1), file });
    return;
  }
  if (!isDirectory(entry)) return;
  if (/^(?:node_modules|\.git)$/.test(entry.name)) {
    // One file stands for all of it, so that it is said to be left out.
    files.push({ path: `${entry.fullPath.slice(1)}/left-out`, file: new Blob([]) });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return;
    for (const own of some) await walk(own, files);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
