/** A turn: the request goes out, the reply streams in, its actions run; with Stop, Continue, retry and apply. */
import { offeredFiles } from '../agent/apply-offer.ts';
import { CONTINUE_REQUEST, ContinuationJoiner } from '../agent/continuation.ts';
import type { ChatEvent, ChatRequest, ChatUsage } from '../shared/chat-protocol.ts';
import { addUsage } from '../shared/usage.ts';
import {
  findReply,
  type Attachment,
  type AssistantMessage,
  type TurnMode,
  type UserMessage,
} from '../state/chat-store.ts';
import { currentModel, findModel } from '../state/models-store.ts';
import type { Stores } from '../state/stores.ts';
import { ActionRunner, type ActionDeps } from './action-runner.ts';
import type { Edge } from './edge.ts';
import type { FileSnapshot, ProjectFiles } from './project-files.ts';
import { modelKnown } from './model-list.ts';
import { ReplyReader, toldReceipts } from './reply-reader.ts';
import { prepareTurn, toRequest } from './turn-context.ts';

export interface TurnDeps {
  readonly stores: Pick<Stores, 'chat' | 'editor' | 'models' | 'settings' | 'project' | 'ui'>;
  readonly files: ProjectFiles;
  readonly edge: Pick<Edge, 'chat' | 'models' | 'unreachable'>;
  readonly actions: Omit<ActionDeps, 'seen' | 'files' | 'editor' | 'now' | 'keep'>;
  readonly now: () => number;
  readonly newId: () => string;
  /** Keeps the project; called after the request is added and when the turn has ended. */
  readonly save: () => Promise<void>;
  /** A turn has ended. What was before it: for what it changed. */
  readonly onEnd?: (reply: AssistantMessage, before: FileSnapshot) => void;
}

/** What says the reply: a model that is asked, or something that knows it already. */
interface ReplySource {
  readonly model: string;
  events(signal: AbortSignal): AsyncIterable<ChatEvent>;
}

export interface TurnRequest {
  readonly text: string;
  readonly images?: readonly Attachment[];
  readonly mode?: TurnMode;
  /** Files that the request is about. */
  readonly named?: readonly string[];
}

export class Turns {
  readonly #deps: TurnDeps;
  #abort: AbortController | undefined;
  #running: Promise<void> = Promise.resolve();
  #lastSeen: FileSnapshot | undefined;
  #before: FileSnapshot | undefined;

  constructor(deps: TurnDeps) {
    this.#deps = deps;
  }

  get busy(): boolean {
    return this.#abort !== undefined;
  }

  /**
   * Sends a request and resolves when all it led to has ended. Does nothing while another runs.
   * @returns the reply as it ended.
   */
  async send(request: TurnRequest): Promise<AssistantMessage | undefined> {
    if (this.busy || (request.text.trim() === '' && !request.images?.length)) return undefined;
    const message = this.#add(request);
    return this.#turn(message.mode, () => this.#ask(this.#request(message, request.named)));
  }

