/** Node's error codes of streams, sockets and HTTP; re-exported by errors.ts. */
import { inspect } from 'node-inspect-extracted';
import { defineError as define } from './node-error.ts';

// Streams
export const ERR_STREAM_ALREADY_FINISHED = define(
  'ERR_STREAM_ALREADY_FINISHED',
  Error,
  (name: string) => `Cannot call ${name} after a stream was finished`,
);
export const ERR_STREAM_CANNOT_PIPE = define('ERR_STREAM_CANNOT_PIPE', Error, 'Cannot pipe, not readable');
export const ERR_STREAM_DESTROYED = define(
  'ERR_STREAM_DESTROYED',
  Error,
  (name: string) => `Cannot call ${name} after a stream was destroyed`,
);
export const ERR_STREAM_NULL_VALUES = define(
  'ERR_STREAM_NULL_VALUES',
  TypeError,
  'May not write null values to stream',
);
export const ERR_STREAM_PREMATURE_CLOSE = define('ERR_STREAM_PREMATURE_CLOSE', Error, 'Premature close');
export const ERR_STREAM_PUSH_AFTER_EOF = define(
  'ERR_STREAM_PUSH_AFTER_EOF',
  Error,
  'stream.push() after EOF',
);
export const ERR_STREAM_UNABLE_TO_PIPE = define(
  'ERR_STREAM_UNABLE_TO_PIPE',
  Error,
  'Cannot pipe to a closed or destroyed stream',
);
export const ERR_STREAM_UNSHIFT_AFTER_END_EVENT = define(
  'ERR_STREAM_UNSHIFT_AFTER_END_EVENT',
  Error,
  'stream.unshift() after end event',
);
export const ERR_STREAM_WRAP = define(
  'ERR_STREAM_WRAP',
  Error,
  'Stream has StringDecoder set or is in objectMode',
);
export const ERR_STREAM_WRITE_AFTER_END = define('ERR_STREAM_WRITE_AFTER_END', Error, 'write after end');
export const ERR_STREAM_ITER_MISSING_FLAG = define(
  'ERR_STREAM_ITER_MISSING_FLAG',
  TypeError,
  'The stream/iter API requires the --experimental-stream-iter flag',
);

