/** Turns what providers and the network say into a `ModelFailure`: useful words, and never a key, a URL's secret or a stack. */
import {
  APICallError,
  InvalidResponseDataError,
  JSONParseError,
  NoSuchModelError,
  RetryError,
  TypeValidationError,
} from 'ai';
import type { FailureKind, ModelFailure } from '../../src/shared/chat-protocol.ts';

/** Whom the words are about. */
export interface FailureContext {
  /** The provider's name. */
  provider: string;
  model: string;
  /** The key that was sent: cut out of everything that is quoted. */
  key?: string | undefined;
  /** The address of a server of the person's own. */
  baseUrl?: string | undefined;
}

interface Evidence {
  status: number | undefined;
  /** All that was said, to look for known phrases. */
  text: string;
  /** The provider's own sentence, to quote. */
  message: string;
  headers: Readonly<Record<string, string>>;
}

const RETRYABLE: ReadonlySet<FailureKind> = new Set([
  'rate-limit',
  'provider-down',
  'unreachable',
  'bad-answer',
  'cut-off',
  'timeout',
]);

export function failure(kind: FailureKind, message: string, retryAfterSeconds?: number): ModelFailure {
  return {
    kind,
    message,
    retryable: RETRYABLE.has(kind),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

/** @param hasText - whether part of the reply has already come. */
export function failureFrom(error: unknown, context: FailureContext, hasText = false): ModelFailure {
  const cause = RetryError.isInstance(error) ? error.lastError : error;
  const evidence = evidenceOf(cause);
  if (NoSuchModelError.isInstance(cause)) return describe('model-not-found', context, evidence);
  if (isCutOff(cause, evidence, hasText)) return describe('cut-off', context, evidence);
  if (isGarbage(cause)) return describe('bad-answer', context, evidence);
  const kind = kindOf(evidence, cause);
  return describe(kind === 'unreachable' && hasText ? 'cut-off' : kind, context, evidence);
}

/** The answer had begun when the connection broke, or the stream ended without the reply's end. */
function isCutOff(error: unknown, { text }: Evidence, hasText: boolean): boolean {
  if (APICallError.isInstance(error) && error.statusCode === 200) return NETWORK.test(text);
  return hasText && InvalidResponseDataError.isInstance(error);
}

function isGarbage(error: unknown): boolean {
  if (TypeValidationError.isInstance(error) || JSONParseError.isInstance(error)) return true;
  if (InvalidResponseDataError.isInstance(error)) return true;
  // A 200 whose body could not be read as the protocol.
  return APICallError.isInstance(error) && error.statusCode === 200;
}

function kindOf({ status, text }: Evidence, error: unknown): FailureKind {
  const says = (pattern: RegExp): boolean => pattern.test(text);
  const hasWait = says(/retryDelay/);
  if (
    status === 402 ||
    says(
      /insufficient_quota|credit balance|insufficient (?:credits|balance|funds)|billing_error|payment required|out of credits/i,
    )
  )
    return 'no-credit';
  if (status === 429 && !hasWait && says(/exceeded your current quota/i)) return 'no-credit';
  if (status === 429 || says(/rate_limit|rate limit|RESOURCE_EXHAUSTED/i)) return 'rate-limit';
  if (
    status === 413 ||
    says(
      /context_length_exceeded|context (?:length|window|size)|prompt is too long|too many (?:input )?tokens|maximum (?:context|prompt|number of tokens)|input token count|input is too long|request_too_large|exceeds the available context/i,
    )
  )
    return 'context-too-long';
  if (
    status === 401 ||
    says(
      /invalid.{0,3}api.{0,3}key|API key not valid|authentication_error|API_KEY_INVALID|incorrect api key/i,
    )
  )
    return 'bad-key';
  if (
    says(
      /model_not_found|model.{0,80}(?:not found|does not exist|not exist|is not supported|not available)|no endpoints found|is not a valid model|try pulling it/i,
    )
  )
    return 'model-not-found';
  if (status === 403) return 'bad-key';
  if (status === 404) return 'model-not-found';
  if (status === 408 || (status !== undefined && status >= 500)) return 'provider-down';
  if (says(/overloaded|server_error|internal server error|api_error|temporarily unavailable|UNAVAILABLE/i))
    return 'provider-down';
  if (status !== undefined) return 'refused';
  return error instanceof TypeError || says(NETWORK) ? 'unreachable' : 'refused';
}

const NETWORK =
  /fetch failed|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|socket|terminated|network|Cannot connect to API|other side closed/i;

function describe(kind: FailureKind, context: FailureContext, evidence: Evidence): ModelFailure {
  const { provider, model, baseUrl } = context;
  const wait = kind === 'rate-limit' ? waitOf(evidence) : undefined;
  const words: Record<FailureKind, () => string> = {
    'bad-request': () => `The request was not understood.`,
    'no-key': () => `${provider} needs an API key. Add one in the model settings.`,
    'bad-key': () =>
      evidence.status === 403
        ? `${provider} does not let this key use ${model}. Check the key's permissions, or use another.`
        : `${provider} does not accept this API key. Check it, or make a new one.`,
    'no-credit': () =>
      `The ${provider} account has no credit left. Add credit there, or choose another model.`,
    'rate-limit': () =>
      wait === undefined
        ? `${provider} limits how often it can be asked. Wait a little, then try again.`
        : `${provider} limits how often it can be asked. Try again in ${seconds(wait)}.`,
    'context-too-long': () =>
      `That is more than ${model} can read at once. Unpin files or begin a new conversation, or choose a model with a larger context.`,
    'model-not-found': () =>
      baseUrl === undefined
        ? `${provider} has no model ${model}, or your key may not use it.`
        : `The server at ${baseUrl} has no model ${model}.`,
    'provider-down': () =>
      `${provider} has a problem of its own${evidence.status === undefined ? '' : ` (${evidence.status})`}. Try again in a minute, or choose another model.`,
    unreachable: () =>
      baseUrl === undefined
        ? `${provider} cannot be reached. Check the network connection.`
        : `Nothing answers at ${baseUrl}. Is the model server running?`,
    refused: () =>
      evidence.status !== undefined && evidence.status >= 300 && evidence.status < 400
        ? `The address redirects elsewhere; give the address it redirects to.`
        : `${provider} refused the request${quote(evidence.message, context.key)}`,
    'bad-answer': () =>
      baseUrl === undefined
        ? `${provider} sent something that was not understood. Try again.`
        : `The server at ${baseUrl} does not answer like an OpenAI-compatible one. The base URL often ends in /v1.`,
    'cut-off': () => `The connection to ${provider} broke off in the middle of the reply.`,
    timeout: () => `${provider} sent nothing for a long time, so the request was given up.`,
  };
  return failure(kind, words[kind](), wait);
}

function seconds(count: number): string {
  if (count < 120) return count === 1 ? '1 second' : `${count} seconds`;
  return `${Math.ceil(count / 60)} minutes`;
}

/** The wait in whole seconds: by header, else as the message tells it. */
function waitOf({ headers, text }: Evidence): number | undefined {
  const milliseconds = Number(headers['retry-after-ms']);
  if (milliseconds > 0) return Math.ceil(milliseconds / 1000);
  const after = headers['retry-after'];
  if (after !== undefined) {
    const count = Number(after);
    if (count >= 0) return Math.max(1, Math.ceil(count));
    const date = Date.parse(after);
    if (!Number.isNaN(date)) return Math.max(1, Math.ceil((date - Date.now()) / 1000));
  }
  const delay = /retryDelay\W+(\d+(?:\.\d+)?)s/.exec(text) ?? /try again in (\d+(?:\.\d+)?) ?s/i.exec(text);
  return delay?.[1] === undefined ? undefined : Math.max(1, Math.ceil(Number(delay[1])));
}

function quote(message: string, key: string | undefined): string {
  const clean = redact(message, key).replace(/\s+/g, ' ').trim();
  return clean === '' ? '.' : `: “${clean.length > 300 ? `${clean.slice(0, 299)}…` : clean}”`;
}

/** Cuts out the key that was sent, and whatever looks like one. */
function redact(text: string, key: string | undefined): string {
  const known = key === undefined || key === '' ? text : text.replaceAll(key, '…');
  return known
    .replace(/\b(?:sk|pk|rk|key|gsk|xai)[-_][\w*-]{6,}/gi, '…')
    .replace(/\bAIza[\w-]{10,}/g, '…')
    .replace(/\bBearer\s+\S+/gi, 'Bearer …')
    .replace(/\b[\w-]{40,}\b/g, '…');
}

function evidenceOf(error: unknown): Evidence {
  if (APICallError.isInstance(error)) {
    const body = error.responseBody ?? '';
    return {
      status: error.statusCode,
      text: `${error.message}\n${body}\n${causeText(error.cause)}`,
      message: error.message,
      headers: error.responseHeaders ?? {},
    };
  }
  const told = messageOf(error);
  return { status: statusIn(error), text: `${told}\n${causeText(error)}`, message: told, headers: {} };
}

/** Errors in the middle of a stream are what the provider sent: a string, or an object with `message`, `type`, `code`. */
function messageOf(error: unknown): string {
  if (typeof error === 'string') return error;
  if (typeof error !== 'object' || error === null) return '';
  if ('message' in error && typeof error.message === 'string') return error.message;
  return 'error' in error ? messageOf(error.error) : '';
}

function statusIn(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  for (const name of ['statusCode', 'status', 'code']) {
    const value: unknown = Reflect.get(error, name);
    if (typeof value === 'number' && value >= 300 && value < 600) return value;
  }
  return undefined;
}

/** What to search for known phrases: types and codes of the error and its causes. */
function causeText(error: unknown, depth = 0): string {
  if (depth > 4 || typeof error !== 'object' || error === null) return typeof error === 'string' ? error : '';
  const own = ['name', 'message', 'type', 'code']
    .map((name) => Reflect.get(error, name) as unknown)
    .filter((value) => typeof value === 'string')
    .join(' ');
  const deeper = ['cause', 'error', 'data'].map((name) => causeText(Reflect.get(error, name), depth + 1));
  return [own, ...deeper].join('\n');
}
