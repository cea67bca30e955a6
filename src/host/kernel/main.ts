/** Entry of the kernel worker: waits for the page's `init`, then serves the client. */
import * as Comlink from 'comlink';
import type { KernelInit, KernelToPage, PageToKernel } from '../protocol/messages.ts';
import { Instance, sendSystemErrors, type BuildOptions } from './client-api.ts';
import { PreviewBridge } from './preview-bridge.ts';

sendSystemErrors();

function serve({ client, processUrl, previewOrigin }: KernelInit): void {
  let instance: Instance | null = null;
  const bridge = new PreviewBridge((message) => self.postMessage(message satisfies KernelToPage));
  Comlink.expose(
    {
      build(options: BuildOptions): Instance {
        instance?.teardown();
        instance = new Instance(
          options,
          {
            processUrl,
            previewUrl: (port) => previewOrigin.replace('{port}', String(port)),
            openPreview: (port, url) => bridge.open(port, url),
            expectPreview: (port, url) => bridge.expect(port, url),
            closePreview: (port) => bridge.close(port),
            onPreviewScript: (script) => bridge.setScript(script),
            onCompiled: ({ key, module, bytes }) =>
              self.postMessage({ type: 'compiled', key, module, bytes } satisfies KernelToPage, [
                bytes.buffer,
              ]),
          },
          () => {
            instance = null;
            bridge.reset();
          },
        );
        bridge.attach(instance);
        return Comlink.proxy(instance);
      },
    },
    client,
  );
  self.onmessage = (event: MessageEvent<PageToKernel>) => bridge.onPage(event.data);
}

self.onmessage = (event: MessageEvent<KernelInit>) => {
  if (event.data.type === 'init') serve(event.data);
};
