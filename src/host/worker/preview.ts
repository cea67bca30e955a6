/** Entry of the service worker on a preview's origin. */
/// <reference lib="webworker" />
import { servePreviews } from './preview-requests.ts';

declare const self: ServiceWorkerGlobalScope;

self.addEventListener('install', () => void self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
servePreviews();
