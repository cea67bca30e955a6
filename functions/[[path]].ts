/** Cloudflare Pages' entry: every request of the deployment goes through the edge. */
import { handle } from './app.ts';
import { pagesEnv } from './platforms/pages.ts';
import type { PagesBindings } from './platforms/pages.ts';

export function onRequest(context: { request: Request; env: PagesBindings }): Promise<Response> {
  return handle(context.request, pagesEnv(context.env));
}
