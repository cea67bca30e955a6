/** Node's error codes of crypto, modules and virtual machines; re-exported by errors.ts. */
import { defineError as define } from './node-error.ts';

// Crypto, compression
export const ERR_BROTLI_INVALID_PARAM = define(
  'ERR_BROTLI_INVALID_PARAM',
  RangeError,
  (name: unknown) => `${String(name)} is not a valid Brotli parameter`,
);
export const ERR_ZLIB_INITIALIZATION_FAILED = define(
  'ERR_ZLIB_INITIALIZATION_FAILED',
  Error,
  'Initialization failed',
);
export const ERR_CRYPTO_HASH_DIGEST_NO_UTF16 = define(
  'ERR_CRYPTO_HASH_DIGEST_NO_UTF16',
  Error,
  'hash.digest() encoding may not be ucs2',
);
export const ERR_CRYPTO_HASH_FINALIZED = define('ERR_CRYPTO_HASH_FINALIZED', Error, 'Digest already called');
export const ERR_CRYPTO_HASH_UPDATE_FAILED = define(
  'ERR_CRYPTO_HASH_UPDATE_FAILED',
  Error,
  'Hash update failed',
);
export const ERR_CRYPTO_INVALID_DIGEST = define(
  'ERR_CRYPTO_INVALID_DIGEST',
  TypeError,
  (name: string) => `Invalid digest: ${name}`,
);
export const ERR_CRYPTO_INVALID_JWK = define('ERR_CRYPTO_INVALID_JWK', TypeError, 'Invalid JWK data');
export const ERR_CRYPTO_INVALID_KEYLEN = define(
  'ERR_CRYPTO_INVALID_KEYLEN',
  RangeError,
  'Invalid key length',
);
export const ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE = define(
  'ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE',
  TypeError,
  (actual: string, expected: string) => `Invalid key object type ${actual}, expected ${expected}.`,
);
export const ERR_CRYPTO_INVALID_STATE = define(
  'ERR_CRYPTO_INVALID_STATE',
  Error,
  (name: string) => `Invalid state for operation ${name}`,
);
export const ERR_CRYPTO_INVALID_COUNTER = define('ERR_CRYPTO_INVALID_COUNTER', TypeError, 'Invalid counter');
export const ERR_CRYPTO_INVALID_IV = define(
  'ERR_CRYPTO_INVALID_IV',
  TypeError,
  'Invalid initialization vector',
);
export const ERR_CRYPTO_SCRYPT_INVALID_PARAMETER = define(
  'ERR_CRYPTO_SCRYPT_INVALID_PARAMS',
  RangeError,
  (text?: string) => text ?? 'Invalid scrypt params',
);
export const ERR_CRYPTO_SIGN_KEY_REQUIRED = define(
  'ERR_CRYPTO_SIGN_KEY_REQUIRED',
  Error,
  'No key provided to sign',
);
export const ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH = define(
  'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH',
  RangeError,
  'Input buffers must have the same byte length',
);
export const ERR_CRYPTO_UNKNOWN_CIPHER = define('ERR_CRYPTO_UNKNOWN_CIPHER', Error, 'Unknown cipher');
export const ERR_CRYPTO_INCOMPATIBLE_KEY = define(
  'ERR_CRYPTO_INCOMPATIBLE_KEY',
  Error,
  (name: string, why: string) => `Incompatible ${name}: ${why}`,
);

