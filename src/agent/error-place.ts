/** What a parser of tool output finds. Pure type. */
export interface FoundError {
  /** One plain line. */
  readonly message: string;
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
  /** The tool's own code: `TS2322`, `ERESOLVE`, `ERR_MODULE_NOT_FOUND`, … */
  readonly code?: string;
  readonly stack?: string;
}
