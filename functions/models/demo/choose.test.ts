import { describe, expect, it } from 'vitest';
import { CONTINUE_REQUEST } from '../../../src/agent/continuation.ts';
import { buildContext } from '../../../src/agent/context.ts';
import type { ContextInput } from '../../../src/agent/context.ts';
import { fixPrompt } from '../../../src/agent/fix-prompt.ts';
import { createProblem } from '../../../src/agent/problem.ts';
import type { ChatEvent, ChatRequest, ChatTurn } from '../../../src/shared/chat-protocol.ts';
import { chooseReply } from './choose.ts';
import { RECORDINGS } from './recordings.ts';
import { demoReply } from './reply.ts';

function recording(id: string): (typeof RECORDINGS)[number] {
  const found = RECORDINGS.find((own) => own.id === id);
  if (!found) throw new Error(`no recording ${id}`);
  return found;
}

/** As the app sends it: the project first, then the conversation, then the request with what goes with it. */
function turn(request: string, input: Partial<ContextInput> = {}): ChatRequest {
  const context = buildContext({ mode: 'build', files: [], history: [], budget: 100_000, request, ...input });
  const history = context.history.map(({ role, text }): ChatTurn => ({ role, content: text }));
  return {
    model: 'demo:recorded',
    system: context.system,
    messages: [
      { role: 'user', content: context.project },
      ...history,
      { role: 'user', content: context.request },
    ],
  };
}

const recipes = recording('tin-box-recipes');
const daybook = recording('daybook');
const app = { path: 'src/App.tsx', content: 'const recipe = RECIPES.find((own) => own.id === openId)!;\n' };
const problem = createProblem(
  {
    source: 'preview',
    message: "TypeError: Cannot read properties of undefined (reading 'id')",
    file: 'src/App.tsx',
  },
  { now: 0 },
);

describe('the demo', () => {
  it('knows its prompts, however they are typed', () => {
    for (const { prompt, reply } of RECORDINGS) {
      expect(chooseReply(turn(prompt))).toBe(reply);
      expect(chooseReply(turn(`  ${prompt.toUpperCase()}! `))).toBe(reply);
    }
  });

  it('has at least six builds, one with a follow-up and one with a fix', () => {
    expect(RECORDINGS.length).toBeGreaterThanOrEqual(6);
    expect(RECORDINGS.some(({ followUp }) => followUp)).toBe(true);
    expect(RECORDINGS.some(({ fix }) => fix)).toBe(true);
  });

  it('replays a follow-up in the conversation it belongs to, and says so elsewhere', () => {
    const asked = daybook.followUp?.prompt ?? '';
    const history = [
      { role: 'user', text: daybook.prompt },
      { role: 'assistant', text: daybook.reply },
    ] as const;
    expect(chooseReply(turn(asked, { history }))).toBe(daybook.followUp?.reply);
    const alone = chooseReply(turn(asked));
    expect(alone).toContain('belongs to another build');
    expect(alone).not.toContain('<artifact');
  });

  it('recognises its own project by package.json when the conversation is new', () => {
    const files = [{ path: 'package.json', content: '{\n  "name": "daybook"\n}\n' }];
    expect(chooseReply(turn('Add due dates and filters', { files }))).toBe(daybook.followUp?.reply);
  });

  it('mends the bug that it made, once', () => {
    const history = [
      { role: 'user', text: recipes.prompt },
      { role: 'assistant', text: recipes.reply },
    ] as const;
    const request = fixPrompt({ problem, level: 1 });
    expect(chooseReply(turn(request, { history, files: [app] }))).toBe(recipes.fix?.reply);
    expect(chooseReply(turn(request, { history }))).toBe(recipes.fix?.reply);
    const mended = { path: 'src/App.tsx', content: 'const recipe = RECIPES[0];\n' };
    expect(chooseReply(turn(request, { history, files: [mended] }))).not.toContain('<artifact');
    const later = [
      ...history,
      { role: 'user', text: request },
      { role: 'assistant', text: recipes.fix?.reply ?? '' },
    ] as const;
    expect(chooseReply(turn(request, { history: later }))).not.toContain('<artifact');
    expect(chooseReply(turn(request, { history: later, files: [app] }))).toBe(recipes.fix?.reply);
  });

  it('goes on where a reply was cut off', () => {
    const half = daybook.reply.slice(0, 5000);
    const history = [
      { role: 'user', text: daybook.prompt },
      { role: 'assistant', text: half },
    ] as const;
    expect(half + chooseReply(turn(CONTINUE_REQUEST, { history }))).toBe(daybook.reply);
  });

  it('says what it is and how to connect a model to anything else', () => {
    const reply = chooseReply(turn('Build me a social network'));
    expect(reply).not.toContain('<artifact');
    for (const { prompt } of RECORDINGS) expect(reply).toContain(prompt);
    expect(reply).toMatch(/not a language model/);
    expect(reply).toMatch(/API key/);
  });

  it('builds nothing in Ask mode', () => {
    expect(chooseReply(turn(daybook.prompt, { mode: 'ask' }))).not.toContain('<artifact');
  });

  it('streams at the pace of a model, and stops when the reader leaves', async () => {
    const controller = new AbortController();
    const began = Date.now();
    let text = '';
    let last: ChatEvent | undefined;
    for await (const event of demoReply(turn(daybook.prompt), 'natural', controller.signal)) {
      last = event;
      if (event.type === 'text') text += event.text;
      if (Date.now() - began > 1000) controller.abort();
    }
    // Half a second of silence, then about 800 characters a second.
    expect(text.length).toBeGreaterThan(150);
    expect(text.length).toBeLessThan(900);
    expect(last?.type).toBe('text');
  });
});
