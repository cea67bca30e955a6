/** The conversation as it is sent again: recent artifacts whole, older ones folded to a list of what they did. Pure. */
import { targetOf } from './actions.ts';
import { ArtifactParser } from './artifact-parser.ts';

export interface ChatMessage {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  /** Number of images that go with it. */
  readonly images?: number;
}

export interface FoldOptions {
  /** How many of the latest replies keep their artifacts. Default 1: the files themselves are sent anyway. */
  readonly keep?: number;
}

/** Replaces the artifacts of all but the latest replies by lists of what they did. Folding is stable: it never changes again. */
export function foldHistory(messages: readonly ChatMessage[], options: FoldOptions = {}): ChatMessage[] {
  const keep = options.keep ?? 1;
  const replies = messages.flatMap((message, index) => (message.role === 'assistant' ? [index] : []));
  const kept = new Set(keep > 0 ? replies.slice(-keep) : []);
  return messages.map((message, index) =>
    message.role === 'assistant' && !kept.has(index)
      ? { ...message, text: foldReply(message.text) }
      : message,
  );
}

/** One reply with each artifact as a line of what it wrote and ran. */
export function foldReply(text: string): string {
  const parser = new ArtifactParser();
  const out: string[] = [];
  let done: string[] = [];
  let title = '';
  for (const event of [...parser.push(text), ...parser.end()]) {
    if (event.kind === 'text') out.push(event.text);
    else if (event.kind === 'artifact-open') {
      title = event.title || event.id;
      done = [];
    } else if (event.kind === 'action-close') {
      done.push(`${VERBS[event.type] ?? event.type} ${targetOf(event)}${event.complete ? '' : ' (cut off)'}`);
    } else if (event.kind === 'artifact-close')
      out.push(`[Done earlier: ${title}: ${done.join('; ') || 'nothing'}]`);
  }
  return out.join('').trim();
}

const VERBS: Readonly<Record<string, string>> = {
  file: 'wrote',
  edit: 'edited',
  delete: 'deleted',
  rename: 'renamed',
  shell: 'ran',
  start: 'started',
};
