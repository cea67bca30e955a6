/** The preview lives by its service worker: an app that registers its own must not replace it. */

export function keepServiceWorker(): void {
  const { serviceWorker } = navigator;
  serviceWorker.register = () => {
    const message =
      "A preview cannot register a service worker: it runs on Tabwright's own. The published app can.";
    return Promise.reject(new DOMException(message, 'NotSupportedError'));
  };
  const empty = (): Promise<ServiceWorkerRegistration[]> => Promise.resolve([]);
  serviceWorker.getRegistrations = empty;
}
