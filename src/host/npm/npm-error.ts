/** A failure that npm reports as `npm error code X` and lines of words, exit code 1. */
export class NpmError extends Error {
  readonly code: string;
  /** What follows the code, a line each; the first is also `message`. */
  readonly lines: string[];

  constructor(code: string, ...lines: string[]) {
    super(lines[0] ?? code);
    this.name = 'NpmError';
    this.code = code;
    this.lines = lines;
  }
}

/** Whether the registry gave no answer at all, which says nothing about what was asked for. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof NpmError && error.code === 'ENETWORK';
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
