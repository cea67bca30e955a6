/**
 * Joins a *Continue* reply to the cut-off one before it. Models often begin again a little: with the tags, a code fence or the
 * last lines they had sent. What repeats is dropped, the rest passes through to the same parser. Pure.
 */

/** How much of the reply is looked at before it is decided where it goes on. Characters. */
const DECIDE_AFTER = 1200;
const TAIL = 4000;
/** An action was begun anew when it starts as it did for so long: with its tag repeated, and without. Characters. */
const SAME_START = { tagged: 20, bare: 120 } as const;
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
  /** What came of the open action's body; undefined between actions. */
  readonly #body: string | undefined;
  readonly #onRestart: () => void;
  #start: string | undefined = '';

  /**
   * @param before - the reply so far.
   * @param bodyAt - where the body of the action begins that its parser is inside of.
   * @param onRestart - is called before the text of that action's whole body is returned: it is sent again from its beginning.
   */
  constructor(before: string, bodyAt: number | undefined, onRestart: () => void) {
    this.#tail = before.slice(-TAIL);
    // A closing tag at the very end closes, though the parser still waits for what follows it.
    const isOver = /<\/(?:boltA|a)ction>\s*$/.test(before);
    this.#body = bodyAt === undefined || isOver ? undefined : before.slice(bodyAt);
    this.#onRestart = onRestart;
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
    // Without an open action, new tags are what they say.
    if (this.#body === undefined) return withoutLine(this.#tail, text) ?? text;
    const untagged = text
      .replace(/^\s*<(?:bolt)?[aA]rtifact\b[^>]*>/, '')
      .replace(/^\s*<(?:bolt)?[aA]ction\b[^>]*>/, '');
    const isTagged = untagged !== text;
    const bare = withoutFence(isTagged ? untagged.replace(/^\n/, '') : text);
    const overlap = withoutOverlap(this.#tail, bare);
    if (overlap !== undefined) return overlap;
    if (startsAnew(this.#body, bare, isTagged)) {
      this.#onRestart();
      return untagged;
    }
    return withoutLine(this.#tail, bare) ?? bare;
  }
}

/** Whether a text is that of a body again, from its beginning. Without its tag, a short beginning says nothing. */
function startsAnew(body: string, text: string, isTagged: boolean): boolean {
  const own = withoutFence(body).trimStart();
  const enough = isTagged ? Math.min(own.length, SAME_START.tagged) : SAME_START.bare;
  return own !== '' && own.length >= enough && text.trimStart().startsWith(own.slice(0, enough));
}

function withoutFence(text: string): string {
  return text.replace(/^\s*(?:`{3,}|~{3,})[\w+-]*[ \t]*\n/, '');
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
  return undefined;
}

/** The text after the half line that `tail` ends in, if it begins with that. */
function withoutLine(tail: string, text: string): string | undefined {
  const line = tail.slice(tail.lastIndexOf('\n') + 1);
  const words = line.trim();
  if ((words.match(/\w/g)?.length ?? 0) < MIN_LINE_CHARACTERS) return undefined;
  return [line, words].flatMap((part) => (text.startsWith(part) ? [text.slice(part.length)] : []))[0];
}
