/** Reads the SEARCH/REPLACE blocks of an `edit` action. Pure. */

export interface EditBlock {
  readonly search: string;
  readonly replace: string;
}

export type EditBlocks =
  | { readonly ok: true; readonly blocks: readonly EditBlock[] }
  | { readonly ok: false; readonly reason: string; readonly advice: string };

const SEARCH = /^<{5,9} ?SEARCH\s*$/;
const DIVIDER = /^={5,9}\s*$/;
const REPLACE = /^>{5,9} ?REPLACE\s*$/;

const FORM = `Send it as:
<<<<<<< SEARCH
exact lines of the file
=======
new lines
>>>>>>> REPLACE`;

/**
 * Parses the body of an edit. Text between blocks must be blank (or a code fence around them). A divider inside of the new
 * text is text: only the first one counts.
 */
export function parseEditBlocks(body: string): EditBlocks {
  const blocks: EditBlock[] = [];
  let search: string[] | undefined;
  let replace: string[] | undefined;
  const lines = body.split('\n');
  const refuse = (reason: string): EditBlocks => ({ ok: false, reason, advice: FORM });
  for (const [index, line] of lines.entries()) {
    const at = `line ${index + 1} of the edit`;
    if (replace) {
      if (REPLACE.test(line)) {
        blocks.push({ search: joinLines(search ?? []), replace: joinLines(replace) });
        search = undefined;
        replace = undefined;
      } else if (SEARCH.test(line)) return refuse(`A new SEARCH begins at ${at} before >>>>>>> REPLACE.`);
      else replace.push(line);
    } else if (search) {
      if (DIVIDER.test(line)) replace = [];
      else if (REPLACE.test(line)) return refuse(`The block that ends at ${at} has no ======= line.`);
      else if (SEARCH.test(line)) return refuse(`A second SEARCH begins at ${at} before =======.`);
      else search.push(line);
    } else if (SEARCH.test(line)) search = [];
    else if (line.trim() !== '' && !/^\s*(```|~~~)/.test(line)) {
      return refuse(`Text outside of the blocks at ${at}: ${JSON.stringify(line.slice(0, 80))}.`);
    }
  }
  if (search) return refuse('The last block never ends.');
  if (blocks.length === 0) return refuse('The edit has no SEARCH/REPLACE block.');
  const empty = blocks.findIndex((block) => block.search.trim() === '');
  if (empty !== -1) {
    return {
      ok: false,
      reason: `Block ${empty + 1} searches for nothing.`,
      advice: 'Put the lines to replace in SEARCH, or send the whole file as type="file".',
    };
  }
  return { ok: true, blocks };
}

function joinLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
