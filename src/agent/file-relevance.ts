/** In which order the project's files are worth the room they take in a turn. Pure. */
import { importedFiles } from './import-scan.ts';

export interface ProjectFile {
  readonly path: string;
  readonly content: string;
}

export interface RelevanceHints {
  /** Files the person pinned to the conversation. */
  readonly pinned?: readonly string[];
  /** Files the person edited since the last turn. */
  readonly edited?: readonly string[];
  /** Files that problems and failed receipts name. */
  readonly named?: readonly string[];
  /** Files written by actions, the latest last. */
  readonly written?: readonly string[];
  /** The request itself: files whose path or name it mentions count as named. */
  readonly request?: string;
}

export type RelevanceReason = 'pinned' | 'edited' | 'named' | 'imported' | 'written' | 'entry' | 'other';

export interface RankedFile extends ProjectFile {
  readonly reason: RelevanceReason;
}

const GENERATED =
  /(?:^|\/)(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml|dist\/|build\/|coverage\/|\.vite\/)/;
const ENTRY =
  /^(?:package\.json|index\.html|vite\.config\.[cm]?[jt]s|(?:src\/)?(?:main|index|App|app|server)\.[cm]?[jt]sx?|src\/index\.css)$/;

/** Ranks files: pinned, edited, named, what those import, recently written, entry points, the rest by path. No generated ones. */
export function rankFiles(files: readonly ProjectFile[], hints: RelevanceHints): RankedFile[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const known = new Set(byPath.keys());
  const ranked = new Map<string, RankedFile>();
  const take = (path: string, reason: RelevanceReason): void => {
    const file = byPath.get(path);
    if (file && !ranked.has(path)) ranked.set(path, { ...file, reason });
  };
  for (const path of hints.pinned ?? []) take(path, 'pinned');
  for (const path of hints.edited ?? []) take(path, 'edited');
  for (const path of [...(hints.named ?? []), ...mentioned(files, hints.request ?? '')]) take(path, 'named');
  for (const { path, content, reason } of [...ranked.values()]) {
    if (reason === 'pinned') continue;
    for (const imported of importedFiles(path, content, known)) take(imported, 'imported');
  }
  for (const path of (hints.written ?? []).toReversed()) take(path, 'written');
  const rest = files.filter((file) => !GENERATED.test(file.path)).map((file) => file.path);
  for (const path of rest.filter((name) => ENTRY.test(name))) take(path, 'entry');
  for (const path of rest.toSorted()) take(path, 'other');
  return [...ranked.values()].filter((file) => file.reason === 'pinned' || !GENERATED.test(file.path));
}

function mentioned(files: readonly ProjectFile[], request: string): string[] {
  if (request === '') return [];
  return files
    .filter(({ path }) => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      return request.includes(path) || (name.length > 4 && request.includes(name));
    })
    .map((file) => file.path);
}
