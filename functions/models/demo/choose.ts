/** Finds the recorded reply to a conversation, or says what the demo is. Pure. */
import { CONTINUE_REQUEST } from '../../../src/agent/continuation.ts';
import { systemPrompt } from '../../../src/agent/system-prompt.ts';
import type { ChatRequest, ChatTurn } from '../../../src/shared/chat-protocol.ts';
import type { Recording } from './recording.ts';
import { RECORDINGS } from './recordings.ts';

export function chooseReply(request: ChatRequest): string {
  const texts = request.messages.map(textOf);
  const asked = texts.at(-1) ?? '';
  if (asked.includes(CONTINUE_REQUEST)) return continuation(request) ?? introduction();
  if (request.system.startsWith(systemPrompt('ask'))) return introduction(ASK);
  const wanted = plain(asked);
  const about = ({ id, title }: Recording): boolean =>
    // In the artifact, in package.json, or in the folded history.
    [`id="${id}"`, `"name": "${id}"`, title].some((mark) => texts.some((text) => text.includes(mark)));
  for (const recording of RECORDINGS) {
    if (wanted.includes(plain(recording.prompt))) return recording.reply;
    const { followUp, fix } = recording;
    if (followUp && wanted.includes(plain(followUp.prompt))) {
      return about(recording) ? followUp.reply : introduction(firstBuild(recording));
    }
    const asksForFix = /^fix this problem/m.test(asked.toLowerCase());
    if (fix && asksForFix && about(recording) && isBroken(fix, texts)) return fix.reply;
  }
  return introduction();
}

/** Whether the bug is still there: by the file as it is now, else by what was last said about it. */
function isBroken(
  { file, brokenText, reply }: NonNullable<Recording['fix']>,
  texts: readonly string[],
): boolean {
  for (const text of texts.toReversed()) {
    const at = text.indexOf(`<file path="${file}">`);
    if (at !== -1) return text.slice(at, text.indexOf('</file>', at)).includes(brokenText);
  }
  return texts.findLast((text) => text.includes(brokenText))?.includes(reply) === false;
}

/** The rest of the recorded reply that the last message of the assistant is the beginning of. */
function continuation({ messages }: ChatRequest): string | undefined {
  const last = messages.findLast(({ role }) => role === 'assistant');
  const said = last ? textOf(last) : '';
  if (said === '') return undefined;
  const replies = RECORDINGS.flatMap(({ reply, followUp, fix }) => [
    reply,
    ...(followUp ? [followUp.reply] : []),
    ...(fix ? [fix.reply] : []),
  ]);
  return replies.find((reply) => reply.startsWith(said))?.slice(said.length);
}

function introduction(before?: string): string {
  const prompts = RECORDINGS.flatMap(({ prompt, followUp }) => [
    `- ${prompt}`,
    ...(followUp ? [`  - then: ${followUp.prompt}`] : []),
  ]);
  return [
    ...(before === undefined ? [] : [before]),
    'I am the demo, not a language model: I replay recorded builds, so that you can see everything work without a key. The code, the install, the running app and its repair are real; only my words were written before.',
    `These prompts I can replay:\n\n${prompts.join('\n')}`,
    'For anything else, connect a model in the model settings: paste an API key of Anthropic, OpenAI, Google or OpenRouter, or give the address of an OpenAI-compatible server. If Ollama runs on this computer, it is found by itself.\n',
  ].join('\n\n');
}

const ASK = 'Questions about your project need a model that can read it.';

function firstBuild({ prompt, followUp }: Recording): string {
  return `“${followUp?.prompt}” belongs to another build. Start a new project with “${prompt}” first.`;
}

function textOf({ content }: ChatTurn): string {
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('\n\n');
}

/** Without what people change when they type a sentence again. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
