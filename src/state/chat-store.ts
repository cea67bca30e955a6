/** The conversation of a project: messages, and the artifacts in replies with what became of each action. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Receipt, ReceiptStatus } from '../agent/receipt.ts';
import type { ChatUsage, ModelFailure } from '../shared/chat-protocol.ts';

export type { Receipt };
export type TurnMode = 'build' | 'ask';

export interface Attachment {
  readonly id: string;
  readonly name: string;
  readonly dataUrl: string;
}

export interface UserMessage {
  readonly id: string;
  readonly role: 'user';
  readonly text: string;
  readonly mode: TurnMode;
  readonly images: readonly Attachment[];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** `streaming`: words arrive. `running`: the words are complete, actions are not. */
export type ReplyStatus = 'streaming' | 'running' | 'done' | 'stopped' | 'failed' | 'cut-off';

export type ReplyPart =
  | { readonly kind: 'text'; readonly text: string }
  /** Number of the artifact in the reply. */
  | { readonly kind: 'artifact'; readonly artifact: number };

export interface AssistantMessage {
  readonly id: string;
  readonly role: 'assistant';
  readonly mode: TurnMode;
  readonly model: string;
  /** The reply as it came: what is parsed again to continue it, and what history sends. */
  readonly raw: string;
  readonly parts: readonly ReplyPart[];
  readonly artifacts: readonly ArtifactState[];
  readonly status: ReplyStatus;
  /** What the model must hear of besides receipts: broken tags. */
  readonly remarks: readonly string[];
  readonly failure?: ModelFailure;
  /** Files in code fences of a reply without an artifact, which could be applied. */
  readonly offer?: readonly string[];
  readonly usage?: ChatUsage;
  readonly startedAt: number;
  readonly endedAt?: number;
}

export type ChatMessage = UserMessage | AssistantMessage;

export interface ArtifactState {
  readonly id: string;
  readonly title: string;
  readonly complete: boolean;
  readonly actions: readonly ActionState[];
}

/** `streaming`: its body still arrives. `queued`: waits for those before it. */
export type ActionStatus = 'streaming' | 'queued' | 'running' | ReceiptStatus;

export interface ActionState {
  /** Number of the action in the reply. */
  readonly action: number;
  readonly type: string;
  readonly target: string;
  readonly status: ActionStatus;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Of a file: what was sent. Of a command: nothing. */
  readonly content?: string;
  /** Of a file that was there before: what it was. */
  readonly before?: string;
  /** Of a running command: what it wrote so far (the end of it). */
  readonly output?: string;
  readonly receipt?: Receipt;
}

export interface ChatData {
  readonly messages: readonly ChatMessage[];
  /** The reply that is being written or run. */
  readonly active: string | undefined;
  readonly draft: string;
  readonly attachments: readonly Attachment[];
  readonly mode: TurnMode;
}

export interface ChatState extends ChatData {
  load(messages: readonly ChatMessage[]): void;
  add(message: ChatMessage): void;
  /** Changes a reply; does nothing when it is gone. */
  updateReply(id: string, change: (reply: AssistantMessage) => AssistantMessage): void;
  updateAction(id: string, action: number, change: Partial<ActionState>): void;
  /** Removes a message and all after it. */
  truncateFrom(id: string): void;
  setActive(id: string | undefined): void;
  setDraft(draft: string): void;
  attach(image: Attachment): void;
  detach(id: string): void;
  clearDraft(): void;
  setMode(mode: TurnMode): void;
}

export type ChatStore = StoreApi<ChatState>;

const EMPTY: ChatData = { messages: [], active: undefined, draft: '', attachments: [], mode: 'build' };

export function createChatStore(): ChatStore {
  return createStore<ChatState>()((set) => ({
    ...EMPTY,
    load: (messages) => set({ ...EMPTY, messages }),
    add: (message) => set(({ messages }) => ({ messages: [...messages, message] })),
    updateReply: (id, change) => set(({ messages }) => ({ messages: replaceReply(messages, id, change) })),
    updateAction: (id, action, change) =>
      set(({ messages }) => ({
        messages: replaceReply(messages, id, (reply) => ({
          ...reply,
          artifacts: reply.artifacts.map((artifact) =>
            artifact.actions.some((own) => own.action === action)
              ? {
                  ...artifact,
                  actions: artifact.actions.map((own) =>
                    own.action === action ? { ...own, ...change } : own,
                  ),
                }
              : artifact,
          ),
        })),
      })),
    truncateFrom: (id) =>
      set(({ messages }) => {
        const at = messages.findIndex((message) => message.id === id);
        return at === -1 ? {} : { messages: messages.slice(0, at) };
      }),
    setActive: (active) => set({ active }),
    setDraft: (draft) => set({ draft }),
    attach: (image) => set(({ attachments }) => ({ attachments: [...attachments, image] })),
    detach: (id) => set(({ attachments }) => ({ attachments: attachments.filter((own) => own.id !== id) })),
    clearDraft: () => set({ draft: '', attachments: [] }),
    setMode: (mode) => set({ mode }),
  }));
}

function replaceReply(
  messages: readonly ChatMessage[],
  id: string,
  change: (reply: AssistantMessage) => AssistantMessage,
): readonly ChatMessage[] {
  const at = messages.findLastIndex((message) => message.id === id);
  const reply = messages[at];
  return reply?.role === 'assistant' ? messages.with(at, change(reply)) : messages;
}

/** A reply by its id. */
export function findReply(state: ChatData, id: string | undefined): AssistantMessage | undefined {
  const found = state.messages.findLast((message) => message.id === id);
  return found?.role === 'assistant' ? found : undefined;
}

export function actionsOf(reply: AssistantMessage): ActionState[] {
  return reply.artifacts.flatMap((artifact) => artifact.actions);
}
