/** `GET /api/health`: says that the edge is up. */
import { Hono } from 'hono';
import type { Route, RouteContext } from '../route.ts';

const app = new Hono<RouteContext>();

app.get('/', (c) => c.json({ status: 'ok' }, 200, { 'cache-control': 'no-store' }));

export const health: Route = { path: '/health', origins: ['app'], maxBodyBytes: 0, app };
