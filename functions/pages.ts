/** The pages that the edge itself shows: where there is no preview or site to answer. */
import { problem } from './problem.ts';

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{display:grid;place-content:center;min-height:90vh;margin:0;padding:1rem;text-align:center}
h1{font-size:1.25rem;font-weight:600;margin:0}p{margin:.5rem 0;max-width:32rem;opacity:.8}`;

function wantsPage(request: Request): boolean {
  return request.headers.get('accept')?.includes('text/html') ?? false;
}

function page(status: number, title: string, text: string, head = '', headers: HeadersInit = {}): Response {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title>${head}
<style>${STYLE}</style></head><body><main><h1>${title}</h1><p>${text}</p></main></body></html>`;
  return new Response(html, {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', ...headers },
  });
}

/** A preview without its service worker: the project's tab is closed, or has not started it yet. Tries again by itself. */
export function sleepingPreviewPage(request: Request, appOrigin: string): Response {
  const headers = { 'retry-after': '2' };
  if (!wantsPage(request)) {
    return problem(503, "This preview runs in a Tabwright tab; open the project's tab.", { headers });
  }
  return page(
    503,
    'This preview runs in a Tabwright tab',
    `Open the project's tab in <a href="${appOrigin}" target="_blank" rel="noreferrer">Tabwright</a> and this page continues by itself.`,
    '<meta http-equiv="refresh" content="2">',
    headers,
  );
}

export function noSuchSitePage(
  request: Request,
  title = 'There is no site here',
  text = 'It was never published, or it has been unpublished.',
): Response {
  return wantsPage(request) ? page(404, title, text) : problem(404, `${title}. ${text}`);
}
