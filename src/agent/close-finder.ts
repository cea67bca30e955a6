/**
 * Finds the end of an action's body. `</action>` counts only if white space and then `<action`, `</artifact>` or the end of
 * the message follows, since generated source may contain the words. Pure; undecided text is held, never scanned twice.
 */
import { isBlank } from './tag-scanner.ts';

const CLOSERS = ['</action', '</boltAction'];
const FOLLOWERS = ['<action', '<boltAction', '</artifact', '</boltArtifact'];

type Phase = 'body' | 'name' | 'bracket' | 'after' | 'follower';

export interface CloseStep {
  /** Text that belongs to the body. */
  readonly text: string;
  /** Where reading goes on. */
  readonly at: number;
  /** Set when the body ended: the start of the tag that follows, already read. */
  readonly closed?: string;
}

export class CloseFinder {
  #phase: Phase = 'body';
  #held = '';
  #follower = '';
  #rejected = false;

  /** Whether a `</action>` was taken for text. */
  get rejected(): boolean {
    return this.#rejected;
  }

  /** Whether the body is closed if the message ends here. */
  get closesAtEnd(): boolean {
    return this.#phase === 'after' || this.#phase === 'follower';
  }

  /** Reads `text` from `from` until it ends or the body does. */
  push(text: string, from: number): CloseStep {
    let out = '';
    let at = from;
    while (at < text.length) {
      if (this.#phase === 'body') {
        const next = text.indexOf('<', at);
        if (next === -1) return { text: out + text.slice(at), at: text.length };
        out += text.slice(at, next);
        this.#phase = 'name';
        this.#held = '<';
        at = next + 1;
        continue;
      }
      const ch = text[at] ?? '';
      if (this.#phase === 'follower' && FOLLOWERS.includes(this.#follower) && isBoundary(ch)) {
        const closed = this.#follower;
        this.#phase = 'body';
        this.#held = '';
        this.#follower = '';
        return { text: out, at, closed };
      }
      if (this.#accepts(ch)) {
        at++;
        continue;
      }
      out += this.#giveUp();
    }
    return { text: out, at };
  }

  /** Takes a character into the candidate; false when it does not fit. */
  #accepts(ch: string): boolean {
    if (this.#phase === 'follower') {
      const longer = this.#follower + ch;
      if (!FOLLOWERS.some((name) => name.startsWith(longer))) return false;
      this.#follower = longer;
      return true;
    }
    if (this.#phase === 'after') {
      if (ch === '<') {
        this.#phase = 'follower';
        this.#follower = '<';
      } else if (isBlank(ch)) this.#held += ch;
      else return false;
      return true;
    }
    if (this.#phase === 'bracket') {
      if (ch !== '>' && !isBlank(ch)) return false;
      this.#held += ch;
      if (ch === '>') this.#phase = 'after';
      return true;
    }
    const longer = this.#held + ch;
    if (!CLOSERS.some((name) => name.startsWith(longer))) return false;
    this.#held = longer;
    if (CLOSERS.includes(longer)) this.#phase = 'bracket';
    return true;
  }

  /** The candidate was text. What was taken for a follower may itself be the start of the real end. */
  #giveUp(): string {
    const text = this.#held;
    if (this.closesAtEnd) this.#rejected = true;
    if (this.#phase !== 'follower') {
      this.#phase = 'body';
      this.#held = '';
      return text;
    }
    const again = this.#follower;
    this.#phase = 'name';
    this.#held = '<';
    this.#follower = '';
    for (const ch of again.slice(1)) {
      if (this.#accepts(ch)) continue;
      const plain = this.#held + again.slice(this.#held.length);
      this.#phase = 'body';
      this.#held = '';
      return text + plain;
    }
    return text;
  }
}

function isBoundary(ch: string): boolean {
  return ch === '>' || ch === '/' || isBlank(ch);
}
