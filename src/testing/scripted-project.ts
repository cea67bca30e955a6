/** A project whose model and commands are scripted by a test: turns without a browser. */
import type { ChatEvent, ChatRequest, ModelList } from '../shared/chat-protocol.ts';
import { actionsOf, type AssistantMessage, type ChatMessage } from '../state/chat-store.ts';
import { createStores } from '../state/stores.ts';
import { createFakeContainer } from './fake-container.ts';
import { createEdge, type Edge } from '../app/edge.ts';
import { openMemoryStorage } from '../storage/memory-storage.ts';
import { OpenProject } from '../app/open-project.ts';
import type { CommandLimits } from '../app/run-command.ts';
import { Turns } from '../app/turns.ts';

export type ChatScript = (request: ChatRequest, signal: AbortSignal) => AsyncIterable<ChatEvent>;

export const MODELS: ModelList = { providers: [], default: 'test:model', localAllowed: true, examples: [] };
const LIMITS: CommandLimits = { silenceMs: 30, totalMs: 400 };

/** An action that writes a file. */
export function file(path: string, content: string): string {
  return `<action type="file" path="${path}">\n${content}\n</action>\n`;
}

/** A reply with these actions. */
export function artifact(...actions: string[]): string {
  return `I will do it.\n\n<artifact id="a" title="An app">\n${actions.join('')}</artifact>\nDone.`;
}

/** Streams a reply in small pieces. */
export async function* reply(
  text: string,
  end: ChatEvent = { type: 'finish', reason: 'stop' },
): AsyncIterable<ChatEvent> {
  yield { type: 'start', model: 'test:model' };
  for (let at = 0; at < text.length; at += 17) {
    yield { type: 'text', text: text.slice(at, at + 17) };
    await Promise.resolve();
  }
  yield end;
}

const freeLock = () =>
  Promise.resolve({ held: true, takeOver: () => Promise.resolve(), release: () => Promise.resolve() });

/** A new project; `answer` says what the model replies next. */
export async function openScriptedProject(
  options: { boot?: () => Promise<never>; edge?: Partial<Edge>; save?: () => Promise<void> } = {},
) {
  const stores = createStores();
  const container = createFakeContainer();
  const storage = await openMemoryStorage<ChatMessage>();
  const requests: ChatRequest[] = [];
  const scripts: ChatScript[] = [];
  let ids = 0;
  const edge: Edge = {
    ...createEdge(() => Promise.reject(new Error('not asked for'))),
    models: () => Promise.resolve(MODELS),
    ...options.edge,
    chat: (request, key, signal) => {
      requests.push(request);
      if (options.edge?.chat) return options.edge.chat(request, key, signal);
      return scripts.shift()?.(request, signal) ?? reply('nothing more');
    },
  };
  const deps = {
    stores,
    storage: Promise.resolve(storage),
    lock: freeLock,
    persist: () => Promise.resolve({ persisted: false }),
    edge,
    boot: options.boot ?? (() => Promise.resolve(container)),
    now: () => 1000,
    newId: () => `id${++ids}`,
  };
  const project = new OpenProject('p1', deps);
  await project.create('Test', []);
  const turns = new Turns({
    ...deps,
    files: project.files,
    actions: { ...project.runtime.actionDeps(), limits: LIMITS },
    save: options.save ?? (() => project.save()),
  });
  const last = (): AssistantMessage => {
    const message = stores.chat.getState().messages.at(-1);
    if (message?.role !== 'assistant') throw new Error('No reply.');
    return message;
  };
  const statuses = (): string[] => actionsOf(last()).map(({ type, status }) => `${type} ${status}`);
  const answer = (text: string, end?: ChatEvent): void => void scripts.push(() => reply(text, end));
  return { stores, container, project, turns, requests, scripts, storage, last, statuses, answer };
}
