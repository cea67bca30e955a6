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

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
