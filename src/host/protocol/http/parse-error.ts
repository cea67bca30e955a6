/** What is wrong with a peer's HTTP bytes, with the codes that Node shows in 'clientError'. */
export type HttpParseCode =
  | 'HPE_INVALID_METHOD'
  | 'HPE_INVALID_URL'
  | 'HPE_INVALID_CONSTANT'
  | 'HPE_INVALID_VERSION'
  | 'HPE_INVALID_STATUS'
  | 'HPE_INVALID_HEADER_TOKEN'
  | 'HPE_INVALID_CONTENT_LENGTH'
  | 'HPE_UNEXPECTED_CONTENT_LENGTH'
  | 'HPE_INVALID_TRANSFER_ENCODING'
  | 'HPE_INVALID_CHUNK_SIZE'
  | 'HPE_STRICT'
  | 'HPE_HEADER_OVERFLOW'
  | 'HPE_CHUNK_EXTENSIONS_OVERFLOW'
  | 'HPE_CLOSED_CONNECTION'
  | 'HPE_INVALID_EOF_STATE';

export class HttpParseError extends Error {
  readonly code: HttpParseCode;
  readonly reason: string;
  /** Bytes of the failing chunk that were understood; set by the parser. */
  bytesParsed = 0;

  constructor(code: HttpParseCode, reason: string) {
    super(code === 'HPE_INVALID_EOF_STATE' ? 'Parse Error' : `Parse Error: ${reason}`);
    this.name = 'Error';
    this.code = code;
    this.reason = reason;
  }
}