// Sockets, HTTP
export const ERR_SERVER_ALREADY_LISTEN = define(
  'ERR_SERVER_ALREADY_LISTEN',
  Error,
  'Listen method has been called more than once without closing.',
);
export const ERR_SERVER_NOT_RUNNING = define('ERR_SERVER_NOT_RUNNING', Error, 'Server is not running.');
export const ERR_SOCKET_ALREADY_BOUND = define('ERR_SOCKET_ALREADY_BOUND', Error, 'Socket is already bound');
export const ERR_SOCKET_BAD_PORT = define(
  'ERR_SOCKET_BAD_PORT',
  RangeError,
  (name: string, port: unknown, allowZero = true) =>
    `${name} should be ${allowZero ? '>=' : '>'} 0 and < 65536. Received ${typeof port === 'number' ? `type number (${port})` : typeof port === 'string' ? `type string ('${port}')` : inspect(port)}.`,
);
export const ERR_SOCKET_BAD_TYPE = define(
  'ERR_SOCKET_BAD_TYPE',
  TypeError,
  'Bad socket type specified. Valid types are: udp4, udp6',
);
export const ERR_SOCKET_CLOSED = define('ERR_SOCKET_CLOSED', Error, 'Socket is closed');
export const ERR_SOCKET_CLOSED_BEFORE_CONNECTION = define(
  'ERR_SOCKET_CLOSED_BEFORE_CONNECTION',
  Error,
  'Socket closed before the connection was established',
);
export const ERR_SOCKET_CONNECTION_TIMEOUT = define(
  'ERR_SOCKET_CONNECTION_TIMEOUT',
  Error,
  'Socket connection timeout',
);
export const ERR_SOCKET_DGRAM_NOT_RUNNING = define('ERR_SOCKET_DGRAM_NOT_RUNNING', Error, 'Not running');
export const ERR_INVALID_IP_ADDRESS = define(
  'ERR_INVALID_IP_ADDRESS',
  TypeError,
  (address: string) => `Invalid IP address: ${address}`,
);
export const ERR_INVALID_ADDRESS = define('ERR_INVALID_ADDRESS', Error, 'Invalid socket address');
export const ERR_INVALID_ADDRESS_FAMILY = define(
  'ERR_INVALID_ADDRESS_FAMILY',
  RangeError,
  (family: unknown, host: string, port: unknown) =>
    `Invalid address family: ${String(family)} ${host}:${String(port)}`,
);
export const ERR_INVALID_PROTOCOL = define(
  'ERR_INVALID_PROTOCOL',
  TypeError,
  (actual: string, expected: string) => `Protocol "${actual}" not supported. Expected "${expected}"`,
);
export const ERR_INVALID_DOMAIN_NAME = define(
  'ERR_INVALID_DOMAIN_NAME',
  TypeError,
  'Unable to determine the domain name',
);
export const ERR_INVALID_HTTP_TOKEN = define(
  'ERR_INVALID_HTTP_TOKEN',
  TypeError,
  (name: string, field: unknown) => `${name} must be a valid HTTP token ["${String(field)}"]`,
);
export const ERR_INVALID_CHAR = define(
  'ERR_INVALID_CHAR',
  TypeError,
  (name: string, field?: string) =>
    `Invalid character in ${name}${field === undefined ? '' : ` ["${field}"]`}`,
);
export const ERR_UNESCAPED_CHARACTERS = define(
  'ERR_UNESCAPED_CHARACTERS',
  TypeError,
  (name: string) => `${name} contains unescaped characters`,
);
export const ERR_HTTP_BODY_NOT_ALLOWED = define(
  'ERR_HTTP_BODY_NOT_ALLOWED',
  Error,
  'Adding content for this request method or response status is not allowed.',
);
export const ERR_HTTP_CONTENT_LENGTH_MISMATCH = define(
  'ERR_HTTP_CONTENT_LENGTH_MISMATCH',
  Error,
  (body: number, header: number) =>
    `Response body's content-length of ${body} byte(s) does not match the content-length of ${header} byte(s) set in header`,
);
export const ERR_HTTP_HEADERS_SENT = define(
  'ERR_HTTP_HEADERS_SENT',
  Error,
  (verb: string) => `Cannot ${verb} headers after they are sent to the client`,
);
export const ERR_HTTP_INVALID_HEADER_VALUE = define(
  'ERR_HTTP_INVALID_HEADER_VALUE',
  TypeError,
  (value: unknown, name: string) => `Invalid value "${String(value)}" for header "${name}"`,
);
export const ERR_HTTP_INVALID_STATUS_CODE = define(
  'ERR_HTTP_INVALID_STATUS_CODE',
  RangeError,
  (code: unknown) => `Invalid status code: ${String(code)}`,
);
export const ERR_HTTP_REQUEST_TIMEOUT = define('ERR_HTTP_REQUEST_TIMEOUT', Error, 'Request timeout');
export const ERR_HTTP_SOCKET_ASSIGNED = define('ERR_HTTP_SOCKET_ASSIGNED', Error, 'Socket already assigned');
export const ERR_HTTP_SOCKET_ENCODING = define(
  'ERR_HTTP_SOCKET_ENCODING',
  Error,
  'Changing the socket encoding is not allowed per RFC7230 Section 3.',
);
export const ERR_HTTP_TRAILER_INVALID = define(
  'ERR_HTTP_TRAILER_INVALID',
  Error,
  'Trailers are invalid with this transfer encoding',
);
export const ERR_TLS_INVALID_CONTEXT = define(
  'ERR_TLS_INVALID_CONTEXT',
  TypeError,
  (name: string) => `${name} must be a SecureContext`,
);
