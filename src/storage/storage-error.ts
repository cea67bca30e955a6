/** What can go wrong with storage, as one error that says so in words a person can act on. */

export type StorageErrorKind =
  /** There is no more room. */
  | 'quota'
  /** The data was written by a newer release. */
  | 'newer'
  /** Another tab keeps an old release open, so the data cannot be upgraded. */
  | 'blocked'
  /** The browser gives no storage: private windows of some, or blocked by a setting. */
  | 'unavailable'
  /** Another tab writes to this project. */
  | 'read-only'
  /** An import that is not what was exported. */
  | 'bad-backup';

/** How much of the storage something takes. */
export interface SpaceUse {
  readonly id: string;
  readonly title: string;
  readonly bytes: number;
}

export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly kind: StorageErrorKind;
  /** Of `quota`: what takes space, the largest first. */
  readonly uses: readonly SpaceUse[];

  constructor(
    kind: StorageErrorKind,
    message: string,
    options: { cause?: unknown; uses?: readonly SpaceUse[] } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.uses = options.uses ?? [];
  }
}

/** The error of storage that is full, naming what is largest. */
export function quotaError(uses: readonly SpaceUse[], cause?: unknown): StorageError {
  const largest = [...uses].sort((a, b) => b.bytes - a.bytes);
  const named = largest.slice(0, 3).map(({ title, bytes }) => `“${title}” (${formatBytes(bytes)})`);
  const what = named.length === 0 ? '' : ` The most is taken by ${named.join(', ')}.`;
  return new StorageError(
    'quota',
    `The browser has no more room for projects; this change is not kept yet.${what} Delete a project you no longer need (download it first), or free space on this computer.`,
    { cause, uses: largest },
  );
}

/** Bytes as people read them: `1.5 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
