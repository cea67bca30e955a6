/** `/api/*`: the routes, behind the rules that hold for all of them. */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Env } from './env.ts';
import type { Origin } from './origins.ts';
import { problem } from './problem.ts';
import type { Route, RouteContext } from './route.ts';
import { chat } from './routes/chat.ts';
import { config } from './routes/config.ts';
import { deploy } from './routes/deploy.ts';
import { health } from './routes/health.ts';
import { models } from './routes/models.ts';
import { registry } from './routes/registry.ts';
import { repositories } from './routes/repositories.ts';
import { sites } from './routes/sites.ts';

const ROUTES: readonly Route[] = [health, config, registry, chat, models, repositories, sites, deploy];

type Caller = Extract<Origin, { kind: 'app' | 'sandbox' }>;

const api = new Hono<RouteContext & { Bindings: Env & { origin: Caller } }>();

api.use(async (c, next) => {
  c.set('origin', c.env.origin);
  await next();
});
for (const { path, maxBodyBytes, app } of ROUTES) {
  const limit = bodyLimit({
    maxSize: maxBodyBytes,
    onError: () => problem(413, `The request body may have at most ${maxBodyBytes} bytes.`),
  });
  api.use(`/api${path}`, limit);
  api.use(`/api${path}/*`, limit);
  api.route(`/api${path}`, app);
}
api.notFound((c) => problem(404, `There is no ${c.req.method} ${new URL(c.req.url).pathname}.`));
api.onError(() => problem(500, 'The edge failed on this request.'));

/** Answers a request below `/api/` that was made to `origin`. */
export async function handleApi(request: Request, env: Env, origin: Caller): Promise<Response> {
  const { pathname } = new URL(request.url);
  const route = ROUTES.find(({ path }) => pathname === `/api${path}` || pathname.startsWith(`/api${path}/`));
  if (!route || !route.origins.includes(origin.kind)) return problem(404, `There is no ${pathname} here.`);
  if (!isSameOrigin(request, origin.origin)) {
    return problem(403, `Only pages of ${origin.origin} may call this.`);
  }
  return api.fetch(request, { ...env, origin });
}

/**
 * Whether a request comes from a page of the origin itself. Browsers send Sec-Fetch-Site with every request, and Origin with
 * all but same-origin reads; a client that sends neither is no browser and has no one's cookies or keys to abuse.
 */
function isSameOrigin(request: Request, expected: string): boolean {
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== expected) return false;
  const site = request.headers.get('sec-fetch-site');
  return site === null || site === 'same-origin' || site === 'none';
}
