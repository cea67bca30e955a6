/**
 * What the app and the edge say to each other about models: `POST /api/chat`, `GET /api/models`, `POST /api/models/test`.
 * Pure types and limits; the stream's encoding is in `chat-stream.ts`.
 */

export const PROVIDERS = [
  'demo',
  'anthropic',
  'openai',
  'google',
  'openrouter',
  'openai-compatible',
  'ollama',
] as const;

export type ProviderId = (typeof PROVIDERS)[number];

/** The header in which a person's own key travels: for one request, never logged, never stored. */
export const MODEL_KEY_HEADER = 'x-model-key';

/** What a chat request may hold at most. The edge enforces it; the app can say so before it sends. */
export const CHAT_LIMITS = {
  bodyBytes: 24 * 1024 * 1024,
  messages: 200,
  partsPerMessage: 40,
  systemChars: 400_000,
  textChars: 4_000_000,
  images: 20,
  /** Of one image, as the base64 text of its data URL. */
  imageChars: 8_000_000,
  outputTokens: 200_000,
} as const;

export const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'] as const;

export interface TextPart {
  type: 'text';
  text: string;
}

export interface ImagePart {
  type: 'image';
  /** `data:image/png;base64,…` of one of `IMAGE_TYPES`. */
  dataUrl: string;
}

export interface ChatTurn {
  role: 'user' | 'assistant';
  /** Replies are text only. */
  content: string | readonly (TextPart | ImagePart)[];
  /** All up to and including this message will be sent again unchanged: worth caching. The system text always is. */
  stable?: boolean;
}

/** The body of `POST /api/chat`. */
export interface ChatRequest {
  /** `provider:model`, such as `anthropic:claude-sonnet-5-5` or `ollama:qwen3-coder:30b`. */
  model: string;
  /** Only for `openai-compatible`: where it is, such as `http://localhost:1234/v1`. */
  baseUrl?: string;
  system: string;
  messages: readonly ChatTurn[];
  maxOutputTokens?: number;
}

export interface ChatUsage {
  /** All of the prompt, cached or not. */
  inputTokens?: number;
  outputTokens?: number;
  reasoningTokens?: number;
  cacheReadTokens?: number;
  cacheWriteTokens?: number;
}

/** Why a reply ended: by itself, at the length limit, or `filtered` by the provider's rules. */
export type FinishReason = 'stop' | 'length' | 'filtered';

export const FAILURE_KINDS = [
  /** The request itself was not understood; a bug of the caller, or too large. */
  'bad-request',
  'no-key',
  'bad-key',
  'no-credit',
  'rate-limit',
  'context-too-long',
  'model-not-found',
  /** The provider answers that it is broken or overloaded. */
  'provider-down',
  /** Nobody answers at the address. */
  'unreachable',
  /** The provider did not take the request, for a reason of its own. */
  'refused',
  /** What came was not the protocol. */
  'bad-answer',
  /** The reply broke off in the middle. */
  'cut-off',
  /** Nothing came for too long. */
  'timeout',
] as const;

export type FailureKind = (typeof FAILURE_KINDS)[number];

/** Why a model did not answer (to the end), in words for a person. Holds no key and no internals. */
export interface ModelFailure {
  kind: FailureKind;
  message: string;
  /** Whether the same request may succeed if it is sent again. */
  retryable: boolean;
  /** Of a rate limit, where the provider says how long. */
  retryAfterSeconds?: number;
}

/**
 * One line of the reply's stream. The last event is `finish` or `error`; a stream without either was cut off on its way.
 * An aborted request gets no event: it was the caller who left.
 */
export type ChatEvent =
  | { type: 'start'; model: string }
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  | { type: 'usage'; usage: ChatUsage }
  | { type: 'finish'; reason: FinishReason }
  | { type: 'error'; failure: ModelFailure };

export interface ModelInfo {
  /** What `ChatRequest.model` takes. */
  id: string;
  label: string;
  contextTokens?: number;
  maxOutputTokens?: number;
  /** US dollars for a million tokens. */
  price?: { input: number; output: number; cacheRead?: number };
  seesImages?: boolean;
}

export interface ProviderInfo {
  id: ProviderId;
  label: string;
  /** Whether it works without a key from the person: the edge has one, or none is needed. */
  configured: boolean;
  /** Whether a person's own key makes it work. */
  takesKey: boolean;
  /** Whether it needs an address (`ChatRequest.baseUrl`). */
  takesBaseUrl: boolean;
  models: readonly ModelInfo[];
  /** Where to get a key, or the program. */
  url?: string;
}

/** The answer of `GET /api/models`. */
export interface ModelList {
  providers: readonly ProviderInfo[];
  /** The model to use while the person has chosen none. */
  default: string;
  /** Whether addresses on this computer and its network may be used as `baseUrl`. */
  localAllowed: boolean;
  /** What the demo can build, in the order in which to offer it. */
  examples: readonly DemoExample[];
}

export interface DemoExample {
  title: string;
  prompt: string;
  /** A second request, to send after the first is done. */
  followUp?: string;
}

/** The body of `POST /api/models/test`; a key goes in `MODEL_KEY_HEADER`. */
export interface ModelTestRequest {
  model: string;
  baseUrl?: string;
}

export type ModelTestResult =
  { ok: true; message: string; milliseconds: number } | { ok: false; failure: ModelFailure };

/** Splits `provider:model`; undefined when there is no such provider or no model. */
export function parseModelId(id: string): { provider: ProviderId; model: string } | undefined {
  const at = id.indexOf(':');
  const provider = PROVIDERS.find((name) => name === id.slice(0, Math.max(at, 0)));
  const model = id.slice(at + 1).trim();
  return provider === undefined || model === '' ? undefined : { provider, model };
}
