/** Reads the files of a deploy from outside, within the limits. */
import { z } from 'zod';
import { SITE_LIMITS } from '../../src/shared/sites-protocol.ts';
import type { SiteManifest } from '../../src/shared/sites-protocol.ts';

const megabytes = (bytes: number): string => `${bytes / 1_000_000} MB`;

const DEPLOY = z.strictObject({
  files: z.record(
    z.string(),
    z.strictObject({
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      size: z.int().nonnegative(),
    }),
  ),
});

export type CheckedManifest =
  { ok: true; files: SiteManifest } | { ok: false; status: 400 | 413; reason: string };

export function checkManifest(text: string): CheckedManifest {
  const parsed = DEPLOY.safeParse(parseJson(text));
  if (!parsed.success) {
    return { ok: false, status: 400, reason: 'The body must be {"files": {"<path>": {"sha256", "size"}}}.' };
  }
  const { files } = parsed.data;
  const paths = Object.keys(files);
  const wrong = paths.find((path) => !isSitePath(path));
  if (wrong !== undefined) {
    return { ok: false, status: 400, reason: `“${wrong.slice(0, 100)}” cannot be the path of a file.` };
  }
  if (paths.length === 0) return { ok: false, status: 400, reason: 'There are no files to publish.' };
  const tooMuch = limitProblem(files);
  return tooMuch === undefined ? { ok: true, files } : { ok: false, status: 413, reason: tooMuch };
}

/** Which limit files break, in words. */
export function limitProblem(files: SiteManifest): string | undefined {
  const entries = Object.entries(files);
  if (entries.length > SITE_LIMITS.files) {
    return `A site may have ${SITE_LIMITS.files} files at most; this one has ${entries.length}.`;
  }
  const large = entries.find(([, { size }]) => size > SITE_LIMITS.fileBytes);
  if (large) return `A file may have ${megabytes(SITE_LIMITS.fileBytes)} at most; ${large[0]} is larger.`;
  const bytes = entries.reduce((sum, [, { size }]) => sum + size, 0);
  if (bytes > SITE_LIMITS.bytes) {
    return `A site may have ${megabytes(SITE_LIMITS.bytes)} at most; this one has ${Math.ceil(bytes / 1e6)} MB.`;
  }
  return undefined;
}

/** A relative path without empty, `.` or `..` parts, control characters or backslashes. */
export function isSitePath(path: string): boolean {
  if (path.length > SITE_LIMITS.pathLength || /[\p{Cc}\\]/u.test(path) || !path.isWellFormed()) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON is no manifest either.
    return undefined;
  }
}
