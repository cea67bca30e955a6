/** The package that an import names. Pure. */

const BUILT_IN =
  /^(?:node:|(?:assert|buffer|child_process|cluster|console|crypto|dgram|dns|events|fs|http2?|https|module|net|os|path|perf_hooks|process|punycode|querystring|readline|stream|string_decoder|timers|tls|tty|url|util|v8|vm|wasi|worker_threads|zlib)(?:$|\/))/;
const NAME = /^(?:@[a-z\d~-][a-z\d._~-]*\/)?[a-z\d~-][a-z\d._~-]*$/;

/** @returns undefined for files, aliases, URLs and Node's own modules. */
export function packageOf(specifier: string): string | undefined {
  if (/^[./~#]|^@\/|:/.test(specifier) || BUILT_IN.test(specifier)) return undefined;
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  return NAME.test(name) && name.length <= 214 ? name : undefined;
}
