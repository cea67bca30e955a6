/** A short name for an error that stays the same while the error does: across reloads, edits above it, ports, hashes. Pure. */
import { stripAnsi } from './ansi.ts';

export interface FingerprintParts {
  readonly source: string;
  readonly message: string;
  /** Relative to the project, if known. */
  readonly file?: string;
}

const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d\d-\d\d[T_ -]\d\d[:_-]\d\d[:_-]\d\d(?:[.,_]\d+)?(?:Z|[+-]\d\d:?\d\d)?/g, '<time>'],
  [/\b\d{1,2}:\d\d:\d\d(?:\.\d+)?(?:\s?[AP]M)?/g, '<time>'],
  [/\b(?:https?|wss?):\/\/(?:\[[^\]\s]*\]|[\w.-]+)(?::\d+)?/g, '<origin>'],
  [/(?:127\.0\.0\.1|0\.0\.0\.0|localhost|\[?::1?\]?):\d+\b/g, '<address>'],
  [/\bport:? \d+/gi, 'port <n>'],
  [/([=:]):{1,3}\d{2,5}\b/g, '$1<port>'],
  [/(?:\/private)?\/(?:tmp|var\/folders)\/[^\s"'`:)]+/g, '<tmp>'],
  [/\bfile:\/\/\/?/g, '/'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  [/[?&](?:t|v|import|direct|hash|html-proxy|index)(?:=[\w.-]*)?(?=[&\s:"'`)#]|$)/g, ''],
  [/\b0x[0-9a-f]+\b/gi, '<hex>'],
  [
    /([-._])(?=[\w-]{8,}\.\w+)(?=[\w-]*\d)[A-Za-z0-9_-]{8,}(?=\.(?:[cm]?[jt]sx?|css|map|json|html|wasm)\b)/g,
    '$1<hash>',
  ],
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b/gi, '<hash>'],
  [/(\.\w{1,7})(?::\d+){1,2}/g, '$1'],
  [/\((?:\d+)[,:]\s?\d+\)/g, ''],
  [/\b(line|column|col)s? \d+/gi, '$1 <n>'],
  [/\b\d+(?:\.\d+)?\s?(?:ms|s|kB|MB|bytes)\b/g, '<n>'],
  [/\bpid:? \d+/gi, 'pid <n>'],
  [/\s+/g, ' '],
];

const MAX_MESSAGE = 400;

/** The message without what changes from one run to the next. */
export function normaliseMessage(message: string, workdir = '/home/project'): string {
  let text = stripAnsi(message.slice(0, 4 * MAX_MESSAGE));
  for (const [pattern, replacement] of VOLATILE) text = text.replace(pattern, replacement);
  return text.replaceAll(`${workdir}/`, '').trim().slice(0, MAX_MESSAGE);
}

/** Made of source, message and file; never of line and column, which move with every edit. */
export function fingerprint(parts: FingerprintParts): string {
  const file = parts.file === undefined ? '' : normaliseMessage(parts.file);
  return hash(`${parts.source}\n${normaliseMessage(parts.message)}\n${file}`);
}

/** 53 bits of a fast, well-mixed hash: two multiplicative lanes over the UTF-16 units. */
function hash(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x9e3779b9;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
    high ^= high >>> 13;
  }
  low ^= high >>> 15;
  high = Math.imul(high ^ (low >>> 16), 0xc2b2ae35);
  return ((high & 0x1fffff) * 2 ** 32 + (low >>> 0)).toString(36).padStart(11, '0');
}
