/** The demo model: streams a recorded reply at the pace of a real one. Needs no key and no network. */
import { estimateTokens } from '../../../src/agent/tokens.ts';
import type { ChatEvent, ChatRequest } from '../../../src/shared/chat-protocol.ts';
import { chooseReply } from './choose.ts';

export type DemoPace = 'natural' | 'fast';

/** About 200 tokens a second. */
const NATURAL = { characters: 20, milliseconds: 25, thinking: 500 };
const FAST_CHARACTERS = 4000;

/** `fast` is for tests: as quick as it can be read. */
export function demoPace(text: string | undefined): DemoPace {
  return text?.trim() === 'fast' ? 'fast' : 'natural';
}

export async function* demoReply(
  request: ChatRequest,
  pace: DemoPace,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent, void, void> {
  const reply = chooseReply(request);
  if (pace === 'natural') await pause(NATURAL.thinking, signal);
  const began = Date.now();
  let due = 0;
  for (let at = 0, turn = 0; at < reply.length; turn++) {
    if (signal.aborted) return;
    // Uneven, as models are; over a while it evens out.
    const size = pace === 'fast' ? FAST_CHARACTERS : NATURAL.characters + ((turn * 7) % 13) - 6;
    yield { type: 'text', text: reply.slice(at, at + size) };
    at += size;
    if (pace === 'fast') continue;
    due += NATURAL.milliseconds;
    const early = began + due - Date.now();
    if (early > 0) await pause(early, signal);
  }
  if (signal.aborted) return;
  const inputTokens = request.messages.reduce(
    (sum, { content }) => sum + tokensOf(content),
    tokensOf(request.system),
  );
  yield { type: 'usage', usage: { inputTokens, outputTokens: estimateTokens(reply) } };
  yield { type: 'finish', reason: 'stop' };
}

function tokensOf(content: ChatRequest['messages'][number]['content']): number {
  if (typeof content === 'string') return estimateTokens(content);
  return content.reduce((sum, part) => sum + (part.type === 'text' ? estimateTokens(part.text) : 0), 0);
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    signal.addEventListener('abort', finish);
  });
}
