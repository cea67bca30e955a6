/** What an import takes, what it leaves out, and what it refuses. */
import { decodeText } from './file-content.ts';
import type { FileContent } from './project-files.ts';

export const IMPORT_LIMITS = {
  /** Files that are taken. */
  files: 5000,
  fileBytes: 25_000_000,
  /** All files that are taken, unpacked. */
  totalBytes: 150_000_000,
  /** An archive as it comes. */
  archiveBytes: 150_000_000,
  /** Entries of an archive, taken or not. */
  entries: 100_000,
} as const;

export interface ImportedProject {
  readonly title: string;
  readonly files: readonly (readonly [string, FileContent])[];
  /** Names of what was left out, each once: `node_modules`, `.env.local`. */
  readonly leftOut: readonly string[];
}

/** An import that cannot be done; the message says why and what to do. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}

/** What tools make, what Git keeps, and what is secret. */
const LEFT_OUT = /^(?:node_modules|dist|\.git|\.env.*|\.DS_Store|__MACOSX)$/;

/** Takes files one after the other and keeps the limits. */
export class ImportCollector {
  readonly #files = new Map<string, FileContent>();
  readonly #leftOut = new Set<string>();
  #bytes = 0;
  #entries = 0;

  /**
   * Whether a file is taken. Ask for each before reading it.
   * @throws {ImportError} for a path that leads out of the project, and for too many.
   */
  wants(path: string): boolean {
    if (++this.#entries > IMPORT_LIMITS.entries)
      throw new ImportError(`It has more than ${IMPORT_LIMITS.entries.toLocaleString('en')} entries.`);
    const parts = safeParts(path);
    const left = parts.find((part) => LEFT_OUT.test(part));
    if (left !== undefined) this.#leftOut.add(left);
    return left === undefined;
  }

  /**
   * Counts bytes that are about to be kept.
   * @throws {ImportError} beyond the limits.
   */
  count(path: string, bytes: number, fileBytes: number): void {
    this.#bytes += bytes;
    if (fileBytes > IMPORT_LIMITS.fileBytes)
      throw new ImportError(
        `${path} is larger than ${megabytes(IMPORT_LIMITS.fileBytes)}. Leave it out and try again.`,
      );
    if (this.#bytes > IMPORT_LIMITS.totalBytes)
      throw new ImportError(
        `It unpacks to more than ${megabytes(IMPORT_LIMITS.totalBytes)}, which is too much for a project.`,
      );
  }

  add(path: string, bytes: Uint8Array): void {
    if (this.#files.size >= IMPORT_LIMITS.files)
      throw new ImportError(`It has more than ${IMPORT_LIMITS.files.toLocaleString('en')} files.`);
    this.#files.set(safeParts(path).join('/'), decodeText(bytes) ?? bytes);
  }

  /**
   * What was taken; a folder that holds everything is dropped and gives the title.
   * @throws {ImportError} when nothing was taken.
   */
  finish(title: string, folder = ''): ImportedProject {
    const root = commonFolder([...this.#files.keys()]);
    const prefix = [root, folder]
      .filter((part) => part !== '')
      .map((part) => `${part}/`)
      .join('');
    const files = [...this.#files].flatMap(([path, content]) =>
      path.startsWith(prefix) ? [[path.slice(prefix.length), content] as const] : [],
    );
    if (files.length === 0) throw new ImportError('There is no file in it that a project could use.');
    return { title: title || root || 'Imported project', files, leftOut: [...this.#leftOut].sort() };
  }
}

/** @throws {ImportError} */
function safeParts(path: string): string[] {
  const parts = path
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  const isSafe = !/^(?:[/\\]|[a-z]:)/i.test(path) && !parts.includes('..') && !path.includes('\0');
  if (!isSafe || parts.length === 0)
    throw new ImportError(`“${path}” leads out of the project. Nothing of it was imported.`);
  return parts;
}

/** The first folder, if all files are in it and none of them says that the root is the project. */
function commonFolder(paths: readonly string[]): string {
  const [first = ''] = paths;
  const at = first.indexOf('/');
  const folder = at === -1 ? '' : first.slice(0, at);
  return folder !== '' && folder !== 'src' && paths.every((path) => path.startsWith(`${folder}/`))
    ? folder
    : '';
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
