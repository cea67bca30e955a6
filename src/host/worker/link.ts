/**
 * The way from a preview's service worker to its project's kernel: a MessagePort that the hidden `connect` page brings.
 * The browser may stop the worker and the port with it; then the next request asks the page for another.
 */
import type { LinkToPreview } from '../protocol/messages.ts';

/// <reference lib="webworker" />
declare const self: ServiceWorkerGlobalScope;

export const CONNECT_PATH = '/__tabwright/connect';
const LINK_TIMEOUT_MS = 3_000;

interface Link {
  port: MessagePort;
  /** The page that brought it: when that is gone, so is the kernel. */
  clientId: string;
}

export class KernelLink {
  #link: Link | null = null;
  #waiting: ((link: Link) => void)[] = [];
  script: LinkToPreview['script'] = null;

  /** A `connect` page brought a port. */
  accept(clientId: string, port: MessagePort): void {
    const link = { port, clientId };
    this.#link = link;
    port.onmessage = ({ data }: MessageEvent<LinkToPreview>) => {
      this.script = data.script;
      // The script comes first on every link: from here on it is complete.
      this.#waiting.forEach((resume) => resume(link));
      this.#waiting = [];
    };
  }

  /** The port, or undefined when the project's tab is closed. */
  async port(): Promise<MessagePort | undefined> {
    if (this.#link && (await self.clients.get(this.#link.clientId))) return this.#link.port;
    this.#link = null;
    const clients = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
    const pages = clients.filter((client) => new URL(client.url).pathname === CONNECT_PATH);
    if (pages.length === 0) return undefined;
    const arrival = new Promise<Link>((resolve) => this.#waiting.push(resolve));
    for (const page of pages) page.postMessage({ type: 'need-link' });
    const timeout = new Promise<undefined>((resolve) =>
      setTimeout(() => resolve(undefined), LINK_TIMEOUT_MS),
    );
    return (await Promise.race([arrival, timeout]))?.port;
  }
}
