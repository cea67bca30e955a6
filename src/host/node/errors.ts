/**
 * Node's error codes, one table for all built-ins: `throw new ERR_INVALID_ARG_TYPE('path', 'string', value)`.
 * Messages are Node 22's. A new code is one line here.
 */
import { inspect } from 'node-inspect-extracted';
import { defineError as define } from './node-error.ts';

export * from './error-codes-code.ts';
export * from './error-codes-io.ts';
export * from './node-error.ts';

// Async, assert, buffer
export const ERR_AMBIGUOUS_ARGUMENT = define(
  'ERR_AMBIGUOUS_ARGUMENT',
  TypeError,
  (name: string, why: string) => `The "${name}" argument is ambiguous. ${why}`,
);
export const ERR_ASYNC_CALLBACK = define(
  'ERR_ASYNC_CALLBACK',
  TypeError,
  (name: string) => `${name} must be a function`,
);
export const ERR_ASYNC_TYPE = define(
  'ERR_ASYNC_TYPE',
  TypeError,
  (name: string) => `Invalid name for async "type": ${name}`,
);
export const ERR_BUFFER_OUT_OF_BOUNDS = define('ERR_BUFFER_OUT_OF_BOUNDS', RangeError, (name?: string) =>
  name ? `"${name}" is outside of buffer bounds` : 'Attempt to access memory outside buffer bounds',
);
export const ERR_BUFFER_TOO_LARGE = define(
  'ERR_BUFFER_TOO_LARGE',
  RangeError,
  (max: number) => `Cannot create a Buffer larger than ${max} bytes`,
);
export const ERR_INVALID_BUFFER_SIZE = define(
  'ERR_INVALID_BUFFER_SIZE',
  RangeError,
  (bits: string) => `Buffer size must be a multiple of ${bits}`,
);
export const ERR_UNKNOWN_ENCODING = define(
  'ERR_UNKNOWN_ENCODING',
  TypeError,
  (name: unknown) => `Unknown encoding: ${String(name)}`,
);
export const ERR_STRING_TOO_LONG = define(
  'ERR_STRING_TOO_LONG',
  Error,
  (max: number) => `Cannot create a string longer than 0x${max.toString(16)} characters`,
);
export const ERR_ENCODING_INVALID_ENCODED_DATA = define(
  'ERR_ENCODING_INVALID_ENCODED_DATA',
  TypeError,
  (name: string) => `The encoded data was not valid for encoding ${name}`,
);
export const ERR_ENCODING_NOT_SUPPORTED = define(
  'ERR_ENCODING_NOT_SUPPORTED',
  RangeError,
  (name: string) => `The "${name}" encoding is not supported`,
);

// Processes, threads
export const ERR_CHILD_CLOSED_BEFORE_REPLY = define(
  'ERR_CHILD_CLOSED_BEFORE_REPLY',
  Error,
  'Child closed before reply received',
);
export const ERR_CHILD_PROCESS_IPC_REQUIRED = define(
  'ERR_CHILD_PROCESS_IPC_REQUIRED',
  Error,
  (name: string) => `Forked processes must have an IPC channel, missing value 'ipc' in ${name}`,
);
export const ERR_CHILD_PROCESS_STDIO_MAXBUFFER = define(
  'ERR_CHILD_PROCESS_STDIO_MAXBUFFER',
  RangeError,
  (name: string) => `${name} maxBuffer length exceeded`,
);
export const ERR_IPC_CHANNEL_CLOSED = define('ERR_IPC_CHANNEL_CLOSED', Error, 'Channel closed');
export const ERR_IPC_DISCONNECTED = define(
  'ERR_IPC_DISCONNECTED',
  Error,
  'IPC channel is already disconnected',
);
export const ERR_IPC_ONE_PIPE = define('ERR_IPC_ONE_PIPE', Error, 'Child process can have only one IPC pipe');
export const ERR_IPC_SYNC_FORK = define(
  'ERR_IPC_SYNC_FORK',
  Error,
  'IPC cannot be used with synchronous forks',
);
export const ERR_UNKNOWN_SIGNAL = define(
  'ERR_UNKNOWN_SIGNAL',
  TypeError,
  (name: unknown) => `Unknown signal: ${String(name)}`,
);
export const ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET = define(
  'ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET',
  Error,
  '`process.setupUncaughtExceptionCapture()` was called while a capture callback was already active',
);
export const ERR_UNHANDLED_REJECTION = define(
  'ERR_UNHANDLED_REJECTION',
  Error,
  (reason: string) =>
    `This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "${reason}".`,
);
export const ERR_WORKER_NOT_RUNNING = define('ERR_WORKER_NOT_RUNNING', Error, 'Worker instance not running');
export const ERR_WORKER_PATH = define(
  'ERR_WORKER_PATH',
  TypeError,
  (name: string) =>
    `The worker script or module filename must be an absolute path or a relative path starting with './' or '../'. Received "${name}"`,
);
export const ERR_WORKER_UNSERIALIZABLE_ERROR = define(
  'ERR_WORKER_UNSERIALIZABLE_ERROR',
  Error,
  'Serializing an uncaught exception failed',
);
export const ERR_WORKER_UNSUPPORTED_OPERATION = define(
  'ERR_WORKER_UNSUPPORTED_OPERATION',
  TypeError,
  (name: string) => `${name} is not supported in workers`,
);
export const ERR_WORKER_INVALID_EXEC_ARGV = define(
  'ERR_WORKER_INVALID_EXEC_ARGV',
  Error,
  (names: string[]) => `Initiated Worker with invalid execArgv flags: ${names.join(', ')}`,
);
export const ERR_SCRIPT_EXECUTION_TIMEOUT = define(
  'ERR_SCRIPT_EXECUTION_TIMEOUT',
  Error,
  (ms: number) => `Script execution timed out after ${ms}ms`,
);

