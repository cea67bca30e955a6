/** The actions a model may ask for, and the check that turns what it sent into one. Pure; never throws. */
import type { ParsedAction } from './artifact-events.ts';
import { parseEditBlocks, type EditBlock } from './edit-blocks.ts';
import { findElision } from './elision.ts';
import { checkPath } from './paths.ts';

export type Action =
  | { readonly type: 'file'; readonly path: string; readonly content: string }
  | { readonly type: 'edit'; readonly path: string; readonly blocks: readonly EditBlock[] }
  | { readonly type: 'delete'; readonly path: string }
  | { readonly type: 'rename'; readonly path: string; readonly to: string }
  | { readonly type: 'shell'; readonly command: string }
  | { readonly type: 'start'; readonly command: string };

export type ActionType = Action['type'];

export interface ActionRefusal {
  readonly ok: false;
  readonly reason: string;
  readonly advice: string;
}

export type ActionCheck = { readonly ok: true; readonly action: Action } | ActionRefusal;

export interface ActionRules {
  /** The absolute path of the project root. */
  readonly workdir?: string;
}

/** What a closed action asks for; `ok: false` has the words for its failed receipt. */
export function checkAction(parsed: ParsedAction, rules: ActionRules = {}): ActionCheck {
  if (!parsed.complete) {
    return refuse(
      'The reply was cut off inside of this action.',
      'Nothing of it was used. Send it again, whole.',
    );
  }
  switch (parsed.type) {
    case 'file':
    case 'edit':
    case 'delete':
    case 'rename':
      return checkFileAction(parsed, parsed.type, rules);
    case 'shell':
    case 'start':
      return checkCommand(parsed.type, parsed.body);
    case '':
      return refuse(
        'The action has no type.',
        'Send it as <action type="…"> with file, edit, delete, rename, shell or start.',
      );
    default:
      return refuse(
        `There is no action of type ${JSON.stringify(parsed.type.slice(0, 40))}.`,
        'Use one of: file, edit, delete, rename, shell, start.',
      );
  }
}

/** What a receipt names: the path or the command, as it was sent. */
export function targetOf(parsed: Pick<ParsedAction, 'type' | 'attributes' | 'body'>): string {
  const { path, to } = parsed.attributes;
  if (path !== undefined) return to === undefined ? path : `${path} → ${to}`;
  const line = parsed.body.trim().split('\n', 1)[0] ?? '';
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}

function checkFileAction(
  parsed: ParsedAction,
  type: 'file' | 'edit' | 'delete' | 'rename',
  rules: ActionRules,
): ActionCheck {
  const form = `<action type="${type}" path="…"${type === 'rename' ? ' to="…"' : ''}>`;
  const given = parsed.attributes['path'];
  if (given === undefined) return refuse(`The ${type} action has no path.`, `Send it as ${form}.`);
  const checked = checkPath(given, rules.workdir);
  if (!checked.ok) return checked;
  const { path } = checked;
  if (type === 'delete') return { ok: true, action: { type, path } };
  if (type === 'rename') {
    const target = parsed.attributes['to'];
    if (target === undefined) return refuse('The rename action has no target.', `Send it as ${form}.`);
    const to = checkPath(target, rules.workdir);
    if (!to.ok) return to;
    if (to.path === path)
      return refuse('The rename has the same path twice.', `Send it as ${form} with two paths.`);
    return { ok: true, action: { type, path, to: to.path } };
  }
  if (type === 'edit') return checkEdit(path, parsed.body);
  const elision = findElision(parsed.body, path);
  if (elision) return refuseElision(elision.line, elision.text, 'the whole file, with every line');
  return { ok: true, action: { type, path, content: parsed.body } };
}

function checkEdit(path: string, body: string): ActionCheck {
  const parsed = parseEditBlocks(body);
  if (!parsed.ok) return parsed;
  for (const block of parsed.blocks) {
    const elision = findElision(block.replace, path);
    // A comment that the file really has is being kept, not invented.
    if (elision && !block.search.includes(elision.text)) {
      return refuseElision(elision.line, elision.text, 'only the lines that change, in full');
    }
  }
  return { ok: true, action: { type: 'edit', path, blocks: parsed.blocks } };
}

function checkCommand(type: 'shell' | 'start', body: string): ActionCheck {
  const command = body.trim();
  if (command === '') {
    return refuse(
      `The ${type} action has no command.`,
      `Send it as <action type="${type}">command</action>.`,
    );
  }
  if (command.includes('\0')) return refuse('The command contains a NUL character.', 'Send it without.');
  return { ok: true, action: { type, command } };
}

function refuseElision(line: number, text: string, instead: string): ActionRefusal {
  return refuse(
    `Line ${line} stands for code that was left out: ${JSON.stringify(text.slice(0, 100))}. Nothing was written.`,
    `Send ${instead}. Nothing may be left out of what is written.`,
  );
}

function refuse(reason: string, advice: string): ActionRefusal {
  return { ok: false, reason, advice };
}
