/** `readline.Interface`: lines from a stream, with editing and history where it is a terminal. */
import { bindContext } from '../async-context.ts';
import type { Emitter, EmitterClass, ReadableLike } from '../builtin-types.ts';
import { AbortError, ERR_USE_AFTER_CLOSE } from '../errors.ts';
import type { NodeHost } from '../host.ts';
import { emitKeypressEvents, type Key } from './keypress.ts';

export interface Input extends ReadableLike {
  isTTY?: boolean;
  setRawMode?(raw: boolean): void;
}

export interface InterfaceOptions {
  input: Input;
  output?: { write(text: string): unknown };
  terminal?: boolean;
  prompt?: string;
  historySize?: number;
  signal?: AbortSignal;
  history?: string[];
  completer?: Completer;
}

type Completion = [candidates: string[], completed: string];
/** Gives what may follow, or takes a callback for it. */
type Completer = (
  line: string,
  done?: (error: unknown, completion?: Completion) => void,
) => Completion | Promise<Completion> | undefined;

type Answer = (line: string) => void;

export interface ReadlineInterface extends Emitter {
  question(query: string, options: unknown, done?: Answer): void;
  close(): void;
  prompt(): void;
}

const PROMISIFY = Symbol.for('nodejs.util.promisify.custom');

export function createInterfaceClass(host: NodeHost) {
  const { EventEmitter } = host.builtin('events') as { EventEmitter: EmitterClass };

  class Interface extends EventEmitter implements ReadlineInterface {
    readonly input: Input;
    readonly output: InterfaceOptions['output'];
    readonly terminal: boolean;
    line = '';
    cursor = 0;
    closed = false;
    history: string[] = [];
    #prompt: string;
    #answer: Answer | undefined;
    #rest = '';
    #at = -1;
    #paused = false;
    readonly #size: number;
    readonly #completer: Completer | undefined;

    constructor(given: InterfaceOptions | Input, output?: unknown, completer?: unknown, terminal?: unknown) {
      super();
      const options = (
        'input' in given ? given : { input: given, output, completer, terminal }
      ) as InterfaceOptions;
      this.input = options.input;
      this.output = options.output;
      this.terminal = options.terminal ?? (options.output as { isTTY?: boolean } | undefined)?.isTTY === true;
      this.#prompt = options.prompt ?? '> ';
      this.#size = options.historySize ?? 30;
      this.history = [...(options.history ?? [])].slice(0, this.#size);
      this.#completer = options.completer;
      if (this.terminal) {
        emitKeypressEvents(host, this.input);
        this.input.on('keypress', this.#onKey);
        this.input.setRawMode?.(true);
      } else this.input.on('data', this.#onData);
      this.input.on('end', this.#onEnd);
      options.signal?.addEventListener('abort', () => this.close(), { once: true });
      this.input.resume();
    }

    getPrompt(): string {
      return this.#prompt;
    }
    setPrompt(prompt: string): void {
      this.#prompt = prompt;
    }
    prompt(): void {
      this.resume();
      if (this.terminal) this.#show();
      else this.output?.write(this.#prompt);
    }
    question(query: string, options: unknown, done?: Answer): void {
      if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
      const answer = (typeof options === 'function' ? options : done) as Answer;
      const signal = (typeof options === 'object' ? options : undefined) as
        { signal?: AbortSignal } | undefined;
      signal?.signal?.addEventListener('abort', () => (this.#answer = undefined), { once: true });
      this.#answer = bindContext(answer);
      const prompt = this.#prompt;
      this.#prompt = query;
      this.prompt();
      if (!this.terminal) this.#prompt = prompt;
      else this.once('line-taken', () => (this.#prompt = prompt));
    }
    write(data: string | null, key?: Partial<Key>): void {
      if (this.terminal)
        this.#onKey(data ?? undefined, { name: undefined, ctrl: false, meta: false, ...key } as Key);
      else this.#onData(data ?? '');
    }
    pause(): this {
      if (this.#paused) return this;
      this.#paused = true;
      this.input.pause();
      this.emit('pause');
      return this;
    }
    resume(): this {
      if (!this.#paused) return this;
      this.#paused = false;
      this.input.resume();
      this.emit('resume');
      return this;
    }
    getCursorPos(): { rows: number; cols: number } {
      return { rows: 0, cols: this.#prompt.length + this.cursor };
    }
    close(): void {
      if (this.closed) return;
      this.pause();
      this.closed = true;
      this.input.removeListener('data', this.#onData);
      this.input.removeListener('keypress', this.#onKey);
      this.input.removeListener('end', this.#onEnd);
      if (this.terminal) this.input.setRawMode?.(false);
      this.emit('close');
    }
    [Symbol.dispose](): void {
      this.close();
    }

    async *[Symbol.asyncIterator](): AsyncGenerator<string> {
      const lines: string[] = [];
      let wake: () => void = () => undefined;
      this.on('line', (line: string) => {
        lines.push(line);
        wake();
      });
      this.on('close', () => wake());
      try {
        for (;;) {
          const line = lines.shift();
          if (line !== undefined) yield line;
          else if (this.closed) return;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        this.close();
      }
    }

    #decoder = new TextDecoder();
    readonly #onData = (data: Uint8Array | string): void => {
      this.#rest += typeof data === 'string' ? data : this.#decoder.decode(data, { stream: true });
      const lines = this.#rest.split(/\r\n|\n|\r(?!$)/);
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.#take(line);
    };

    readonly #onEnd = (): void => {
      if (this.#rest !== '') this.#take(this.#rest.replace(/\r$/, ''));
      this.#rest = '';
      this.close();
    };

    readonly #onKey = (text: string | undefined, key: Key): void => {
      if (key.ctrl && key.name === 'c') {
        if (this.listenerCount('SIGINT') > 0) this.emit('SIGINT');
        else this.close();
      } else if (key.ctrl && key.name === 'd' && this.line === '') this.close();
      else if (key.name === 'return' || key.name === 'enter') this.#enter();
      else if (key.name === 'tab' && this.#completer) this.#complete(this.#completer);
      else if (this.#edit(key)) this.#show();
      else if (text && !key.ctrl && !key.meta) this.#replace(this.cursor, this.cursor, text);
    };

    #enter(): void {
      const { line } = this;
      if (line.trim() !== '') {
        if (this.history[0] !== line) this.history = [line, ...this.history].slice(0, this.#size);
        this.emit('history', this.history);
      }
      this.line = '';
      this.cursor = 0;
      this.#at = -1;
      this.output?.write('\r\n');
      this.emit('line-taken');
      this.#take(line);
    }

    /** Moves and deletions; whether the key was one. */
    #edit({ name, ctrl, meta }: Key): boolean {
      const { cursor, line } = this;
      const before = line.slice(0, cursor).search(/\S+\s*$/);
      const wordStart = before < 0 ? 0 : before;
      const wordEnd = cursor + (/^\s*\S*/.exec(line.slice(cursor))?.[0].length ?? 0);
      if ((meta && name === 'b') || (ctrl && name === 'left')) this.cursor = wordStart;
      else if ((meta && name === 'f') || (ctrl && name === 'right')) this.cursor = wordEnd;
      else if ((ctrl && name === 'w') || (meta && name === 'backspace')) this.#replace(wordStart, cursor, '');
      else if (meta && name === 'd') this.#replace(cursor, wordEnd, '');
      else if (name === 'left' || (ctrl && name === 'b')) this.cursor = Math.max(0, cursor - 1);
      else if (name === 'right' || (ctrl && name === 'f')) this.cursor = Math.min(line.length, cursor + 1);
      else if (name === 'home' || (ctrl && name === 'a')) this.cursor = 0;
      else if (name === 'end' || (ctrl && name === 'e')) this.cursor = line.length;
      else if (name === 'backspace' || (ctrl && name === 'h'))
        this.#replace(Math.max(0, cursor - 1), cursor, '');
      else if (name === 'delete' || (ctrl && name === 'd')) this.#replace(cursor, cursor + 1, '');
      else if (ctrl && name === 'u') this.#replace(0, cursor, '');
      else if (ctrl && name === 't') this.#swap();
      else if (ctrl && name === 'k') this.#replace(cursor, line.length, '');
      else if (name === 'up') this.#recall(1);
      else if (name === 'down') this.#recall(-1);
      else return false;
      return true;
    }

    /** The two characters around the cursor change places; at the end of the line the last two. */
    #swap(): void {
      const at = Math.min(this.cursor, this.line.length - 1);
      if (at < 1) return;
      this.#replace(at - 1, at + 1, `${this.line.charAt(at)}${this.line.charAt(at - 1)}`);
    }

    /** What all candidates have in common is put in; when that is nothing more, they are shown. */
    #complete(completer: Completer): void {
      const line = this.line.slice(0, this.cursor);
      const show = (completion: Completion | undefined): void => {
        const [candidates, completed] = completion ?? [[], ''];
        if (candidates.length === 0) return;
        const common = commonStart(candidates);
        if (common.length > completed.length && common.startsWith(completed))
          return this.#replace(this.cursor, this.cursor, common.slice(completed.length));
        this.output?.write(`\r\n${candidates.join('  ')}\r\n`);
        this.#show();
      };
      const answer =
        completer.length > 1
          ? completer(line, (error, completion) => !error && show(completion))
          : completer(line);
      if (answer) void Promise.resolve(answer).then(show, () => undefined);
    }

    #recall(step: number): void {
      this.#at = Math.min(Math.max(-1, this.#at + step), this.history.length - 1);
      this.line = this.history[this.#at] ?? '';
      this.cursor = this.line.length;
    }

    #replace(from: number, to: number, text: string): void {
      this.line = this.line.slice(0, from) + text + this.line.slice(to);
      this.cursor = from + text.length;
      this.#show();
    }

    #show(): void {
      const column = this.#prompt.length + this.cursor + 1;
      this.output?.write(`\r\x1b[0J${this.#prompt}${this.line}\x1b[${column}G`);
    }

    #take(line: string): void {
      const answer = this.#answer;
      this.#answer = undefined;
      if (answer) answer(line);
      else this.emit('line', line);
    }
  }

  Object.assign(Interface.prototype.question, {
    [PROMISIFY](this: Interface, query: string, options?: { signal?: AbortSignal }): Promise<string> {
      return ask(this, query, options);
    },
  });
  return Interface;
}

function commonStart(words: string[]): string {
  let common = words[0] ?? '';
  for (const word of words) while (!word.startsWith(common)) common = common.slice(0, -1);
  return common;
}

/** A question as a promise. */
export function ask(
  face: ReadlineInterface,
  query: string,
  options: { signal?: AbortSignal } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new AbortError(undefined, { cause: options.signal?.reason }));
    if (options.signal?.aborted) return abort();
    options.signal?.addEventListener('abort', abort, { once: true });
    face.question(query, options, resolve);
  });
}
