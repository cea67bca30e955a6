/** What goes to the model with a turn, from the state of the project; also what the size shown before sending is made of. */
import { buildContext, type TurnContext } from '../agent/context.ts';
import type { PersonEdit } from '../agent/person-edits.ts';
import type { Receipt } from '../agent/receipt.ts';
import type { ChatRequest, ChatTurn, ImagePart, ModelInfo } from '../shared/chat-protocol.ts';
import type { ChatMessage, TurnMode } from '../state/chat-store.ts';
import type { FileSnapshot, ProjectFiles } from './project-files.ts';

export interface TurnInput {
  readonly mode: TurnMode;
  readonly text: string;
  readonly images: readonly { readonly dataUrl: string }[];
  /** Earlier messages, without this one. */
  readonly history: readonly ChatMessage[];
  readonly files: ProjectFiles;
  /** The files as they were when the last turn ended. */
  readonly lastSeen: FileSnapshot | undefined;
  readonly receipts: readonly Receipt[];
  readonly named?: readonly string[];
  readonly model: ModelInfo | undefined;
}

/** Tokens for a model whose size is not known. */
const DEFAULT_BUDGET = 60_000;
/** Sending more makes replies slower and dearer, not better. */
const MAX_BUDGET = 160_000;
const LOCKFILE = /(?:^|\/)(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml)$/;

export function prepareTurn(input: TurnInput): TurnContext {
  const { files, model, mode, text } = input;
  const paths = files.paths();
  const rules = files.text('RULES.md');
  return buildContext({
    mode,
    ...(rules === undefined ? {} : { rules }),
    versions: readVersions(files),
    files: paths.flatMap((path) => {
      const content = LOCKFILE.test(path) ? undefined : files.text(path);
      return content === undefined ? [] : [{ path, content }];
    }),
    tree: paths,
    history: input.history.flatMap((message) => toHistory(message)),
    hints: { named: input.named ?? [], written: writtenPaths(input.history) },
    edits: input.lastSeen ? personEdits(files, input.lastSeen) : [],
    receipts: input.receipts,
    request: text,
    images: input.images.length,
    budget: budgetOf(model),
  });
}

/** The request of a turn. The project travels as a first exchange of its own, so that what it says stays apart. */
export function toRequest(
  context: TurnContext,
  images: TurnInput['images'],
  model: string,
  baseUrl: string | undefined,
): ChatRequest {
  const parts: ImagePart[] = images.map(({ dataUrl }) => ({ type: 'image', dataUrl }));
  const request: ChatTurn =
    parts.length === 0
      ? { role: 'user', content: context.request }
      : { role: 'user', content: [...parts, { type: 'text', text: context.request }] };
  const history = context.history.map(({ role, text }): ChatTurn => ({ role, content: text }));
  return {
    model,
    ...(baseUrl ? { baseUrl } : {}),
    system: context.system,
    messages: [
      { role: 'user', content: context.project },
      { role: 'assistant', content: 'I have read the project as it is now.' },
      ...history,
      request,
    ],
  };
}

function budgetOf(model: ModelInfo | undefined): number {
  if (model?.contextTokens === undefined) return DEFAULT_BUDGET;
  const reply = Math.min(model.maxOutputTokens ?? 16_000, 32_000, model.contextTokens / 2);
  return Math.min(MAX_BUDGET, Math.floor((model.contextTokens - reply) * 0.9));
}

function toHistory(message: ChatMessage): { role: 'user' | 'assistant'; text: string; images?: number }[] {
  if (message.role === 'user') return [{ role: 'user', text: message.text }];
  return message.raw.trim() === '' ? [] : [{ role: 'assistant', text: message.raw }];
}

function writtenPaths(history: readonly ChatMessage[]): string[] {
  return history.flatMap((message) =>
    message.role === 'assistant'
      ? message.artifacts.flatMap(({ actions }) =>
          actions.flatMap(({ type, target }) => (type === 'file' || type === 'edit' ? [target] : [])),
        )
      : [],
  );
}

function personEdits(files: ProjectFiles, before: FileSnapshot): PersonEdit[] {
  const edits: PersonEdit[] = [];
  for (const path of new Set([...before.keys(), ...files.paths()])) {
    if (LOCKFILE.test(path)) continue;
    const old = before.get(path);
    const now = files.text(path);
    if (typeof old === 'object' || old === now || (now === undefined && files.has(path))) continue;
    edits.push({
      path,
      ...(old === undefined ? {} : { before: old }),
      ...(now === undefined ? {} : { after: now }),
    });
  }
  return edits;
}

function readVersions(files: ProjectFiles): Record<string, string> {
  try {
    const parsed = JSON.parse(files.text('package.json') ?? '{}') as Record<string, unknown>;
    const all = { ...(parsed['dependencies'] ?? {}), ...(parsed['devDependencies'] ?? {}) };
    return Object.fromEntries(Object.entries(all).map(([name, range]) => [name, String(range)]));
  } catch {
    // Not valid JSON: the file itself goes along and shows why.
    return {};
  }
}
