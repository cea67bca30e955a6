/**
 * The sandbox origin's requests: a process imports a module, the browser asks for its address, and the answer comes from
 * that process over a BroadcastChannel. No state is kept, so browsers may stop the worker at any time.
 */
import {
  MODULE_PATH,
  moduleChannel,
  type ModuleAnswer,
  type ModuleQuestion,
} from '../protocol/module-channel.ts';

declare const self: ServiceWorkerGlobalScope;

const HEADERS = {
  'content-type': 'text/javascript; charset=utf-8',
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'cross-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

export function serveModules(): void {
  self.addEventListener('fetch', (event) => {
    const url = new URL(event.request.url);
    if (url.origin === self.location.origin && url.pathname.startsWith(MODULE_PATH)) {
      event.respondWith(answer(url));
    }
  });
}

/**
 * Milliseconds after which a question is asked again: a process that has just made its channel may not have it registered with
 * the browser when the first question passes.
 */
const AGAIN_MS = [50, 200, 800, 3200];

const channels = new Map<
  string,
  { channel: BroadcastChannel; waiting: Map<number, (answer: ModuleAnswer) => void> }
>();
let nextId = Math.floor(Math.random() * 2 ** 40);

async function answer(url: URL): Promise<Response> {
  const instance = url.pathname.slice(MODULE_PATH.length).split('/', 1)[0] ?? '';
  const { source, error } = await ask(instance, url.href);
  if (source === undefined) return new Response(error, { status: 404, headers: HEADERS });
  return new Response(source, { headers: HEADERS });
}

function ask(instance: string, url: string): Promise<ModuleAnswer> {
  let entry = channels.get(instance);
  if (!entry) {
    const waiting = new Map<number, (answer: ModuleAnswer) => void>();
    const channel = new BroadcastChannel(moduleChannel(instance));
    channel.onmessage = (event: MessageEvent<ModuleAnswer | ModuleQuestion>) => {
      if (event.data.type !== 'answer') return;
      waiting.get(event.data.id)?.(event.data);
      waiting.delete(event.data.id);
      if (waiting.size > 0) return;
      channel.close();
      channels.delete(instance);
    };
    entry = { channel, waiting };
    channels.set(instance, entry);
  }
  const { channel, waiting } = entry;
  const question: ModuleQuestion = { type: 'question', id: nextId++, url };
  return new Promise((resolve) => {
    const timers = AGAIN_MS.map((delay) => setTimeout(() => channel.postMessage(question), delay));
    waiting.set(question.id, (given) => {
      for (const timer of timers) clearTimeout(timer);
      resolve(given);
    });
    channel.postMessage(question);
  });
}
