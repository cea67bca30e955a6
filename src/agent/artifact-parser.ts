/**
 * The incremental parser of a model's reply: text in, events out. Every character is looked at a bounded number of times,
 * whatever the size of the deltas; only `action-close` with `complete` may be executed. Pure; it never throws.
 */
import { canonicalAttributes, canonicalType } from './action-aliases.ts';
import type { ActionHead, ArtifactEvent, MalformedProblem } from './artifact-events.ts';
import { BodyText } from './body-text.ts';
import { CloseFinder } from './close-finder.ts';
import { FenceTracker } from './fence-tracker.ts';
import { isBlank, TagScanner } from './tag-scanner.ts';

const OPENERS = ['<artifact', '<boltArtifact', '<action', '<boltAction'];
const INNER = [...OPENERS, '</artifact', '</boltArtifact', '</action', '</boltAction'];

const FENCED = ['<artifact', '<boltArtifact'];

interface OpenAction {
  readonly head: ActionHead;
  readonly body: BodyText;
  readonly finder: CloseFinder;
  /** Where its body begins in all that was pushed. */
  readonly bodyAt: number;
}

interface OpenTag {
  readonly name: string;
  readonly scanner: TagScanner;
  raw: string;
}

export class ArtifactParser {
  #events: ArtifactEvent[] = [];
  #artifacts = 0;
  #actions = 0;
  #artifact: Extract<ArtifactEvent, { kind: 'artifact-open' }> | undefined;
  #action: OpenAction | undefined;
  #tag: OpenTag | undefined;
  /** The start of what may become a tag, or ''. */
  #opening = '';
  #gapText = false;
  #fencedStart = '';
  #fencedArtifact = false;
  #ended = false;
  /** How much was read before the piece that is. */
  #read = 0;
  readonly #fences = new FenceTracker();

