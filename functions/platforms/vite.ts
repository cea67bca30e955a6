/** The edge under Vite's development server: the same origins and API, the app with hot reload. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Plugin } from 'vite';
import { handle } from '../app.ts';
import type { Env } from '../env.ts';
import { securityHeaders } from '../headers.ts';
import { resolveOrigin } from '../origins.ts';

/**
 * Answers everything but the app's own files, which are Vite's.
 */
export function edge(env: Env): Plugin {
  return {
    name: 'tabwright-edge',
    configureServer(server) {
      const answer = getRequestListener((request) => handle(request, env), { overrideGlobalObjects: false });
      server.middlewares.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
        const { kind } = resolveOrigin(request.headers.host ?? '', env.config);
        const isApi = request.url === '/api' || request.url?.startsWith('/api/') === true;
        if (kind !== 'app' || isApi) return void answer(request, response);
        for (const [name, value] of Object.entries(securityHeaders('app', env)))
          response.setHeader(name, value);
        next();
      });
    },
  };
}
