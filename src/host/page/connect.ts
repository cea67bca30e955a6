/**
 * The hidden page of a preview's origin: registers its service worker and, whenever that asks, brings it a link to the
 * project's kernel by way of the host's page, which embeds this one.
 */

const SERVICE_WORKER = '/__tabwright/service-worker.js';

async function start(): Promise<void> {
  const { serviceWorker } = navigator;
  serviceWorker.addEventListener('message', (event: MessageEvent<{ type?: string }>) => {
    if (event.data.type === 'need-link' && event.source instanceof ServiceWorker) sendLink(event.source);
  });
  serviceWorker.startMessages();
  const registration = await serviceWorker.register(SERVICE_WORKER, { scope: '/', type: 'module' });
  const worker = registration.installing ?? registration.waiting ?? registration.active;
  if (!worker) throw new Error('the service worker of the preview is missing');
  if (worker.state !== 'activated') {
    await new Promise<void>((resolve) => {
      worker.addEventListener('statechange', () => {
        if (worker.state === 'activated') resolve();
      });
    });
  }
  sendLink(worker);
  parent.postMessage({ type: 'preview-ready' }, '*');
}

/** One end to the service worker, the other to the kernel. */
function sendLink(worker: ServiceWorker): void {
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ type: 'link' }, [port1]);
  parent.postMessage({ type: 'preview-link' }, '*', [port2]);
}

start().catch((error: unknown) => {
  parent.postMessage({ type: 'preview-failed', message: String(error) }, '*');
});
