/** What a file in `routes/` exports: an API under one path, and who may call it. */
import type { Hono } from 'hono';
import type { Env } from './env.ts';
import type { Origin } from './origins.ts';

/** The context of handlers: `c.env` is the platform's `Env`, `c.var.origin` the origin that was called. */
export interface RouteContext {
  Bindings: Env;
  Variables: { origin: Extract<Origin, { kind: 'app' | 'sandbox' }> };
}

export interface Route {
  /** Below `/api`, such as `/registry`. */
  path: string;
  /** The origins that serve it; only a page of the same origin may call it. */
  origins: readonly ('app' | 'sandbox')[];
  /** The largest request body in bytes. */
  maxBodyBytes: number;
  /** Its handlers, relative to `path`. */
  app: Hono<RouteContext>;
}
