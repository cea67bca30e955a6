/** Security headers of each kind of origin (ARCHITECTURE.md, "Origins"). */
import type { Config, Env } from './env.ts';
import { templateSource } from './origins.ts';
import type { OriginKind } from './origins.ts';

type Directives = Readonly<Record<string, readonly string[]>>;

/**
 * The headers of every response of an origin. `Origin-Agent-Cluster` is on all of them: a browsing-context group that has
 * once seen the origin without it ignores it from then on.
 */
export function securityHeaders(
  kind: OriginKind,
  { config, development = false }: Pick<Env, 'config' | 'development'>,
): Record<string, string> {
  const common = { 'origin-agent-cluster': '?1', 'x-content-type-options': 'nosniff' };
  switch (kind) {
    case 'app':
      return {
        ...common,
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'content-security-policy': policy(appDirectives(config, development)),
      };
    case 'sandbox':
      return { ...common, ...isolated('require-corp', config) };
    case 'preview':
      return { ...common, ...isolated('credentialless', config) };
    default:
      return { ...common, 'referrer-policy': 'strict-origin-when-cross-origin' };
  }
}

/** What a document or worker needs to be isolated inside the app's isolated page. */
function isolated(embedder: string, config: Config): Record<string, string> {
  const ancestors = ["'self'", config.appOrigin, templateSource(config.sandboxOrigin)];
  return {
    'cross-origin-embedder-policy': embedder,
    'cross-origin-resource-policy': 'cross-origin',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'content-security-policy': policy({ 'frame-ancestors': ancestors }),
  };
}

function appDirectives(config: Config, development: boolean): Directives {
  return {
    'default-src': ["'self'"],
    'script-src': development ? ["'self'", "'unsafe-inline'"] : ["'self'"],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:', 'https:'],
    'font-src': ["'self'", 'data:'],
    'media-src': ["'self'", 'data:', 'blob:'],
    // Model servers on the person's own computer answer the page directly.
    'connect-src': [
      "'self'",
      // A boot that takes too long asks whether the host answers at all.
      templateSource(config.sandboxOrigin),
      'http://localhost:*',
      'http://127.0.0.1:*',
      ...(development ? [config.appOrigin.replace(/^http/, 'ws')] : []),
    ],
    'frame-src': [templateSource(config.sandboxOrigin), ...config.frameOrigins],
    'worker-src': ["'self'", 'blob:'],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  };
}

function policy(directives: Directives): string {
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}

/** The response with these headers added; those it has already win. */
export function withHeaders(response: Response, headers: Record<string, string>): Response {
  const merged = new Headers(headers);
  response.headers.forEach((value, name) => merged.set(name, value));
  return new Response(response.body, {
    status: response.status,
    statusText: response.statusText,
    headers: merged,
  });
}
