/** OpenRouter's form of caching marks: `cache_control` on a content part, for the models that need it. */

interface Message {
  role?: unknown;
  content?: unknown;
}

/** Marks the system text of a request for an Anthropic model; the others cache by themselves. */
export function withOpenRouterCaching(body: Record<string, unknown>): Record<string, unknown> {
  const { model, messages } = body;
  if (typeof model !== 'string' || !model.startsWith('anthropic/') || !Array.isArray(messages)) return body;
  return {
    ...body,
    messages: messages.map((message: Message) =>
      message.role === 'system' && typeof message.content === 'string'
        ? {
            ...message,
            content: [{ type: 'text', text: message.content, cache_control: { type: 'ephemeral' } }],
          }
        : message,
    ),
  };
}
