/**
 * Builds what is sent with a turn, stable parts first so that providers cache them, within a budget of tokens; and says what
 * was left out. Pure.
 */
import { rankFiles, type ProjectFile, type RankedFile, type RelevanceHints } from './file-relevance.ts';
import { foldHistory, type ChatMessage } from './history.ts';
import { formatPersonEdits, type PersonEdit } from './person-edits.ts';
import { formatFailedReceipts, type Receipt } from './receipt.ts';
import { systemPrompt, type AgentMode } from './system-prompt.ts';
import { contentTypeOf, estimateTokens, IMAGE_TOKENS, MESSAGE_OVERHEAD } from './tokens.ts';

export interface ContextInput {
  readonly mode: AgentMode;
  /** The text of RULES.md, if the project has one. */
  readonly rules?: string;
  /** Installed versions by package name. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Text files of the project, without node_modules. */
  readonly files: readonly ProjectFile[];
  /** All paths for the tree, binary files too; those of `files` when left out. */
  readonly tree?: readonly string[];
  readonly history: readonly ChatMessage[];
  readonly hints?: Omit<RelevanceHints, 'request' | 'edited'>;
  readonly edits?: readonly PersonEdit[];
  readonly receipts?: readonly Receipt[];
  readonly request: string;
  /** Number of images that go with the request. */
  readonly images?: number;
  /** Tokens for everything, the reply not counted. */
  readonly budget: number;
}

export type PartName =
  'system' | 'rules' | 'versions' | 'tree' | 'files' | 'history' | 'edits' | 'receipts' | 'request';

export interface LeftOut {
  readonly what: string;
  readonly tokens: number;
}

export interface TurnContext {
  /** System prompt, rules and versions: the same from turn to turn while the project's packages are. */
  readonly system: string;
  /** The project as it is: the tree and the files that fit. Sent as the first user message. */
  readonly project: string;
  readonly history: readonly ChatMessage[];
  /** The person's edits, failed receipts and the request: the last user message. */
  readonly request: string;
  /** Estimated tokens by part and in all. */
  readonly tokens: Readonly<Record<PartName, number>> & { readonly total: number };
  readonly included: readonly RankedFile[];
  readonly leftOut: readonly LeftOut[];
  /** True when even without files and history it is more than the budget. */
  readonly overBudget: boolean;
}

/** At most this share of the budget for history, so that files keep room. */
const HISTORY_SHARE = 0.3;
const MAX_TREE = 400;

export function buildContext(input: ContextInput): TurnContext {
  const leftOut: LeftOut[] = [];
  const text = {
    system: systemPrompt(input.mode),
    rules: input.rules?.trim() ? `# Project rules (RULES.md)\n${input.rules.trim()}` : '',
    versions: formatVersions(input.versions ?? {}),
    tree: formatTree(input.tree ?? input.files.map((file) => file.path), leftOut),
    edits: formatPersonEdits(input.edits ?? []),
    receipts: formatFailedReceipts(input.receipts ?? []),
  };
  const tokens: Record<PartName, number> = {
    system: estimateTokens(text.system, 'prose'),
    rules: estimateTokens(text.rules, 'prose'),
    versions: estimateTokens(text.versions, 'data'),
    tree: estimateTokens(text.tree, 'data'),
    files: 0,
    history: 0,
    edits: estimateTokens(text.edits),
    receipts: estimateTokens(text.receipts),
    request: estimateTokens(input.request, 'prose') + MESSAGE_OVERHEAD + (input.images ?? 0) * IMAGE_TOKENS,
  };
  const left = input.budget - sum(tokens);
  const history = fitHistory(foldHistory(input.history), Math.max(0, left) * HISTORY_SHARE, leftOut);
  tokens.history = history.tokens;
  const included = fitFiles(rankFiles(input.files, hintsOf(input)), left - history.tokens, leftOut);
  tokens.files = included.reduce((total, file) => total + fileTokens(file), 0);
  const files = included.toSorted((a, b) => (a.path < b.path ? -1 : 1)).map(formatFile);
  return {
    system: join(text.system, text.rules, text.versions),
    project: join(text.tree, ...files),
    history: history.messages,
    request: join(text.edits, text.receipts, input.request),
    tokens: { ...tokens, total: sum(tokens) },
    included,
    leftOut,
    overBudget: left < 0,
  };
}

function hintsOf(input: ContextInput): RelevanceHints {
  return { ...input.hints, edited: (input.edits ?? []).map((edit) => edit.path), request: input.request };
}

function fitHistory(
  messages: readonly ChatMessage[],
  room: number,
  leftOut: LeftOut[],
): { messages: readonly ChatMessage[]; tokens: number } {
  let used = 0;
  let first = messages.length;
  while (first > 0) {
    const cost = messageTokens(messages[first - 1]);
    if (used + cost > room) break;
    used += cost;
    first--;
  }
  // A conversation begins with a person's message.
  while (first < messages.length && messages[first]?.role !== 'user')
    used -= messageTokens(messages[first++]);
  if (first > 0) {
    const tokens = messages.slice(0, first).reduce((total, message) => total + messageTokens(message), 0);
    leftOut.push({ what: first === 1 ? 'the oldest message' : `the ${first} oldest messages`, tokens });
  }
  return { messages: messages.slice(first), tokens: used };
}

function messageTokens(message: ChatMessage | undefined): number {
  if (!message) return 0;
  return estimateTokens(message.text) + MESSAGE_OVERHEAD + (message.images ?? 0) * IMAGE_TOKENS;
}

function fitFiles(ranked: readonly RankedFile[], room: number, leftOut: LeftOut[]): RankedFile[] {
  const included: RankedFile[] = [];
  let left = room;
  for (const file of ranked) {
    const cost = fileTokens(file);
    if (cost <= left) {
      included.push(file);
      left -= cost;
    } else leftOut.push({ what: file.path, tokens: cost });
  }
  return included;
}

function fileTokens(file: ProjectFile): number {
  return estimateTokens(file.content, contentTypeOf(file.path)) + estimateTokens(file.path) + 10;
}

function formatFile(file: ProjectFile): string {
  const end = file.content === '' || file.content.endsWith('\n') ? '' : '\n';
  return `<file path="${file.path}">\n${file.content}${end}</file>`;
}

function formatVersions(versions: Readonly<Record<string, string>>): string {
  const names = Object.keys(versions).toSorted();
  return names.length === 0
    ? ''
    : `# Installed packages\n${names.map((name) => `${name} ${versions[name] ?? ''}`).join('\n')}`;
}

function formatTree(paths: readonly string[], leftOut: LeftOut[]): string {
  if (paths.length === 0) return 'The project is empty.';
  const sorted = paths.toSorted();
  const rest = sorted.slice(MAX_TREE);
  if (rest.length > 0)
    leftOut.push({
      what: `${rest.length} names of the file tree`,
      tokens: estimateTokens(rest.join('\n'), 'data'),
    });
  const more = rest.length > 0 ? `\n… and ${rest.length} more` : '';
  return `# Files of the project\n${sorted.slice(0, MAX_TREE).join('\n')}${more}`;
}

function sum(tokens: Readonly<Record<PartName, number>>): number {
  return Object.values(tokens).reduce((total, part) => total + part, 0);
}

function join(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
