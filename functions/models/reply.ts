/** Asks a model and gives its reply as the events of the protocol, ending with `finish` or `error`. */
import { streamText } from 'ai';
import type { LanguageModelUsage, TextStreamPart, ToolSet } from 'ai';
import type { ChatEvent, ChatRequest, ChatUsage, ModelFailure } from '../../src/shared/chat-protocol.ts';
import { modelInfo } from './catalog.ts';
import type { Connection } from './connect.ts';
import { failure, failureFrom } from './failures.ts';
import { promptMessages, systemMessage } from './prompt.ts';

/** A model on a laptop may read a long prompt for minutes before its first word. */
const SILENCE_LIMIT = 300_000;
/** Anthropic wants a limit; the SDK's own for models that it does not know is too small for an app. */
const ANTHROPIC_OUTPUT = 64_000;

export interface ReplyOptions {
  /** Milliseconds without a word after which the request is given up. */
  silenceLimit?: number;
}

/** Ends without an event of its own when `signal` aborts: nobody listens any more. */
export async function* askModel(
  { provider, model, context }: Connection,
  request: ChatRequest,
  signal: AbortSignal,
  options: ReplyOptions = {},
): AsyncGenerator<ChatEvent, void, void> {
  const silence = new Silence(options.silenceLimit ?? SILENCE_LIMIT);
  const limit = outputLimit(provider, request);
  const system = systemMessage(request);
  let hasText = false;
  try {
    const result = streamText({
      model,
      ...(system ? { system } : {}),
      messages: promptMessages(request, provider === 'anthropic'),
      ...(limit === undefined ? {} : { maxOutputTokens: limit }),
      // The person sees the wait and decides; a retry here would be a silence without a reason.
      maxRetries: 0,
      abortSignal: AbortSignal.any([signal, silence.signal]),
      // The default prints the error, and with it the prompt.
      onError: () => undefined,
      ...(provider === 'openai' ? { providerOptions: { openai: { store: false } } } : {}),
    });
    for await (const part of result.fullStream) {
      if (signal.aborted) return;
      silence.broken();
      if (part.type === 'text-delta') hasText = true;
      const events = toEvents(part, context.provider, (error) => failureFrom(error, context, hasText));
      yield* events;
      if (events.some(({ type }) => type === 'error' || type === 'finish')) return;
    }
    if (signal.aborted) return;
    if (silence.signal.aborted) yield { type: 'error', failure: timedOut(context.provider) };
    else yield { type: 'error', failure: cutOff(context.provider) };
  } catch (error) {
    if (signal.aborted) return;
    const reason = silence.signal.aborted ? timedOut(context.provider) : failureFrom(error, context, hasText);
    yield { type: 'error', failure: reason };
  } finally {
    silence.end();
  }
}

function toEvents(
  part: TextStreamPart<ToolSet>,
  provider: string,
  explain: (error: unknown) => ModelFailure,
): ChatEvent[] {
  switch (part.type) {
    case 'text-delta':
      return part.text === '' ? [] : [{ type: 'text', text: part.text }];
    case 'reasoning-delta':
      return part.text === '' ? [] : [{ type: 'reasoning', text: part.text }];
    case 'error':
      return [{ type: 'error', failure: explain(part.error) }];
    case 'finish':
      return [usageEvent(part.totalUsage), ...endOf(part.finishReason, provider)];
    default:
      return [];
  }
}

/** Aborts its signal when nothing has been heard for too long. */
class Silence {
  readonly #limit: number;
  readonly #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(limit: number) {
    this.#limit = limit;
    this.broken();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  broken(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(), this.#limit);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

function outputLimit(provider: string, request: ChatRequest): number | undefined {
  const most = modelInfo(request.model)?.maxOutputTokens;
  if (request.maxOutputTokens !== undefined) return Math.min(request.maxOutputTokens, most ?? Infinity);
  return provider === 'anthropic' ? (most ?? ANTHROPIC_OUTPUT) : undefined;
}

function endOf(reason: string, provider: string): ChatEvent[] {
  switch (reason) {
    case 'stop':
    case 'tool-calls':
      return [{ type: 'finish', reason: 'stop' }];
    case 'length':
      return [{ type: 'finish', reason: 'length' }];
    case 'content-filter':
      return [{ type: 'finish', reason: 'filtered' }];
    default:
      // Without a reason the stream ended before the reply did.
      return [{ type: 'error', failure: cutOff(provider) }];
  }
}

function usageEvent(usage: LanguageModelUsage): ChatEvent {
  const values: Record<keyof ChatUsage, number | undefined> = {
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    reasoningTokens: usage.outputTokenDetails.reasoningTokens,
    cacheReadTokens: usage.inputTokenDetails.cacheReadTokens,
    cacheWriteTokens: usage.inputTokenDetails.cacheWriteTokens,
  };
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  return { type: 'usage', usage: Object.fromEntries(known) };
}

function cutOff(provider: string): ModelFailure {
  return failure('cut-off', `The connection to ${provider} broke off in the middle of the reply.`);
}

function timedOut(provider: string): ModelFailure {
  return failure('timeout', `${provider} sent nothing for a long time, so the request was given up.`);
}
