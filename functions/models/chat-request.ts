/** Validates the bodies of `/api/chat` and `/api/models/test`, with reasons that name the member. */
import { z } from 'zod';
import { CHAT_LIMITS, IMAGE_TYPES } from '../../src/shared/chat-protocol.ts';
import type { ChatRequest, ModelTestRequest } from '../../src/shared/chat-protocol.ts';

const DATA_URL = new RegExp(`^data:(?:${IMAGE_TYPES.join('|')});base64,[A-Za-z0-9+/]+={0,2}$`);

const model = z.string().trim().min(3).max(200);
const baseUrl = z.string().trim().min(1).max(2000).optional();
const text = z.string().max(CHAT_LIMITS.textChars);

const part = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text }),
  z.object({
    type: z.literal('image'),
    dataUrl: z
      .string()
      .max(CHAT_LIMITS.imageChars, 'the image is too large')
      .refine((url) => DATA_URL.test(url), `must be a base64 data URL of ${IMAGE_TYPES.join(', ')}`),
  }),
]);

const turn = z
  .object({
    role: z.enum(['user', 'assistant']),
    content: z.union([text, z.array(part).min(1).max(CHAT_LIMITS.partsPerMessage)]),
    stable: z.boolean().optional(),
  })
  .refine(({ role, content }) => role === 'user' || typeof content === 'string', {
    message: 'an assistant message must have text only',
    path: ['content'],
  });

const chat = z
  .object({
    model,
    baseUrl,
    system: z.string().max(CHAT_LIMITS.systemChars),
    messages: z.array(turn).min(1).max(CHAT_LIMITS.messages),
    maxOutputTokens: z.int().min(1).max(CHAT_LIMITS.outputTokens).optional(),
  })
  .refine(({ messages }) => messages.at(-1)?.role === 'user', {
    message: 'the last message must be from the user',
    path: ['messages'],
  })
  .refine(({ messages }) => countImages(messages) <= CHAT_LIMITS.images, {
    message: `there may be at most ${CHAT_LIMITS.images} images`,
    path: ['messages'],
  })
  .refine(({ messages }) => countText(messages) <= CHAT_LIMITS.textChars, {
    message: `the texts may have at most ${CHAT_LIMITS.textChars} characters in all`,
    path: ['messages'],
  });

const test = z.object({ model, baseUrl });

export type Checked<T> = { ok: true; value: T } | { ok: false; reason: string };

export function checkChatRequest(body: string): Checked<ChatRequest> {
  return check(body, (value) => chat.safeParse(value));
}

export function checkModelTest(body: string): Checked<ModelTestRequest> {
  return check(body, (value) => test.safeParse(value));
}

/** Zod says `undefined` for a member that is missing, which the exact types do not have: JSON cannot, so they agree. */
function check<T>(body: string, parse: (value: unknown) => z.ZodSafeParseResult<unknown>): Checked<T> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { ok: false, reason: 'The body is not JSON.' };
  }
  const result = parse(value);
  if (result.success) return { ok: true, value: result.data as T };
  const issue = result.error.issues[0];
  const path = issue?.path.map(String).join('.') || 'The body';
  return { ok: false, reason: `${path}: ${issue?.message ?? 'not valid'}.` };
}

type Turns = readonly z.infer<typeof turn>[];

function countImages(messages: Turns): number {
  return messages.reduce(
    (sum, { content }) =>
      typeof content === 'string' ? sum : sum + content.filter(({ type }) => type === 'image').length,
    0,
  );
}

function countText(messages: Turns): number {
  const length = (content: Turns[number]['content']): number =>
    typeof content === 'string'
      ? content.length
      : content.reduce((sum, own) => sum + (own.type === 'text' ? own.text.length : 0), 0);
  return messages.reduce((sum, { content }) => sum + length(content), 0);
}