// Modules, virtual machines
export const ERR_MODULE_NOT_FOUND = define(
  'ERR_MODULE_NOT_FOUND',
  Error,
  (path: string, base: string, exact?: string) =>
    `Cannot find ${exact ? 'module' : 'package'} '${path}' imported from ${base}`,
);
export const ERR_INVALID_MODULE_SPECIFIER = define(
  'ERR_INVALID_MODULE_SPECIFIER',
  TypeError,
  (request: string, reason: string, base?: string) =>
    `Invalid module "${request}" ${reason}${base ? ` imported from ${base}` : ''}`,
);
export const ERR_INVALID_PACKAGE_CONFIG = define(
  'ERR_INVALID_PACKAGE_CONFIG',
  Error,
  (path: string, base?: string, why?: string) =>
    `Invalid package config ${path}${base ? ` while importing ${base}` : ''}${why ? `. ${why}` : ''}`,
);
export const ERR_INVALID_PACKAGE_TARGET = define(
  'ERR_INVALID_PACKAGE_TARGET',
  Error,
  (pkg: string, key: string, target: unknown, isImport = false, base?: string) => {
    const relative = typeof target === 'string' && !isImport && target.length > 0 && !target.startsWith('./');
    const kind = isImport ? 'imports' : 'exports';
    const tail = `${base ? ` imported from ${base}` : ''}${relative ? '; targets must start with "./"' : ''}`;
    if (key === '.')
      return `Invalid "exports" main target ${JSON.stringify(target)} defined in the package config ${pkg}package.json${tail}`;
    return `Invalid "${kind}" target ${JSON.stringify(target)} defined for '${key}' in the package config ${pkg}package.json${tail}`;
  },
);
export const ERR_PACKAGE_IMPORT_NOT_DEFINED = define(
  'ERR_PACKAGE_IMPORT_NOT_DEFINED',
  TypeError,
  (specifier: string, pkg: string | undefined, base: string) =>
    `Package import specifier "${specifier}" is not defined${pkg ? ` in package ${pkg}package.json` : ''} imported from ${base}`,
);
export const ERR_PACKAGE_PATH_NOT_EXPORTED = define(
  'ERR_PACKAGE_PATH_NOT_EXPORTED',
  Error,
  (pkg: string, subpath: string, base?: string) =>
    subpath === '.'
      ? `No "exports" main defined in ${pkg}package.json${base ? ` imported from ${base}` : ''}`
      : `Package subpath '${subpath}' is not defined by "exports" in ${pkg}package.json${base ? ` imported from ${base}` : ''}`,
);
export const ERR_REQUIRE_ASYNC_MODULE = define(
  'ERR_REQUIRE_ASYNC_MODULE',
  Error,
  () =>
    'require() cannot be used on an ESM graph with top-level await. Use import() instead. To see where the top-level await comes from, use --experimental-print-required-tla.',
);
export const ERR_REQUIRE_ESM = define(
  'ERR_REQUIRE_ESM',
  Error,
  (path: string) => `require() of ES Module ${path} not supported.`,
);
export const ERR_UNKNOWN_BUILTIN_MODULE = define(
  'ERR_UNKNOWN_BUILTIN_MODULE',
  Error,
  (name: string) => `No such built-in module: ${name}`,
);
export const ERR_UNKNOWN_FILE_EXTENSION = define(
  'ERR_UNKNOWN_FILE_EXTENSION',
  TypeError,
  (extension: string, path: string) => `Unknown file extension "${extension}" for ${path}`,
);
export const ERR_UNSUPPORTED_DIR_IMPORT = define(
  'ERR_UNSUPPORTED_DIR_IMPORT',
  Error,
  (path: string, base: string) =>
    `Directory import '${path}' is not supported resolving ES modules imported from ${base}`,
);
export const ERR_UNSUPPORTED_ESM_URL_SCHEME = define(
  'ERR_UNSUPPORTED_ESM_URL_SCHEME',
  Error,
  (url: URL) =>
    `Only URLs with a scheme in: file, data, and node are supported by the default ESM loader. Received protocol '${url.protocol}'`,
);
export const ERR_UNSUPPORTED_RESOLVE_REQUEST = define(
  'ERR_UNSUPPORTED_RESOLVE_REQUEST',
  TypeError,
  (request: string, base: string) =>
    `Failed to resolve module specifier "${request}" from "${base}": Invalid relative URL or base scheme is not hierarchical.`,
);
export const ERR_VM_MODULE_LINK_FAILURE = define('ERR_VM_MODULE_LINK_FAILURE', Error, (text: string) => text);
export const ERR_VM_MODULE_STATUS = define(
  'ERR_VM_MODULE_STATUS',
  Error,
  (why: string) => `Module status ${why}`,
);
export const ERR_WASI_ALREADY_STARTED = define(
  'ERR_WASI_ALREADY_STARTED',
  Error,
  'WASI instance has already started',
);
export const ERR_INVALID_MIME_SYNTAX = define(
  'ERR_INVALID_MIME_SYNTAX',
  TypeError,
  (production: string, text: string, at: number) =>
    `The MIME syntax for a ${production} in ${JSON.stringify(text)} is invalid${at === -1 ? '' : ` at ${at}`}`,
);
