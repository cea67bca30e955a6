/** What an action leaves behind, for the person (all of it) and for the model (4 kB at most). Pure. */
import { stripAnsi, stripControls } from './ansi.ts';

export type ReceiptStatus = 'done' | 'failed' | 'skipped' | 'aborted';

export interface Receipt {
  /** The action's type, as sent. */
  readonly type: string;
  /** Its file or command, as sent: what a line on the screen names. */
  readonly target: string;
  readonly status: ReceiptStatus;
  readonly durationMs: number;
  /** Of a command that ended. */
  readonly exitCode?: number;
  /** Of a command: all it wrote, cleaned of control sequences and of progress that was overwritten. */
  readonly output?: string;
  /** Lines, of a write. */
  readonly added?: number;
  readonly removed?: number;
  /** One sentence: why it failed, or was skipped. */
  readonly reason?: string;
  /** What to send instead, for the model. */
  readonly advice?: string;
}

/** Bytes of output that a model gets to see. */
export const MODEL_OUTPUT_BYTES = 4096;

const SPINNER = /^\s*[⠀-⣿|/\\-]\s*$/;
const PROGRESS_BAR = /[█▓▒░■□▰▱#=]{8,}.*\d+\s*%|^\s*\d{1,3}\s*%\s*$/;

/** Text as a terminal would leave it: no escapes, what a carriage return overwrote gone, no spinners and progress bars. */
export function cleanOutput(raw: string): string {
  const plain = stripAnsi(raw).replaceAll('\r\n', '\n');
  const lines: string[] = [];
  for (const line of plain.split('\n')) {
    const kept = stripControls(overwrite(line)).trimEnd();
    if (kept !== '' && (SPINNER.test(kept) || PROGRESS_BAR.test(kept))) continue;
    if (kept === '' && lines.at(-1) === '') continue;
    lines.push(kept);
  }
  return lines.join('\n').trim();
}

function overwrite(line: string): string {
  let text = line;
  if (text.includes('\r')) text = text.split('\r').findLast((part) => part.trim() !== '') ?? '';
  if (!text.includes('\b')) return text;
  const out: string[] = [];
  for (const ch of text) {
    if (ch === '\b') out.pop();
    else out.push(ch);
  }
  return out.join('');
}

/** Keeps the head and the (longer) tail of a text within a number of UTF-8 bytes, cut at lines, and says what is missing. */
export function headAndTail(text: string, bytes: number = MODEL_OUTPUT_BYTES): string {
  if (byteLength(text) <= bytes) return text;
  const room = Math.max(0, bytes - 64);
  const lines = text.split('\n').flatMap((line) => cutLine(line, Math.max(16, Math.floor(room / 4))));
  const head: string[] = [];
  const tail: string[] = [];
  let used = 0;
  let first = 0;
  for (; first < lines.length; first++) {
    const size = byteLength(lines[first] ?? '') + 1;
    if (used + size > room / 4) break;
    used += size;
    head.push(lines[first] ?? '');
  }
  let last = lines.length;
  while (last > first) {
    const size = byteLength(lines[last - 1] ?? '') + 1;
    if (used + size > room) break;
    used += size;
    tail.push(lines[--last] ?? '');
  }
  return [...head, `… ${last - first} lines left out …`, ...tail.toReversed()].join('\n');
}

function cutLine(line: string, bytes: number): string[] {
  if (byteLength(line) <= bytes) return [line];
  const quarter = Math.floor(bytes / 8);
  return [`${line.slice(0, quarter)} … ${line.slice(-quarter)}`];
}

/** Length in UTF-8. */
export function byteLength(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f) bytes += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

export function failedReceipt(
  action: { readonly type: string; readonly target: string },
  failure: { readonly reason: string; readonly advice?: string },
  durationMs = 0,
): Receipt {
  return {
    ...action,
    status: 'failed',
    durationMs,
    reason: failure.reason,
    ...(failure.advice === undefined ? {} : { advice: failure.advice }),
  };
}

/** One receipt in words for a model. */
export function formatReceipt(receipt: Receipt): string {
  const { type, target, status, exitCode, reason, advice, output } = receipt;
  const code = exitCode === undefined ? '' : ` (exit code ${exitCode})`;
  const lines = [`- ${type || 'action'} ${target}: ${status}${code}${reason ? `. ${reason}` : ''}`];
  if (advice) lines.push(indent(headAndTail(advice)));
  if (output) lines.push(indent(headAndTail(cleanOutput(output))));
  return lines.join('\n');
}

/** The receipts that the model must hear of (not those that went well), or '' when there are none. */
export function formatFailedReceipts(receipts: readonly Receipt[]): string {
  const told = receipts.filter((receipt) => receipt.status !== 'done');
  if (told.length === 0) return '';
  return `Some of your last actions did not succeed:\n${told.map(formatReceipt).join('\n')}`;
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
