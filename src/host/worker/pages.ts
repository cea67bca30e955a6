/** What a preview shows when there is nobody to answer: in words, and trying again by itself. */

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{display:grid;place-content:center;min-height:90vh;margin:0;padding:1rem;text-align:center}
h1{font-size:1.25rem;font-weight:600;margin:0}p{margin:.5rem 0;max-width:32rem;opacity:.8}
pre{white-space:pre-wrap;text-align:left;opacity:.8;max-width:40rem}`;

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'cross-origin-embedder-policy': 'credentialless',
  'cross-origin-resource-policy': 'cross-origin',
  'origin-agent-cluster': '?1',
  'retry-after': '1',
};

/** The project's tab is closed. */
export function sleepingPage(request: Request): Response {
  return page(
    request,
    'This preview runs in a Tabwright tab',
    "Open the project's tab and this page continues by itself.",
  );
}

/** Nothing listens on the port, or its server broke off. */
export function closedPortPage(request: Request, port: number, detail?: string): Response {
  return page(
    request,
    `Nothing is running on port ${port}`,
    'The server has stopped or is starting again. This page comes back by itself.',
    detail,
  );
}

function page(request: Request, title: string, text: string, detail?: string): Response {
  if (request.mode !== 'navigate') {
    const body = JSON.stringify({ title, detail: detail ?? text, status: 503 });
    return new Response(body, {
      status: 503,
      headers: { ...HEADERS, 'content-type': 'application/problem+json' },
    });
  }
  const more = detail
    ? `<pre>${detail.replace(/[&<]/g, (char) => (char === '&' ? '&amp;' : '&lt;'))}</pre>`
    : '';
  const retry =
    'setInterval(async()=>{try{const r=await fetch(location.href,{headers:{accept:"text/html"}});' +
    'if(r.status!==503)location.reload()}catch{/* still away */}},1000)';
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head>
<body data-tabwright-state="closed"><main><h1>${title}</h1><p>${text}</p>${more}</main><script>${retry}</script></body></html>`;
  return new Response(html, { status: 503, headers: HEADERS });
}
