/** Turns the text of a reply, as it comes, into what the screen shows and what the runner runs. */
import type { ArtifactEvent, ParsedAction } from '../agent/artifact-events.ts';
import { targetOf } from '../agent/actions.ts';
import { ArtifactParser } from '../agent/artifact-parser.ts';
import {
  actionsOf,
  findReply,
  type ActionState,
  type ArtifactState,
  type ChatStore,
  type ReplyPart,
} from '../state/chat-store.ts';
import type { EditorStore } from '../state/editor-store.ts';

export interface ReplyReaderDeps {
  readonly chat: ChatStore;
  readonly editor: EditorStore;
  readonly now: () => number;
  readonly onAction: (parsed: ParsedAction) => void;
}

/** How often the screen hears of new text. Milliseconds; below the eye's notice, and one frame in two at 60 a second. */
const FLUSH_MS = 33;

export class ReplyReader {
  readonly #deps: ReplyReaderDeps;
  readonly #id: string;
  #parser = new ArtifactParser();
  #pending: ArtifactEvent[] = [];
  #raw = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #bodies = new Map<number, string>();

  constructor(id: string, deps: ReplyReaderDeps) {
    this.#id = id;
    this.#deps = deps;
  }

  /**
   * Goes on with a reply that was cut off: what it had is parsed again, and nothing of it runs twice.
   * @returns where the body of the action begins in which it was cut off.
   */
  resume(raw: string): number | undefined {
    this.#pending.push(...this.#reparse(raw));
    this.#flush();
    return this.#parser.openBodyAt;
  }

