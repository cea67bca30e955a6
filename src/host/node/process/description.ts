/** What `process` says of the program that it is: a Node 22 on Linux. */
import { NODE_VERSION } from '../version.ts';

export const VERSIONS: Readonly<Record<string, string>> = Object.freeze({
  node: NODE_VERSION.slice(1),
  acorn: '8.14.0',
  ada: '2.9.2',
  ares: '1.34.3',
  brotli: '1.1.0',
  cjs_module_lexer: '1.4.1',
  llhttp: '9.2.1',
  modules: '127',
  napi: '9',
  nghttp2: '1.64.0',
  openssl: '3.0.15+quic',
  simdjson: '3.10.1',
  simdutf: '6.0.3',
  undici: '6.21.0',
  unicode: '16.0',
  uv: '1.49.1',
  v8: '12.4.254.21-node.21',
  zlib: '1.3.0.1-motley-82a5fec',
});

export const RELEASE = Object.freeze({
  name: 'node',
  lts: 'Jod',
});

export const FEATURES = Object.freeze({
  inspector: false,
  debug: false,
  uv: true,
  ipv6: true,
  tls_alpn: true,
  tls_sni: true,
  tls_ocsp: true,
  tls: true,
  cached_builtins: true,
  require_module: true,
  typescript: false,
});

export const CONFIG = Object.freeze({
  target_defaults: {
    cflags: [],
    default_configuration: 'Release',
    defines: [],
    include_dirs: [],
    libraries: [],
  },
  variables: { napi_build_version: '9', node_shared: false, v8_enable_i18n_support: 1 },
});

export const ALLOWED_FLAGS = new Set([
  '--conditions',
  '--enable-source-maps',
  '--env-file',
  '--experimental-strip-types',
  '--experimental-vm-modules',
  '--experimental-wasm-modules',
  '--import',
  '--input-type',
  '--max-old-space-size',
  '--max-semi-space-size',
  '--no-deprecation',
  '--no-warnings',
  '--preserve-symlinks',
  '--preserve-symlinks-main',
  '--require',
  '--stack-trace-limit',
  '--throw-deprecation',
  '--title',
  '--trace-deprecation',
  '--trace-uncaught',
  '--trace-warnings',
  '--unhandled-rejections',
  '-C',
  '-r',
]);