  /** Takes the next piece of the reply. After `end` it resumes first. */
  push(delta: string): ArtifactEvent[] {
    if (this.#ended) this.#reopen();
    this.#feed(delta);
    return this.#take();
  }

  /**
   * Ends the message. An open action is reported with `complete: false`.
   * @param options.cutOff - true when the reply did not end by itself (length limit, abort, lost connection): nothing that
   * is undecided is decided, so that `resume` and `push` can go on exactly there.
   */
  end(options: { readonly cutOff?: boolean } = {}): ArtifactEvent[] {
    if (this.#ended) return [];
    const cutOff = options.cutOff === true;
    if (!cutOff) this.#settle();
    if (this.#action) {
      const { head, body } = this.#action;
      if (!cutOff) {
        this.#malformed(
          'unclosed-action',
          `The reply ended before </action> of ${describe(head)}. Nothing of it was used; send it again, whole.`,
          head.action,
        );
      }
      this.#events.push({ kind: 'action-close', ...head, body: body.text, complete: false });
    }
    if (this.#artifact) {
      if (!cutOff && !this.#action) {
        this.#malformed(
          'unclosed-artifact',
          'The reply ended before </artifact>; its whole actions were used.',
        );
      }
      this.#events.push({ kind: 'artifact-close', artifact: this.#artifact.artifact, complete: false });
    }
    if (!cutOff && this.#fencedArtifact && this.#artifacts === 0) {
      this.#malformed(
        'artifact-in-fence',
        'The artifact was inside a Markdown code fence, so it was read as text. Send it without the fence.',
      );
    }
    this.#ended = true;
    return this.#take();
  }

  /** Where the body of the open action begins, in all that was pushed; undefined between actions. */
  get openBodyAt(): number | undefined {
    return this.#action?.bodyAt;
  }

  /** Goes on where `end` stopped (*Continue*): reports the open artifact and action as opened again, `resumed: true`. */
  resume(): ArtifactEvent[] {
    if (this.#ended) this.#reopen();
    return this.#take();
  }

  #reopen(): void {
    this.#ended = false;
    if (this.#artifact) this.#events.push({ ...this.#artifact, resumed: true });
    if (this.#action) this.#events.push({ kind: 'action-open', ...this.#action.head, resumed: true });
  }

  #take(): ArtifactEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #feed(text: string): void {
    let at = 0;
    while (at < text.length) {
      if (this.#action) at = this.#readBody(this.#action, text, at);
      else if (this.#tag) at = this.#readTag(this.#tag, text, at);
      else if (this.#opening) at = this.#readOpening(text, at);
      else if (this.#artifact) at = this.#readGap(text, at);
      else at = this.#readProse(text, at);
    }
    this.#read += text.length;
  }

  #readProse(text: string, from: number): number {
    for (let at = from; at < text.length; at++) {
      const ch = text[at] ?? '';
      if (ch === '<') {
        if (!this.#fences.inCode) {
          this.#text(text.slice(from, at));
          this.#opening = '<';
          return at + 1;
        }
      }
      if (this.#fences.inFence && !this.#fencedArtifact) this.#watchFence(ch);
      this.#fences.feed(ch);
    }
    this.#text(text.slice(from));
    return text.length;
  }

  /** Notices an artifact inside a fence, where it is only quoted. */
  #watchFence(ch: string): void {
    const longer = ch === '<' ? ch : this.#fencedStart + ch;
    this.#fencedStart = FENCED.some((name) => name.startsWith(longer)) ? longer : '';
    if (FENCED.includes(this.#fencedStart)) this.#fencedArtifact = true;
  }

  /** Between the actions of an artifact: white space is layout, anything else is text. */
  #readGap(text: string, from: number): number {
    let start = from;
    if (!this.#gapText) {
      while (start < text.length && isBlank(text[start] ?? '')) start++;
      if (start === text.length) return start;
    }
    const next = text.indexOf('<', start);
    const end = next === -1 ? text.length : next;
    if (end > start) {
      this.#gapText = true;
      this.#text(text.slice(start, end));
    }
    if (next === -1) return end;
    this.#opening = '<';
    return next + 1;
  }

  #readOpening(text: string, at: number): number {
    const ch = text[at] ?? '';
    const names = this.#artifact ? INNER : OPENERS;
    if (names.includes(this.#opening) && (isBlank(ch) || ch === '>' || ch === '/')) {
      this.#tag = { name: this.#opening, scanner: new TagScanner(), raw: this.#opening };
      this.#opening = '';
      return at;
    }
    const longer = this.#opening + ch;
    if (names.some((name) => name.startsWith(longer))) {
      this.#opening = longer;
      return at + 1;
    }
    this.#quote(this.#opening);
    this.#opening = '';
    return at;
  }

  #readTag(tag: OpenTag, text: string, from: number): number {
    for (let at = from; at < text.length; at++) {
      const result = tag.scanner.feed(text[at] ?? '');
      if (result === 'more') continue;
      tag.raw += text.slice(from, at + 1);
      this.#tag = undefined;
      if (result === 'done') this.#onTag(tag, this.#read + at + 1);
      else {
        this.#malformed(
          'tag-too-long',
          `A ${tag.name}> tag never ends; an attribute's quote may be missing.`,
        );
        this.#quote(tag.raw);
      }
      return at + 1;
    }
    tag.raw += text.slice(from);
    return text.length;
  }

  #readBody(action: OpenAction, text: string, from: number): number {
    const { finder, body, head } = action;
    const step = finder.push(text, from);
    if (step.text !== '') this.#delta(head.action, body.push(step.text));
    if (step.closed !== undefined) {
      this.#closeAction();
      this.#opening = step.closed;
    }
    return step.at;
  }

  #onTag({ name, scanner, raw }: OpenTag, end: number): void {
    const artifactTag = name.endsWith('rtifact');
    const closing = name.startsWith('</');
    if (!this.#artifact) {
      if (artifactTag) this.#openArtifact(scanner);
      else {
        this.#malformed(
          'action-outside-artifact',
          'An <action> stood outside of an <artifact> and was not run. Put all actions inside one <artifact>.',
        );
        this.#quote(raw);
      }
      return;
    }
    this.#gapText = false;
    if (!closing) {
      if (!artifactTag) this.#openAction(scanner, end);
      else this.#malformed('nested-artifact', 'An <artifact> opened inside of another; its tag was ignored.');
    } else if (artifactTag) this.#closeArtifact();
    else this.#malformed('stray-close', 'A </action> without its <action> was ignored.');
  }

  #openArtifact(scanner: TagScanner): void {
    const artifact = this.#artifacts++;
    const { attributes } = scanner;
    this.#artifact = {
      kind: 'artifact-open',
      artifact,
      id: attributes['id'] || `artifact-${artifact + 1}`,
      title: attributes['title'] ?? '',
      attributes,
      resumed: false,
    };
    this.#events.push(this.#artifact);
    if (scanner.selfClosing) this.#closeArtifact();
  }

  #closeArtifact(): void {
    if (!this.#artifact) return;
    this.#events.push({ kind: 'artifact-close', artifact: this.#artifact.artifact, complete: true });
    this.#artifact = undefined;
    this.#gapText = false;
    this.#fences.restartInLine();
  }

  #openAction(scanner: TagScanner, bodyAt: number): void {
    const attributes = canonicalAttributes(scanner.attributes);
    const type = canonicalType(attributes['type'] ?? '');
    const head = { action: this.#actions++, artifact: this.#artifact?.artifact ?? 0, type, attributes };
    const markdown = /\.mdx?$/i.test(attributes['path'] ?? '');
    this.#action = { head, body: new BodyText(!markdown), finder: new CloseFinder(), bodyAt };
    this.#events.push({ kind: 'action-open', ...head, resumed: false });
    if (scanner.selfClosing) this.#closeAction();
  }

  #closeAction(): void {
    if (!this.#action) return;
    const { head, body, finder } = this.#action;
    this.#action = undefined;
    const { tail, body: text } = body.finish();
    this.#delta(head.action, tail);
    if (finder.rejected && looksSwallowed(text)) {
      this.#malformed(
        'swallowed-action',
        `${describe(head)} contains what looks like another action: put nothing but white space between </action> and <action>.`,
        head.action,
      );
    }
    this.#events.push({ kind: 'action-close', ...head, body: text, complete: true });
  }

  /** The message is over: what was held back in case more came is decided. */
  #settle(): void {
    if (this.#action?.finder.closesAtEnd) this.#closeAction();
    const held = this.#tag ? this.#tag.raw : this.#opening;
    this.#tag = undefined;
    this.#opening = '';
    if (held !== '' && !this.#artifact) this.#quote(held);
  }

  #quote(text: string): void {
    if (this.#artifact) this.#gapText = true;
    else for (const ch of text) this.#fences.feed(ch);
    this.#text(text);
  }

  #text(text: string): void {
    if (text === '') return;
    const last = this.#events.at(-1);
    if (last?.kind === 'text') last.text += text;
    else this.#events.push({ kind: 'text', text });
  }

  #delta(action: number, text: string): void {
    if (text === '') return;
    const last = this.#events.at(-1);
    if (last?.kind === 'action-delta' && last.action === action) last.text += text;
    else this.#events.push({ kind: 'action-delta', action, text });
  }

  #malformed(problem: MalformedProblem, message: string, action?: number): void {
    this.#events.push({ kind: 'malformed', problem, message, ...(action === undefined ? {} : { action }) });
  }
}

/** Whether an action's opening tag follows a closing one that was taken for text. */
function looksSwallowed(body: string): boolean {
  const close = body.search(/<\/(?:a|boltA)ction\s*>/);
  return close !== -1 && /<(?:a|boltA)ction\s[^<>]*type=/.test(body.slice(close));
}

function describe(head: ActionHead): string {
  const target = head.attributes['path'];
  return `the ${head.type || 'untyped'} action${target ? ` for ${target}` : ''}`;
}
