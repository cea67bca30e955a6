/** A chat request in the form of the AI SDK, with the ends of its stable parts marked for the provider's cache. */
import type {
  ImagePart as ImageContent,
  ModelMessage,
  SystemModelMessage,
  TextPart as TextContent,
} from 'ai';
import type { ChatRequest, ChatTurn, ImagePart, TextPart } from '../../src/shared/chat-protocol.ts';

/** Anthropic caches up to a mark; it takes four, one of which is the system text's. The other providers find out themselves. */
const MARK = { anthropic: { cacheControl: { type: 'ephemeral' } } } as const;
const MAX_MARKED_TURNS = 3;

export function systemMessage({ system }: ChatRequest): SystemModelMessage | undefined {
  return system.trim() === '' ? undefined : { role: 'system', content: system, providerOptions: MARK };
}

interface Turn {
  role: ChatTurn['role'];
  parts: (TextContent | ImageContent)[];
}

/**
 * The conversation, its roles alternating: the templates of many open models refuse two messages in a row from the same side.
 * Empty messages, which providers refuse, are left out; a reply that was stopped before its first word is one.
 * @param marks - whether stable messages are marked, which keeps them apart from what follows; texts are joined otherwise.
 */
export function promptMessages({ messages }: ChatRequest, marks: boolean): ModelMessage[] {
  const stable = marks ? messages.filter((turn) => turn.stable === true) : [];
  const marked = new Set(stable.slice(-MAX_MARKED_TURNS));
  const turns: Turn[] = [];
  for (const turn of messages) {
    const parts = partsOf(turn);
    const last = parts.at(-1);
    if (!last) continue;
    if (marked.has(turn)) last.providerOptions = MARK;
    const previous = turns.at(-1);
    if (previous?.role === turn.role) previous.parts.push(...parts);
    else turns.push({ role: turn.role, parts });
  }
  return turns.map((turn) => toMessage({ ...turn, parts: marks ? turn.parts : joinTexts(turn.parts) }));
}

function partsOf({ content }: ChatTurn): Turn['parts'] {
  const parts = typeof content === 'string' ? [{ type: 'text', text: content } as const] : content;
  return parts.filter((part) => part.type === 'image' || part.text.trim() !== '').map((part) => toPart(part));
}

function toPart(part: TextPart | ImagePart): TextContent | ImageContent {
  if (part.type === 'text') return { type: 'text', text: part.text };
  const comma = part.dataUrl.indexOf(',');
  const mediaType = part.dataUrl.slice('data:'.length, part.dataUrl.indexOf(';'));
  return { type: 'image', image: part.dataUrl.slice(comma + 1), mediaType };
}

function joinTexts(parts: Turn['parts']): Turn['parts'] {
  const joined: Turn['parts'] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.type === 'text' && last?.type === 'text') last.text += `\n\n${part.text}`;
    else joined.push({ ...part });
  }
  return joined;
}

function toMessage({ role, parts }: Turn): ModelMessage {
  if (role === 'user') return { role, content: parts };
  return { role, content: parts.filter((part) => part.type === 'text') };
}