// Console, diagnostics, construction
export const ERR_CONSOLE_WRITABLE_STREAM = define(
  'ERR_CONSOLE_WRITABLE_STREAM',
  TypeError,
  (name: string) => `Console expects a writable stream instance for ${name}`,
);
export const ERR_CONSTRUCT_CALL_INVALID = define(
  'ERR_CONSTRUCT_CALL_INVALID',
  TypeError,
  'Constructor cannot be called',
);
export const ERR_CONSTRUCT_CALL_REQUIRED = define(
  'ERR_CONSTRUCT_CALL_REQUIRED',
  TypeError,
  (name: string) => `Class constructor ${name} cannot be invoked without \`new\``,
);
export const ERR_ILLEGAL_CONSTRUCTOR = define('ERR_ILLEGAL_CONSTRUCTOR', TypeError, 'Illegal constructor');
export const ERR_FEATURE_UNAVAILABLE_ON_PLATFORM = define(
  'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
  TypeError,
  (name: string) =>
    `The feature ${name} is unavailable on the current platform, which is being used to run Node.js`,
);
export const ERR_METHOD_NOT_IMPLEMENTED = define(
  'ERR_METHOD_NOT_IMPLEMENTED',
  Error,
  (name: string) => `The ${name} method is not implemented`,
);
export const ERR_MULTIPLE_CALLBACK = define('ERR_MULTIPLE_CALLBACK', Error, 'Callback called multiple times');
export const ERR_OPERATION_FAILED = define(
  'ERR_OPERATION_FAILED',
  Error,
  (why: string) => `Operation failed: ${why}`,
);
export const ERR_INVALID_STATE = define('ERR_INVALID_STATE', Error, (why: string) => `Invalid state: ${why}`);
export const ERR_INVALID_THIS = define(
  'ERR_INVALID_THIS',
  TypeError,
  (type: string) => `Value of "this" must be of type ${type}`,
);
export const ERR_INVALID_RETURN_VALUE = define(
  'ERR_INVALID_RETURN_VALUE',
  TypeError,
  (input: string, name: string, value: unknown) => {
    const kind = (value as { constructor?: { name?: string } } | null | undefined)?.constructor?.name;
    return `Expected ${input} to be returned from the "${name}" function but got ${kind ? `an instance of ${kind}` : `type ${typeof value}`}.`;
  },
);
export const ERR_INVALID_RETURN_PROPERTY_VALUE = define(
  'ERR_INVALID_RETURN_PROPERTY_VALUE',
  TypeError,
  (input: string, name: string, prop: string, value: unknown) => {
    const kind = (value as { constructor?: { name?: string } } | null | undefined)?.constructor?.name;
    return `Expected ${input} to be returned for the "${prop}" from the "${name}" function but got ${kind ? `instance of ${kind}` : `type ${typeof value}`}.`;
  },
);
export const ERR_FALSY_VALUE_REJECTION = define(
  'ERR_FALSY_VALUE_REJECTION',
  Error,
  (_reason: unknown) => 'Promise was rejected with falsy value',
);
export const ERR_UNHANDLED_ERROR = define('ERR_UNHANDLED_ERROR', Error, (text?: string) =>
  text === undefined ? 'Unhandled error.' : `Unhandled error. (${text})`,
);
export const ERR_EVENT_RECURSION = define(
  'ERR_EVENT_RECURSION',
  Error,
  (type: string) => `The event "${type}" is already being dispatched`,
);
export const ERR_UNAVAILABLE_DURING_EXIT = define(
  'ERR_UNAVAILABLE_DURING_EXIT',
  Error,
  'Cannot call function in process exit handler',
);
export const ERR_NO_CRYPTO = define(
  'ERR_NO_CRYPTO',
  Error,
  'Node.js is not compiled with OpenSSL crypto support',
);
export const ERR_TEST_FAILURE = define('ERR_TEST_FAILURE', Error, (reason: unknown, _kind: string) =>
  typeof reason === 'string' ? reason : reason instanceof Error ? reason.message : inspect(reason),
);

