/** What a turn changed, as a unified diff. */
import { unifiedDiff } from '../agent/line-diff.ts';
import type { FileSnapshot, ProjectFiles } from './project-files.ts';

const GENERATED = /(?:^|\/)(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml)$/;

/** The text files that differ from a snapshot; lockfiles left out. */
export function turnDiff(before: FileSnapshot, files: Pick<ProjectFiles, 'paths' | 'get'>): string {
  const paths = [...new Set([...before.keys(), ...files.paths()])].sort();
  return paths
    .flatMap((path) => {
      const [old = '', now = ''] = [before.get(path), files.get(path)];
      if (GENERATED.test(path) || typeof old !== 'string' || typeof now !== 'string') return [];
      return unifiedDiff(old, now, path);
    })
    .join('');
}
