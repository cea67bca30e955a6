/**
 * The host's page, loaded by the client in a hidden frame at /headless: starts the service worker and the kernel, and
 * hands the client's port to the kernel. Keeps one hidden frame a port, so that previews find their service worker.
 */
import type { KernelInit, KernelToPage, PageToKernel } from '../protocol/messages.ts';
import { CompiledModules } from './compiled-modules.ts';
import { PreviewFrames } from './preview-frames.ts';
import { kernelUrl, processUrl } from './worker-urls.ts';

const SERVICE_WORKER = '/service-worker.js';

/** `http://<id>.sandbox.…` shows port 5173 at `http://<id>-5173.sandbox.…`. */
function previewOrigin(): string {
  const { protocol, host } = location;
  const [id = '', ...rest] = host.split('.');
  return `${protocol}//${id}-{port}.${rest.join('.')}`;
}

/** Workers are controlled only by a service worker that is active when they start. */
async function activateServiceWorker(): Promise<void> {
  const registration = await navigator.serviceWorker.register(SERVICE_WORKER, { scope: '/', type: 'module' });
  const worker = registration.installing ?? registration.waiting ?? registration.active;
  if (!worker || worker.state === 'activated') return;
  await new Promise<void>((resolve, reject) => {
    worker.addEventListener('statechange', () => {
      if (worker.state === 'activated') resolve();
      if (worker.state === 'redundant') reject(new Error('the service worker could not be installed'));
    });
  });
}

async function start(): Promise<void> {
  if (!crossOriginIsolated) {
    const message =
      'The embedded host needs a cross-origin isolated page: serve the page that embeds it with ' +
      'Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.';
    parent.postMessage({ type: 'warning', level: 'error', message }, '*');
    parent.postMessage({ type: 'tabwright-failure', reason: 'not-isolated', message }, '*');
    return;
  }
  const kernel = new Worker(kernelUrl, { type: 'module', name: 'kernel' });
  // It starts the processes: they must be controlled, itself it need not be.
  await activateServiceWorker();
  const client = new MessageChannel();
  const send = (message: KernelInit | PageToKernel, transfer: Transferable[] = []): void =>
    kernel.postMessage(message, transfer);
  const frames = new PreviewFrames(send);
  const compiled = new CompiledModules();
  kernel.onmessage = ({ data }: MessageEvent<KernelToPage>) => {
    if (data.type === 'compiled') return void compiled.keep(data);
    // The first port is told of with the first command: not at boot, which it would slow down.
    if (data.type === 'port-open') void compiled.load();
    frames.onKernel(data);
  };
  kernel.onerror = (event) => fail('kernel', event.message);
  send({ type: 'init', processUrl, client: client.port1, previewOrigin: previewOrigin() }, [client.port1]);
  parent.postMessage({ type: 'init' }, '*', [client.port2]);
}

function fail(reason: string, message: string): void {
  parent.postMessage(
    { type: 'warning', level: 'error', message: `The embedded host failed: ${message}` },
    '*',
  );
  parent.postMessage({ type: 'tabwright-failure', reason, message }, '*');
}

start().catch((error: unknown) => fail('start', error instanceof Error ? error.message : String(error)));
