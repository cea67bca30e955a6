/** Entry of the service worker on the sandbox's origin. */
/// <reference lib="webworker" />
import { serveCompiled } from './compiled.ts';
import { serveModules } from './modules.ts';

declare const self: ServiceWorkerGlobalScope;

self.addEventListener('install', () => void self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
serveModules();
serveCompiled();
