/**
 * Runs in every page of a preview before the page's own scripts: tells of errors, navigation and blank pages, reloads and draws
 * itself on request, and gives the page a WebSocket that reaches the project's servers. Realm: the previewed document.
 */
import { watchErrors } from './errors.ts';
import { watchNavigation } from './navigation.ts';
import { drawOnRequest } from './picture.ts';
import { watchOverlay } from './overlay.ts';
import { reloadOnRequest } from './reload.ts';
import { installWebSocket } from './web-socket.ts';
import { keepServiceWorker } from './service-worker-guard.ts';

const port = Number(document.currentScript?.dataset['tabwrightPort'] ?? 0);
watchErrors(port);
watchOverlay(port);
watchNavigation(port);
reloadOnRequest();
drawOnRequest(port);
installWebSocket();
keepServiceWorker();
