/** Markdown that is still being written, without the marks whose end is yet to come: so that nothing jumps when it does. */

const FENCE = /^ {0,3}(?:```|~~~)/gm;
const TABLE_RULE = /^ {0,3}\|?(?: *:?-+:? *\|)+ *(?::?-+:? *)?\n/;
/** A line that underlines the one before as a heading, until more of it makes it a list or a rule. */
const UNDERLINE = /\n {0,3}(?:-+|=+) *$/;
/** The mark of a list item that has no words yet. */
const EMPTY_ITEM = /(^|\n) *(?:[-*+]|\d+[.)]?) *$/;
const OPEN_IMAGE = /!(?:\[[^\]]*(?:\](?:\([^)]*)?)?)?$/;
const OPEN_LINK = /\[([^\][]*)(?:\](?:\([^)]*)?)?$/;
const EMPHASIS = ['**', '__', '~~'] as const;

export function settleMarkdown(text: string): string {
  // In a fence all is as it is written.
  if ((text.match(FENCE)?.length ?? 0) % 2 === 1) return text;
  const at = text.lastIndexOf('\n\n') + 1;
  return text.slice(0, at) + settleBlock(text.slice(at));
}

function settleBlock(block: string): string {
  const start = block.trimStart();
  // Rows are a paragraph until the rule below the head makes them a table.
  if (start.startsWith('|') && !TABLE_RULE.test(start.slice(start.indexOf('\n') + 1 || start.length)))
    return '';
  const shown = block
    .replace(UNDERLINE, '')
    .replace(EMPTY_ITEM, '')
    .replace(OPEN_IMAGE, '')
    .replace(OPEN_LINK, '$1');
  return closeEmphasis(shown);
}

/** Bold that is not closed yet is bold already; a mark with nothing after it is not shown. */
function closeEmphasis(block: string): string {
  const ticks = block.split('`').length - 1;
  if (ticks % 2 === 1) return block.endsWith('`') ? block.slice(0, -1) : `${block}\``;
  let shown = block;
  for (const mark of EMPHASIS) {
    if (shown.split(mark).length % 2 === 1) continue;
    const at = shown.lastIndexOf(mark);
    shown = shown.slice(at + mark.length).trim() === '' ? shown.slice(0, at) : `${shown.trimEnd()}${mark}`;
  }
  return shown;
}
