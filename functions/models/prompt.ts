/** A chat request in the form of the AI SDK, with the ends of its stable parts marked for the provider's cache. */
import type { ModelMessage, SystemModelMessage } from 'ai';
import type { ChatRequest, ChatTurn, ImagePart, TextPart } from '../../src/shared/chat-protocol.ts';

/** Anthropic caches up to a mark; it takes four, one of which is the system text's. The other providers find out themselves. */
const MARK = { anthropic: { cacheControl: { type: 'ephemeral' } } } as const;
const MAX_MARKED_TURNS = 3;

export function systemMessage({ system }: ChatRequest): SystemModelMessage | undefined {
  return system.trim() === '' ? undefined : { role: 'system', content: system, providerOptions: MARK };
}

export function promptMessages({ messages }: ChatRequest): ModelMessage[] {
  const stable = messages.flatMap((turn, index) => (turn.stable === true ? [index] : []));
  const marked = new Set(stable.slice(-MAX_MARKED_TURNS));
  return messages.filter(hasContent).map((turn) => toMessage(turn, marked.has(messages.indexOf(turn))));
}

/** Providers refuse empty messages; a reply that was stopped before its first word is one. */
function hasContent({ content }: ChatTurn): boolean {
  return typeof content === 'string'
    ? content.trim() !== ''
    : content.some((part) => part.type === 'image' || part.text.trim() !== '');
}

function toMessage({ role, content }: ChatTurn, marked: boolean): ModelMessage {
  const mark = marked ? { providerOptions: MARK } : {};
  if (role === 'assistant') return { role, content: textOf(content), ...mark };
  if (typeof content === 'string') return { role, content, ...mark };
  return { role, content: content.filter(isPresent).map((part) => toPart(part)), ...mark };
}

function isPresent(part: TextPart | ImagePart): boolean {
  return part.type === 'image' || part.text.trim() !== '';
}

function toPart(
  part: TextPart | ImagePart,
): { type: 'text'; text: string } | { type: 'image'; image: string; mediaType: string } {
  if (part.type === 'text') return { type: 'text', text: part.text };
  const comma = part.dataUrl.indexOf(',');
  const mediaType = part.dataUrl.slice('data:'.length, part.dataUrl.indexOf(';'));
  return { type: 'image', image: part.dataUrl.slice(comma + 1), mediaType };
}

function textOf(content: ChatTurn['content']): string {
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('\n\n');
}
