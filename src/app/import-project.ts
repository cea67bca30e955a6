/** Reads a project from a folder or a ZIP archive, within the limits, as it streams. */
import { Unzip, UnzipInflate, type UnzipFile } from 'fflate';
import {
  IMPORT_LIMITS,
  ImportCollector,
  ImportError,
  megabytes,
  type ImportedProject,
} from './import-rules.ts';
import { joinBytes } from '../shared/join-bytes.ts';

/** A file of a folder with its path, which begins with the folder's name. */
export interface FolderFile {
  readonly path: string;
  readonly file: Blob;
}

/** @throws {ImportError} */
export async function readFolder(files: readonly FolderFile[]): Promise<ImportedProject> {
  const collector = new ImportCollector();
  for (const { path, file } of files) {
    if (!collector.wants(path)) continue;
    collector.count(path, file.size, file.size);
    collector.add(path, new Uint8Array(await file.arrayBuffer()));
  }
  return collector.finish('');
}

/**
 * @param folder - only what is in this folder of the project.
 * @throws {ImportError}
 */
export async function readZip(
  archive: ReadableStream<Uint8Array>,
  title = '',
  folder = '',
): Promise<ImportedProject> {
  const collector = new ImportCollector();
  let failure: unknown;
  let size = 0;
  let open = 0;
  const unzip = new Unzip((entry) => {
    try {
      if (entry.name.endsWith('/') || !collector.wants(entry.name)) return;
      open++;
      take(entry, collector, (error) => {
        open--;
        failure ??= error;
      });
    } catch (error) {
      failure ??= error;
    }
  });
  unzip.register(UnzipInflate);
  const reader = archive.getReader();
  try {
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      size += value?.length ?? 0;
      if (size > IMPORT_LIMITS.archiveBytes)
        throw new ImportError(`The archive is larger than ${megabytes(IMPORT_LIMITS.archiveBytes)}.`);
      if (value) unzip.push(value, false);
      if (failure !== undefined) throw failure;
    }
    unzip.push(new Uint8Array(0), true);
    if (failure !== undefined) throw failure;
  } catch (error) {
    await reader.cancel().catch(() => undefined);
    if (error instanceof ImportError) throw error;
    throw new ImportError('It is not a ZIP archive, or it is damaged.', { cause: error });
  }
  if (size < 22 || open > 0) throw new ImportError('It is not a ZIP archive, or it is cut off.');
  return collector.finish(title, folder);
}

/** Unpacks one entry piece by piece, so that a bomb is noticed before it is in memory. */
function take(entry: UnzipFile, collector: ImportCollector, onEnd: (error: unknown) => void): void {
  const pieces: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  const end = (error?: unknown): void => {
    if (ended) return;
    ended = true;
    onEnd(error);
  };
  entry.ondata = (error, piece, isLast) => {
    if (ended) return;
    try {
      if (error) throw error;
      size += piece.length;
      collector.count(entry.name, piece.length, size);
      pieces.push(piece);
      if (!isLast) return;
      collector.add(entry.name, joinBytes(pieces));
      end();
    } catch (failed) {
      end(failed);
    }
  };
  entry.start();
}