  /** A turn whose reply is known without a model: `author` in place of one. */
  async perform(request: TurnRequest, author: string, text: string): Promise<AssistantMessage | undefined> {
    if (this.busy) return undefined;
    this.#add(request);
    return this.#turn('build', () => ({
      model: author,
      async *events() {
        await Promise.resolve();
        yield { type: 'text', text };
        yield { type: 'finish', reason: 'stop' };
      },
    }));
  }

  /** Puts all files back to what they were before the last turn. */
  async undo(): Promise<void> {
    if (this.busy || !this.#before) return;
    await this.#deps.files.restore(this.#before);
    this.#before = undefined;
    await this.#deps.save();
  }

  /** Ends the running turn; what was written stays, what runs is ended. */
  async stop(): Promise<void> {
    this.#abort?.abort();
    await this.#running;
  }

  /** Goes on with a reply that was cut off. */
  async continueReply(id: string): Promise<void> {
    const reply = findReply(this.#deps.stores.chat.getState(), id);
    if (!reply || this.busy || (reply.status !== 'cut-off' && reply.status !== 'stopped')) return;
    const messages = this.#deps.stores.chat.getState().messages;
    const asked = messages[messages.findIndex((own) => own.id === id) - 1];
    if (asked?.role !== 'user') return;
    await this.#run(reply, () => {
      const request = this.#request(asked);
      return this.#ask({
        ...request,
        messages: [
          ...request.messages,
          { role: 'assistant', content: reply.raw },
          { role: 'user', content: CONTINUE_REQUEST },
        ],
      });
    });
  }

  /** Sends the request of a reply (or a request itself) again, in place of what came of it. */
  async retry(id: string, text?: string): Promise<void> {
    if (this.busy) return;
    const { messages } = this.#deps.stores.chat.getState();
    const at = messages.findIndex((message) => message.id === id);
    const asked = messages.slice(0, at + 1).findLast((message) => message.role === 'user');
    if (asked?.role !== 'user') return;
    this.#deps.stores.chat.getState().truncateFrom(asked.id);
    await this.send({ text: text ?? asked.text, images: asked.images, mode: asked.mode });
  }

  /** Writes the files that a reply without an artifact offered. */
  async applyOffer(id: string): Promise<void> {
    const reply = findReply(this.#deps.stores.chat.getState(), id);
    if (!reply || this.busy) return;
    const offered = offeredFiles(reply.raw);
    for (const { path, content } of offered) await this.#deps.files.write(path, content);
    this.#deps.stores.chat.getState().updateReply(id, ({ offer: _done, ...own }) => own);
    await this.#deps.save();
  }

  /** Call when a project is opened: edits from here on are the person's. */
  markSeen(): void {
    this.#lastSeen = this.#deps.files.snapshot();
  }

  /** The text of a file before the last turn; undefined when it was not there, or no turn was taken. */
  beforeLastTurn(path: string): string | undefined {
    const content = this.#before?.get(path);
    return typeof content === 'string' ? content : undefined;
  }

  /** What a request would send: for the size shown in the composer. */
  preview(text: string, images: number, mode: TurnMode): ReturnType<typeof prepareTurn> {
    const { chat } = this.#deps.stores;
    return this.#prepare(
      text,
      Array.from({ length: images }, () => ({ dataUrl: '' })),
      mode,
      chat.getState().messages,
    );
  }

  #prepare(
    text: string,
    images: readonly { dataUrl: string }[],
    mode: TurnMode,
    history: Parameters<typeof prepareTurn>[0]['history'],
    named: readonly string[] = [],
  ): ReturnType<typeof prepareTurn> {
    const { chat, models, settings } = this.#deps.stores;
    const last = history.findLast((message) => message.role === 'assistant');
    return prepareTurn({
      mode,
      text,
      images,
      history,
      files: this.#deps.files,
      lastSeen: this.#lastSeen,
      receipts: toldReceipts(chat, last?.id),
      named,
      model: findModel(models.getState(), currentModel(models.getState(), settings.getState())),
    });
  }

  /** The request of a message, with the conversation before it. */
  #request(message: UserMessage, named?: readonly string[]): ChatRequest {
    const { chat, models, settings } = this.#deps.stores;
    const { messages } = chat.getState();
    const history = messages.slice(0, messages.indexOf(message));
    const context = this.#prepare(message.text, message.images, message.mode, history, named);
    const model = currentModel(models.getState(), settings.getState());
    const provider = model.slice(0, model.indexOf(':'));
    return toRequest(context, message.images, model, settings.getState().baseUrls[provider]);
  }

  #add(request: TurnRequest): UserMessage {
    const message: UserMessage = {
      id: this.#deps.newId(),
      role: 'user',
      text: request.text.trim(),
      mode: request.mode ?? 'build',
      images: request.images ?? [],
      at: this.#deps.now(),
    };
    this.#deps.stores.chat.getState().add(message);
    return message;
  }

  #ask(request: ChatRequest): ReplySource {
    const { keys } = this.#deps.stores.settings.getState();
    const key = keys[request.model.slice(0, request.model.indexOf(':'))];
    return {
      model: request.model,
      events: (signal) =>
        request.model === '' ? this.#noModel() : this.#deps.edge.chat(request, key, signal),
    };
  }

  /** Nobody chose one, and the edge did not say what there is. */
  async *#noModel(): AsyncIterable<ChatEvent> {
    yield await Promise.resolve({ type: 'error', failure: this.#deps.edge.unreachable() } as const);
  }

  async #turn(mode: TurnMode, prepare: () => ReplySource): Promise<AssistantMessage | undefined> {
    const reply: AssistantMessage = {
      id: this.#deps.newId(),
      role: 'assistant',
      mode,
      model: '',
      raw: '',
      parts: [],
      artifacts: [],
      remarks: [],
      status: 'streaming',
      startedAt: this.#deps.now(),
    };
    const { chat } = this.#deps.stores;
    chat.getState().add(reply);
    await this.#run(reply, prepare);
    return findReply(chat.getState(), reply.id);
  }

  async #run(reply: AssistantMessage, prepare: () => ReplySource): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.#deps.stores.chat.getState().setActive(reply.id);
    this.#running = this.#perform(reply, prepare, abort.signal).finally(() => {
      this.#abort = undefined;
      this.#deps.stores.chat.getState().setActive(undefined);
    });
    await this.#running;
    const ended = findReply(this.#deps.stores.chat.getState(), reply.id);
    if (ended && this.#before) this.#deps.onEnd?.(ended, this.#before);
  }

  async #perform(reply: AssistantMessage, prepare: () => ReplySource, signal: AbortSignal): Promise<void> {
    const { stores, files, now } = this.#deps;
    const { chat, editor } = stores;
    const before = files.snapshot();
    this.#before = before;
    const seen = new Map(
      [...before].flatMap(([path, content]) =>
        typeof content === 'string' ? [[path, content] as const] : [],
      ),
    );
    const update = (change: Partial<AssistantMessage>): void =>
      chat.getState().updateReply(reply.id, (own) => ({ ...own, ...change }));
    // A request that was seen to be sent is kept.
    await this.#deps.save();
    await modelKnown(this.#deps);
    const source = prepare();
    update({ model: source.model });
    const runner = new ActionRunner(
      { ...this.#deps.actions, files, editor, now, seen, keep: this.#deps.save },
      (action, change) => chat.getState().updateAction(reply.id, action, change),
      signal,
    );
    const reader = new ReplyReader(reply.id, {
      chat,
      editor,
      now,
      onAction: (parsed) => {
        if (reply.mode === 'build') return runner.enqueue(parsed);
        const { type } = parsed;
        const reason = 'Ask never changes anything. Switch to Build to have it done.';
        const receipt = {
          type,
          target: parsed.attributes['path'] ?? '',
          status: 'skipped',
          durationMs: 0,
          reason,
        } as const;
        chat.getState().updateAction(reply.id, parsed.action, { status: 'skipped', receipt });
      },
    });
    chat.getState().updateReply(reply.id, ({ failure: _old, ...own }) => ({ ...own, status: 'streaming' }));
    editor.getState().setFollow(true);
    const joiner =
      reply.raw === ''
        ? undefined
        : new ContinuationJoiner(reply.raw, reader.resume(reply.raw), () => reader.restart());
    const end = await this.#stream(source, signal, reader, joiner, (usage) =>
      update({ usage: addUsage(reply.usage, usage) }),
    );
    const continued = joiner?.end();
    if (continued) reader.push(continued);
    reader.end(end.status === 'cut-off' || end.status === 'stopped' || end.status === 'failed');
    update({ status: 'running' });
    await runner.settled();
    const status = signal.aborted ? 'stopped' : end.status;
    const raw = findReply(chat.getState(), reply.id)?.raw ?? '';
    const offer =
      reply.mode === 'build' && status === 'done' ? offeredFiles(raw).map(({ path }) => path) : [];
    update({ ...end, status, endedAt: now(), ...(offer.length > 0 ? { offer } : {}) });
    stores.project.getState().setChanges(files.changesSince(before));
    this.#lastSeen = files.snapshot();
    await this.#deps.save();
  }

  async #stream(
    source: ReplySource,
    signal: AbortSignal,
    reader: ReplyReader,
    joiner: ContinuationJoiner | undefined,
    onUsage: (usage: ChatUsage) => void,
  ): Promise<Pick<AssistantMessage, 'status' | 'failure'>> {
    let received = false;
    try {
      for await (const event of source.events(signal)) {
        if (signal.aborted) return { status: 'stopped' };
        if (event.type === 'text') {
          received = true;
          reader.push(joiner ? joiner.push(event.text) : event.text);
        } else if (event.type === 'usage') onUsage(event.usage);
        else if (event.type === 'finish' || event.type === 'error') return outcomeOf(event, received);
      }
    } catch (error) {
      if (signal.aborted) return { status: 'stopped' };
      const message = error instanceof Error ? error.message : String(error);
      return { status: 'failed', failure: { kind: 'bad-answer', message, retryable: true } };
    }
    return { status: signal.aborted ? 'stopped' : 'cut-off' };
  }
}

function outcomeOf(
  event: Extract<ChatEvent, { type: 'finish' | 'error' }>,
  received: boolean,
): Pick<AssistantMessage, 'status' | 'failure'> {
  if (event.type === 'error') {
    // With some of the reply here, going on is better than all over again.
    return { status: received && event.failure.retryable ? 'cut-off' : 'failed', failure: event.failure };
  }
  if (event.reason === 'length') return { status: 'cut-off' };
  if (event.reason === 'stop') return { status: 'done' };
  const message = 'The provider withheld the rest of this reply. Try other words.';
  return { status: 'failed', failure: { kind: 'refused', message, retryable: false } };
}
