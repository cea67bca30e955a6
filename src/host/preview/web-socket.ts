/** A service worker does not see WebSockets: those to the project's servers go over a link that it arranges. */
import { targetPort } from '../protocol/preview-target.ts';
import { connectStream } from '../protocol/stream-socket.ts';
import { createWebSocketClass } from '../protocol/websocket/web-socket.ts';

export function installWebSocket(): void {
  window.WebSocket = createWebSocketClass(window.WebSocket, {
    base: location.href,
    portOf: (url) => targetPort(url, location.host),
    originOf: (port) => `http://localhost:${port}`,
    connect: async (port) => {
      const { active } = await navigator.serviceWorker.ready;
      return connectStream((stream) => active?.postMessage({ type: 'connect', port }, [stream]));
    },
  });
}
