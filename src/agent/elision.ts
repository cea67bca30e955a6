/** Notices code that was left out ("… rest of the code unchanged …"), so that it is not written over the real thing. Pure. */

export interface Elision {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** A whole line that is nothing but one comment, in the comment forms of the web's languages. */
const COMMENT = /^\s*(?:\/\/+|#+|\/\*+|\{\s*\/\*+|<!--|--|\*)\s*(.*?)\s*(?:\*+\/\s*\}?|-->)?\s*$/;

const THINGS =
  '(?:code|file|component|components|content|contents|function|functions|method|methods|class|imports?|styles?|css|markup|html|jsx|logic|implementation|props|state|types?|routes?|tests?|sections?|config(?:uration)?|handlers?|body|script|rules|lines|stuff|items|fields|parts?)';
const SAME =
  '(?:(?:(?:is|are|stays?|remains?) )*(?:unchanged|unmodified|not changed|the same(?: as (?:before|above|previously|earlier))?|same|as (?:before|above|it was|is)|omitted(?: for brevity)?)|goes here|remains|stays|here)';
const ELLIPSIS = '(?:\\.{3,}|…)';

const PHRASES: readonly RegExp[] = [
  // "... existing code ...", "… previous imports unchanged …"
  new RegExp(
    `^${ELLIPSIS}\\s*(?:(?:the|your|all|my)\\s+)*(?:existing|previous|remaining|other|rest|unchanged|same)\\b.{0,80}$`,
    'i',
  ),
  // "existing code ...", "previous code here"
  new RegExp(
    `^(?:the |your |all )*(?:existing|previous|remaining|unchanged)\\s+(?:\\w+\\s+){0,2}?${THINGS}\\s*(?:${ELLIPSIS}|${SAME}\\.?)$`,
    'i',
  ),
  // "rest of the code", "the rest of the file remains unchanged", "rest of component"
  new RegExp(
    `^(?:${ELLIPSIS}\\s*)?(?:\\(|\\[)?(?:and |keep |with |include )?(?:the |all )?rest of (?:the |your |this |my |our )?(?:\\w+\\s+){0,2}?${THINGS}\\b\\s*(?:\\(?\\s*${SAME}\\)?)?\\s*(?:${ELLIPSIS}|\\.)?(?:\\)|\\])?$`,
    'i',
  ),
  // "keep the rest of …", "keep existing code", "keep everything else the same"
  /^keep (?:the |your |all )*(?:existing|rest|remaining|other|everything else)\b.{0,60}$/i,
  // "(code) unchanged", "no changes here", "same as before"
  new RegExp(
    `^(?:${ELLIPSIS}\\s*)?(?:no changes?(?: here| needed)?|unchanged|(?:the )?same as (?:before|above))\\s*(?:${ELLIPSIS}|\\.)?$`,
    'i',
  ),
  new RegExp(
    `^(?:all |the )?(?:other )?${THINGS} (?:remains?|stays?|is|are) (?:unchanged|the same(?: as before)?|as before)\\.?$`,
    'i',
  ),
  // "code omitted for brevity"
  /^.{0,60}\bomitted for brevity\b.{0,20}$/i,
  // "your code here" is a template's gap, not an app
  new RegExp(
    `^(?:${ELLIPSIS}\\s*)?(?:your|add your|insert your|put your)\\s+(?:\\w+\\s+)?${THINGS} (?:goes )?here\\s*(?:${ELLIPSIS}|\\.)?$`,
    'i',
  ),
];

/** A line, in or out of a comment, of the form `... rest of the code ...`: no language means it. */
const BARE = new RegExp(
  `^\\s*${ELLIPSIS}\\s*(?:\\(|\\[)?(?:the )?(?:existing|previous|remaining|rest of)\\s.{0,60}?\\s*(?:\\)|\\])?${ELLIPSIS}?\\s*$`,
  'i',
);

/**
 * The first line of `text` that stands for code which is not there. Only lines that are a comment and nothing else are judged;
 * in Markdown nothing is.
 */
export function findElision(text: string, path = ''): Elision | undefined {
  if (/\.(?:mdx?|txt|rst|json)$/i.test(path)) return undefined;
  let at = 0;
  for (let line = 1; at <= text.length; line++) {
    const end = text.indexOf('\n', at);
    const source = text.slice(at, end === -1 ? text.length : end);
    if (source.length < 240 && isElision(source)) return { line, text: source.trim() };
    if (end === -1) break;
    at = end + 1;
  }
  return undefined;
}

function isElision(source: string): boolean {
  const comment = COMMENT.exec(source);
  if (!comment) return BARE.test(source);
  const words = (comment[1] ?? '').replace(/\s*\*\/$/, '').trim();
  return words.length > 5 && PHRASES.some((phrase) => phrase.test(words));
}
