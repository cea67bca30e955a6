/** `GET /api/config`: what the app must know of its deployment. */
import { Hono } from 'hono';
import type { DeploymentConfig } from '../../src/shared/deployment-config.ts';
import type { Route, RouteContext } from '../route.ts';

const app = new Hono<RouteContext>();

app.get('/', (c) => {
  const config: DeploymentConfig = { sandboxOrigin: c.env.config.sandboxOrigin };
  return c.json(config, 200, { 'cache-control': 'no-cache' });
});

export const config: Route = { path: '/config', origins: ['app'], maxBodyBytes: 0, app };
