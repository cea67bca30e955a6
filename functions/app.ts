/** The edge: `(Request, Env) → Response` for every origin of a deployment. Knows no platform. */
import { handleApi } from './api.ts';
import { serveAsset } from './assets.ts';
import type { Env } from './env.ts';
import { securityHeaders, withHeaders } from './headers.ts';
import { resolveOrigin } from './origins.ts';
import type { Origin } from './origins.ts';
import { noSuchSitePage, sleepingPreviewPage } from './pages.ts';
import { problem } from './problem.ts';

/** Answers a request by the origin it was made to. Never rejects. */
export async function handle(request: Request, env: Env): Promise<Response> {
  const origin = resolveOrigin(new URL(request.url).host, env.config);
  const headers = securityHeaders(origin.kind, env);
  return withHeaders(await answer(request, env, origin), headers);
}

async function answer(request: Request, env: Env, origin: Origin): Promise<Response> {
  try {
    switch (origin.kind) {
      case 'app':
        return await app(request, env, origin);
      case 'sandbox':
        return await sandbox(request, env, origin);
      case 'preview':
        return await preview(request, env);
      case 'site':
        return (await env.sites?.fetch(origin.slug, request)) ?? noSuchSitePage(request);
      case 'loopback':
        return redirectToApp(request, env);
      case 'unknown':
        return problem(
          404,
          'No origin of this deployment has that host name; the app is at ' + env.config.appOrigin,
        );
    }
  } catch {
    // Details may hold a path or a key; those who run the edge reproduce it locally.
    return problem(500, 'The edge failed on this request.');
  }
}

/** The built app; a path that names no file is one of its client-side routes. */
async function app(request: Request, env: Env, origin: Extract<Origin, { kind: 'app' }>): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (isUnder(pathname, '/api')) return handleApi(request, env, origin);
  const path = pathname === '/' ? 'index.html' : pathname.slice(1);
  const file = await serveAsset(env.assets, 'app', path, request);
  if (file) return file;
  const isPage = !isUnder(pathname, '/assets') && !/\.\w+$/.test(pathname);
  const page = isPage ? await serveAsset(env.assets, 'app', 'index.html', request) : undefined;
  return page ?? problem(404, `There is no file ${pathname}.`);
}

/** The host: its page, scripts and service worker, and the registry. */
async function sandbox(
  request: Request,
  env: Env,
  origin: Extract<Origin, { kind: 'sandbox' }>,
): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (isUnder(pathname, '/api')) return handleApi(request, env, origin);
  const found = await sandboxFile(pathname, '', 'headless', request, env);
  if (found) return found;
  return isUnder(pathname, '/~')
    ? problem(404, 'Modules are served by the service worker of a running project.')
    : problem(404, `There is no ${pathname} here.`);
}

/** The few files that connect a preview to its project's tab; the rest is the service worker's to answer. */
async function preview(request: Request, env: Env): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (!isUnder(pathname, '/__tabwright')) return sleepingPreviewPage(request, env.config.appOrigin);
  const found = await sandboxFile(pathname, '/__tabwright', 'connect', request, env);
  return found ?? problem(404, `There is no ${pathname} here.`);
}

/** Files at stable names, by the page of the sandbox's build that they go with: path asked for → file of the build. */
const SCRIPTS: Record<'headless' | 'connect', Record<string, string>> = {
  headless: { 'service-worker.js': 'service-worker.js' },
  connect: { 'service-worker.js': 'preview-worker.js', 'preview.js': 'preview.js' },
};

/** A file of the sandbox's build: `<prefix>/<page>`, one of its scripts, or `<prefix>/assets/…`. */
async function sandboxFile(
  pathname: string,
  prefix: string,
  page: keyof typeof SCRIPTS,
  request: Request,
  env: Env,
): Promise<Response | undefined> {
  const path = pathname.slice(prefix.length + 1);
  if (path === page) return serveAsset(env.assets, 'sandbox', `${page}.html`, request);
  if (path.startsWith('assets/')) return serveAsset(env.assets, 'sandbox', path, request);
  const file = SCRIPTS[page][path];
  if (file === undefined) return undefined;
  const script = await serveAsset(env.assets, 'sandbox', file, request);
  if (path === 'service-worker.js') script?.headers.set('service-worker-allowed', '/');
  return script;
}

/** `localhost` is what people type; the app lives on its own name so that others can be beside it. */
function redirectToApp(request: Request, env: Env): Response {
  const { pathname, search } = new URL(request.url);
  if (isUnder(pathname, '/api') || (request.method !== 'GET' && request.method !== 'HEAD')) {
    return problem(403, `Only pages of ${env.config.appOrigin} may call this.`);
  }
  return new Response(null, {
    status: 302,
    headers: { location: env.config.appOrigin + pathname + search, 'cache-control': 'no-store' },
  });
}

function isUnder(pathname: string, folder: string): boolean {
  return pathname === folder || pathname.startsWith(`${folder}/`);
}
