/** `require('http2')`: not spoken in the tab. Its constants are there, because frameworks read them. */
import { METHODS } from '../protocol/http/methods.ts';
import type { NodeHost } from './host.ts';
import { HTTP2_HEADERS, HTTP2_NUMBERS } from './http2-constants.ts';
import { refuse } from './refusal.ts';

export function createModule(_host: NodeHost): Record<string, unknown> {
  const no = (name: string) => (): never => refuse(`http2.${name}`, 'Use http: previews speak HTTP/1.1.');
  const methods = METHODS.map((method) => [`HTTP2_METHOD_${method.replace('-', '_')}`, method]);
  class Http2ServerRequest {}
  class Http2ServerResponse {}
  return {
    connect: no('connect'),
    createServer: no('createServer'),
    createSecureServer: no('createSecureServer'),
    performServerHandshake: no('performServerHandshake'),
    getDefaultSettings: () => ({}),
    getPackedSettings: no('getPackedSettings'),
    getUnpackedSettings: no('getUnpackedSettings'),
    sensitiveHeaders: Symbol('nodejs.http2.sensitiveHeaders'),
    Http2ServerRequest,
    Http2ServerResponse,
    constants: { ...HTTP2_NUMBERS, ...HTTP2_HEADERS, ...Object.fromEntries(methods) },
  };
}
