/** Errors of the edge as RFC 9457 problem details. */

/** The members of RFC 9457 that every error of the edge carries; `detail` says what to do where there is something to do. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not authenticated',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Request body too large',
  415: 'Unsupported media type',
  429: 'Too many requests',
  500: 'Internal error',
  502: 'Upstream not reachable',
  503: 'Not available',
  504: 'Upstream too slow',
};

/** A problem+json response. `members` are extension members (RFC 9457, 3.2). */
export function problem(
  status: number,
  detail?: string,
  options: { headers?: HeadersInit; members?: Record<string, unknown> } = {},
): Response {
  const body: Problem & Record<string, unknown> = {
    ...options.members,
    type: 'about:blank',
    title: TITLES[status] ?? 'Error',
    status,
    ...(detail === undefined ? {} : { detail }),
  };
  const headers = new Headers(options.headers);
  headers.set('content-type', 'application/problem+json');
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
  return new Response(JSON.stringify(body), { status, headers });
}