// Files
export const ERR_DIR_CLOSED = define('ERR_DIR_CLOSED', Error, 'Directory handle was closed');
export const ERR_DIR_CONCURRENT_OPERATION = define(
  'ERR_DIR_CONCURRENT_OPERATION',
  Error,
  'Cannot do synchronous work on directory handle with concurrent asynchronous operations',
);
export const ERR_FS_FILE_TOO_LARGE = define(
  'ERR_FS_FILE_TOO_LARGE',
  RangeError,
  (size: number) => `File size (${size}) is greater than 2 GiB`,
);
export const ERR_FS_INVALID_SYMLINK_TYPE = define(
  'ERR_FS_INVALID_SYMLINK_TYPE',
  Error,
  (type: string) => `Symlink type must be one of "dir", "file", or "junction". Received "${type}"`,
);
export const ERR_INVALID_FD = define(
  'ERR_INVALID_FD',
  RangeError,
  (fd: unknown) => `"fd" must be a positive integer: ${String(fd)}`,
);
export const ERR_INVALID_FD_TYPE = define(
  'ERR_INVALID_FD_TYPE',
  TypeError,
  (type: string) => `Unsupported fd type: ${type}`,
);
export const ERR_INVALID_OPT_VALUE_ENCODING = define(
  'ERR_INVALID_OPT_VALUE_ENCODING',
  TypeError,
  (name: string) => `The value "${name}" is invalid for option "encoding"`,
);
export const ERR_TTY_INIT_FAILED = define('ERR_TTY_INIT_FAILED', Error, 'TTY initialization failed');
export const ERR_USE_AFTER_CLOSE = define(
  'ERR_USE_AFTER_CLOSE',
  Error,
  (name: string) => `${name} was closed`,
);
export const ERR_INVALID_CURSOR_POS = define(
  'ERR_INVALID_CURSOR_POS',
  TypeError,
  'Cannot set cursor row without setting its column',
);

// URL
export const ERR_INVALID_FILE_URL_HOST = define(
  'ERR_INVALID_FILE_URL_HOST',
  TypeError,
  (platform: string) => `File URL host must be "localhost" or empty on ${platform}`,
);
export const ERR_INVALID_FILE_URL_PATH = define(
  'ERR_INVALID_FILE_URL_PATH',
  TypeError,
  (why: string) => `File URL path ${why}`,
);
export const ERR_INVALID_URL_SCHEME = define(
  'ERR_INVALID_URL_SCHEME',
  TypeError,
  (expected: string | string[]) =>
    `The URL must be ${[expected].flat().length > 1 ? 'one of' : 'of'} scheme ${[expected].flat().join(' or ')}`,
);
/** Thrown with the properties `input` and `base`. */
export const ERR_INVALID_URL = define('ERR_INVALID_URL', TypeError, 'Invalid URL');
export const ERR_INVALID_URI = define('ERR_INVALID_URI', URIError, 'URI malformed');
export const ERR_INVALID_TUPLE = define(
  'ERR_INVALID_TUPLE',
  TypeError,
  (name: string, expected: string) => `${name} must be an iterable ${expected} tuple`,
);
export const ERR_ARG_NOT_ITERABLE = define(
  'ERR_ARG_NOT_ITERABLE',
  TypeError,
  (name: string) => `${name} must be iterable`,
);

// util.parseArgs
export const ERR_PARSE_ARGS_INVALID_OPTION_VALUE = define(
  'ERR_PARSE_ARGS_INVALID_OPTION_VALUE',
  TypeError,
  (text: string) => text,
);
export const ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL = define(
  'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL',
  TypeError,
  (text: string) => `Unexpected argument '${text}'. This command does not take positional arguments`,
);
export const ERR_PARSE_ARGS_UNKNOWN_OPTION = define(
  'ERR_PARSE_ARGS_UNKNOWN_OPTION',
  TypeError,
  (option: string, allowPositionals: boolean) =>
    `Unknown option '${option}'${allowPositionals ? `. To specify a positional argument starting with a '-', place it at the end of the command after '--', as in '-- ${JSON.stringify(option)}` : ''}`,
);
export const ERR_PERFORMANCE_INVALID_TIMESTAMP = define(
  'ERR_PERFORMANCE_INVALID_TIMESTAMP',
  TypeError,
  (value: number) => `${value} is not a valid timestamp`,
);
export const ERR_IMPORT_ATTRIBUTE_MISSING = define(
  'ERR_IMPORT_ATTRIBUTE_MISSING',
  TypeError,
  (url: string, key: string, value: string) =>
    `Module "${url}" needs an import attribute of "${key}: ${value}"`,
);
export const ERR_REQUIRE_CYCLE_MODULE = define(
  'ERR_REQUIRE_CYCLE_MODULE',
  Error,
  (path: string) => `Cannot require() ES Module ${path} in a cycle.`,
);
