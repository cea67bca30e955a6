/**
 * Joins a *Continue* reply to the cut-off one before it. Models often begin again a little: with the tags, a code fence or the
 * last lines they had sent. What repeats is dropped, the rest passes through to the same parser. Pure.
 */

/** How much of the reply is looked at before it is decided where it goes on. Characters. */
const DECIDE_AFTER = 1200;
const TAIL = 4000;
const MIN_OVERLAP = 20;
const MIN_WORD_CHARACTERS = 12;
/** A half line that begins the reply again was repeated from this many word characters on. */
const MIN_LINE_CHARACTERS = 6;

/** What to ask a model for when its reply was cut off. */
export const CONTINUE_REQUEST =
  'Your reply was cut off. Go on exactly where it stopped, at the very next character: no introduction, no repeated text, no tags that are already open, no code fence.';

/** `push` and `end` return the text to give to the parser that read the first half. */
export class ContinuationJoiner {
  readonly #tail: string;
  readonly #inAction: boolean;
  #start: string | undefined = '';

  /**
   * @param before - the reply so far, or at least its end.
   * @param isActionOpen - whether its parser is inside of an action.
   */
  constructor(before: string, isActionOpen: boolean) {
    this.#tail = before.slice(-TAIL);
    // A closing tag at the very end closes, though the parser still waits for what follows it.
    this.#inAction = isActionOpen && !/<\/(?:boltA|a)ction>\s*$/.test(before);
  }

  push(delta: string): string {
    if (this.#start === undefined) return delta;
    this.#start += delta;
    return this.#start.length < DECIDE_AFTER ? '' : this.#decide();
  }

  end(): string {
    return this.#start === undefined ? '' : this.#decide();
  }

  #decide(): string {
    const text = this.#start ?? '';
    this.#start = undefined;
    const direct = withoutOverlap(this.#tail, text);
    if (direct !== undefined) return direct;
    const bare = text
      .replace(/^\s*<(?:bolt)?[aA]rtifact\b[^>]*>/, '')
      .replace(/^\s*<(?:bolt)?[aA]ction\b[^>]*>\n?/, '')
      .replace(/^\s*(?:`{3,}|~{3,})[\w+-]*[ \t]*\n/, '');
    if (bare === text) return text;
    // New tags are a repetition only when the first half ended inside of an action.
    return this.#inAction ? (withoutOverlap(this.#tail, bare) ?? bare) : text;
  }
}

/** The text after the longest beginning of `text` that `tail` ends in; undefined when there is none worth the name. */
function withoutOverlap(tail: string, text: string): string | undefined {
  const longest = Math.min(tail.length, text.length);
  for (let length = longest; length >= MIN_OVERLAP; length--) {
    const start = text.slice(0, length);
    // Closing tags and brackets repeat by nature; words do not.
    if (tail.endsWith(start) && (start.match(/\w/g)?.length ?? 0) >= MIN_WORD_CHARACTERS)
      return text.slice(length);
  }
  const line = tail.slice(tail.lastIndexOf('\n') + 1);
  const words = line.trim();
  if ((words.match(/\w/g)?.length ?? 0) < MIN_LINE_CHARACTERS) return undefined;
  return [line, words].flatMap((part) => (text.startsWith(part) ? [text.slice(part.length)] : []))[0];
}
