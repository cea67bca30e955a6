/** What the page keeps of compiled WebAssembly (page/compiled-modules.ts), at the address that the browser's code cache knows it by. */
import { COMPILED_PATH } from '../protocol/messages.ts';

declare const self: ServiceWorkerGlobalScope;

export function serveCompiled(): void {
  self.addEventListener('fetch', (event) => {
    const url = new URL(event.request.url);
    if (url.origin === self.location.origin && url.pathname.startsWith(COMPILED_PATH)) {
      event.respondWith(find(event.request));
    }
  });
}

async function find(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? new Response(null, { status: 404 });
}