  /** The model sends the open action again, from the beginning of its body: what came of it is forgotten. */
  restart(): void {
    const { openBodyAt } = this.#parser;
    this.#flush();
    const { chat } = this.#deps;
    const raw = findReply(chat.getState(), this.#id)?.raw.slice(0, openBodyAt);
    if (raw === undefined) return;
    this.#reparse(raw);
    chat.getState().updateReply(this.#id, (own) => ({ ...own, raw }));
    for (const action of this.#bodies.keys()) this.#bodies.set(action, '');
  }

  #reparse(raw: string): ArtifactEvent[] {
    this.#parser = new ArtifactParser();
    this.#parser.push(raw);
    this.#parser.end({ cutOff: true });
    return this.#parser.resume();
  }

  push(text: string): void {
    this.#raw += text;
    for (const event of this.#parser.push(text)) {
      this.#pending.push(event);
      if (event.kind !== 'action-close') continue;
      this.#flush();
      if (event.complete) this.#deps.onAction(event);
    }
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  /** @param cutOff - true when it may be continued. */
  end(cutOff: boolean): void {
    const events = this.#parser.end({ cutOff });
    this.#pending.push(...events);
    this.#flush();
    for (const event of events) {
      if (event.kind === 'action-close' && event.complete) this.#deps.onAction(event);
    }
    this.#deps.editor.getState().setFollowing(undefined);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { chat } = this.#deps;
    const reply = findReply(chat.getState(), this.#id);
    const events = this.#pending;
    const raw = this.#raw;
    this.#pending = [];
    this.#raw = '';
    if (!reply || (events.length === 0 && raw === '')) return;
    const parts: ReplyPart[] = [...reply.parts];
    const artifacts: ArtifactState[] = [...reply.artifacts];
    const remarks: string[] = [...reply.remarks];
    for (const event of events) this.#apply(event, parts, artifacts, remarks);
    chat
      .getState()
      .updateReply(this.#id, (own) => ({ ...own, raw: own.raw + raw, parts, artifacts, remarks }));
  }

  #apply(event: ArtifactEvent, parts: ReplyPart[], artifacts: ArtifactState[], remarks: string[]): void {
    switch (event.kind) {
      case 'text': {
        const last = parts.at(-1);
        if (last?.kind === 'text') parts[parts.length - 1] = { kind: 'text', text: last.text + event.text };
        else parts.push({ kind: 'text', text: event.text });
        return;
      }
      case 'artifact-open':
        if (event.resumed) return;
        parts.push({ kind: 'artifact', artifact: event.artifact });
        artifacts[event.artifact] = { id: event.id, title: event.title, complete: false, actions: [] };
        return;
      case 'artifact-close': {
        const artifact = artifacts[event.artifact];
        if (artifact) artifacts[event.artifact] = { ...artifact, complete: event.complete };
        return;
      }
      case 'malformed':
        remarks.push(event.message);
        return;
      case 'action-open':
        return this.#open(event, artifacts);
      case 'action-delta':
        return this.#follow(event.action, event.text, artifacts);
      case 'action-close':
        return this.#close(event, artifacts);
    }
  }

  #open(event: Extract<ArtifactEvent, { kind: 'action-open' }>, artifacts: ArtifactState[]): void {
    if (event.resumed) {
      this.#bodies.set(event.action, findContent(artifacts, event.action));
      return change(artifacts, event.action, { status: 'streaming' }, true);
    }
    this.#bodies.set(event.action, '');
    const artifact = artifacts[event.artifact];
    if (!artifact) return;
    const action: ActionState = {
      action: event.action,
      type: event.type,
      target: targetOf({ ...event, body: '' }),
      status: 'streaming',
      startedAt: this.#deps.now(),
    };
    artifacts[event.artifact] = { ...artifact, actions: [...artifact.actions, action] };
  }

  #follow(number: number, text: string, artifacts: ArtifactState[]): void {
    const body = (this.#bodies.get(number) ?? '') + text;
    this.#bodies.set(number, body);
    const action = artifacts.flatMap((artifact) => artifact.actions).find((own) => own.action === number);
    if (action?.type === 'file')
      this.#deps.editor.getState().setFollowing({ path: action.target, text: body });
    else if (action && body.length < 300) change(artifacts, number, { target: action.target || body.trim() });
  }

  #close(event: Extract<ArtifactEvent, { kind: 'action-close' }>, artifacts: ArtifactState[]): void {
    this.#bodies.delete(event.action);
    const target = targetOf(event);
    const isFile = event.type === 'file' || event.type === 'edit';
    change(artifacts, event.action, { target, ...(isFile ? { content: event.body } : {}) });
    if (event.complete) return;
    change(artifacts, event.action, {
      status: 'aborted',
      receipt: {
        type: event.type,
        target,
        status: 'aborted',
        durationMs: 0,
        reason: 'The reply ended in the middle of it, so nothing of it was used.',
      },
    });
  }
}

function change(
  artifacts: ArtifactState[],
  number: number,
  values: Partial<ActionState>,
  dropReceipt = false,
): void {
  const at = artifacts.findIndex((artifact) => artifact.actions.some((own) => own.action === number));
  const artifact = artifacts[at];
  if (!artifact) return;
  const actions = artifact.actions.map((own) => {
    if (own.action !== number) return own;
    const { receipt, ...rest } = own;
    return { ...rest, ...(receipt && !dropReceipt ? { receipt } : {}), ...values };
  });
  artifacts[at] = { ...artifact, actions };
}

function findContent(artifacts: readonly ArtifactState[], number: number): string {
  const actions = artifacts.flatMap((artifact) => artifact.actions);
  return actions.find((own) => own.action === number)?.content ?? '';
}

/** What must be told of a reply's actions with the next turn. */
export function toldReceipts(chat: ChatStore, id: string | undefined): NonNullable<ActionState['receipt']>[] {
  const reply = findReply(chat.getState(), id);
  if (!reply) return [];
  const receipts = actionsOf(reply).flatMap((action) => action.receipt ?? []);
  const remarks = reply.remarks.map((reason) => ({
    type: 'artifact',
    target: '',
    status: 'failed' as const,
    durationMs: 0,
    reason,
  }));
  return [...receipts.filter((receipt) => receipt.status !== 'done'), ...remarks];
}
