/** Parses sed's scripts. */
import { UsageError } from './options.ts';
import { posixRegex } from './regex.ts';

export type Address =
  | { type: 'line'; line: number }
  | { type: 'last' }
  | { type: 'regex'; regex: RegExp }
  | { type: 'step'; first: number; step: number };

export interface SedCommand {
  from: Address | null;
  to: Address | { type: 'count'; count: number } | null;
  negated: boolean;
  name: string;
  /** a, i, c: the text; y: the map's two halves; b, t: the label; w, r: the file. */
  text: string;
  substitution: { regex: RegExp; by: string; global: boolean; nth: number; print: boolean } | null;
  block: SedCommand[];
  active: boolean;
}

export class SedParser {
  readonly #source: string;
  readonly #extended: boolean;
  #at = 0;

  constructor(source: string, extended: boolean) {
    this.#source = source;
    this.#extended = extended;
  }

  parse(inBlock = false): SedCommand[] {
    const commands: SedCommand[] = [];
    for (;;) {
      this.#skip(/[\s;]/);
      const char = this.#source.charAt(this.#at);
      if (char === '') {
        if (inBlock) throw new UsageError(`-e expression #1, char 0: unmatched \`{'`);
        return commands;
      }
      if (char === '}' && inBlock) {
        this.#at++;
        return commands;
      }
      if (char === '#') this.#skip(/[^\n]/);
      else commands.push(this.#command());
    }
  }

  #skip(chars: RegExp): void {
    while (this.#at < this.#source.length && chars.test(this.#source.charAt(this.#at))) this.#at++;
  }

  #command(): SedCommand {
    const command: SedCommand = { from: this.#address(), to: null, negated: false, name: '', text: '', substitution: null, block: [], active: false }; // prettier-ignore
    if (command.from !== null && this.#source[this.#at] === ',') {
      this.#at++;
      const count = /^\+(\d+)/.exec(this.#source.slice(this.#at));
      this.#at += count?.[0].length ?? 0;
      command.to = count === null ? this.#address() : { type: 'count', count: Number(count[1]) };
    }
    this.#skip(/ /);
    while (this.#source[this.#at] === '!') {
      command.negated = true;
      this.#at++;
      this.#skip(/ /);
    }
    command.name = this.#source.charAt(this.#at++);
    this.#arguments(command);
    return command;
  }

  #arguments(command: SedCommand): void {
    switch (command.name) {
      case '{':
        command.block = this.parse(true);
        return;
      case 's':
        return this.#substitution(command);
      case 'y': {
        const delimiter = this.#source.charAt(this.#at++);
        command.text = `${this.#until(delimiter)}\0${this.#until(delimiter)}`;
        return;
      }
      case 'a':
      case 'i':
      case 'c':
        this.#skip(/[ \t]/);
        if (/^\\\s*\n/.test(this.#source.slice(this.#at)))
          this.#at = this.#source.indexOf('\n', this.#at) + 1;
        else if (this.#source[this.#at] === '\\') this.#at++;
        command.text = this.#rest(/^(?:\\[\s\S]|[^\\\n])*/).replace(/\\([\s\S])/g, '$1');
        return;
      case 'b':
      case 't':
      case ':':
      case 'r':
      case 'w':
        this.#skip(/[ \t]/);
        command.text = this.#rest(
          command.name === 'r' || command.name === 'w' ? /^[^\n]*/ : /^[^\n;}]*/,
        ).trim();
        return;
      case 'q':
      case 'Q':
        this.#skip(/ /);
        command.text = this.#rest(/^\d*/);
        return;
      default:
        if (!'dDpPnNgGhHx='.includes(command.name) || command.name === '') {
          throw new UsageError(`-e expression #1, char ${this.#at}: unknown command: \`${command.name}'`);
        }
    }
  }

  #rest(pattern: RegExp): string {
    const text = pattern.exec(this.#source.slice(this.#at))?.[0] ?? '';
    this.#at += text.length;
    return text;
  }

  #until(delimiter: string): string {
    let text = '';
    for (; ; this.#at++) {
      const char = this.#source.charAt(this.#at);
      if (char === '') throw new UsageError(`-e expression #1, char ${this.#at}: unterminated \`s' command`);
      if (char === '\\') {
        const next = this.#source.charAt(++this.#at);
        text += next === delimiter && !/[|()+?{}]/.test(next) ? next : `\\${next}`;
        continue;
      }
      if (char === delimiter) {
        this.#at++;
        return text;
      }
      text += char;
    }
  }

  #substitution(command: SedCommand): void {
    const delimiter = this.#source.charAt(this.#at++);
    const pattern = this.#until(delimiter);
    const by = this.#until(delimiter);
    const flags = this.#rest(/^[gpiIme0-9]*/);
    command.substitution = {
      regex: posixRegex(
        pattern,
        this.#extended,
        `g${/i/i.test(flags) ? 'i' : ''}${/m/i.test(flags) ? 'm' : ''}`,
      ),
      by,
      global: flags.includes('g'),
      nth: Number(/\d+/.exec(flags)?.[0] ?? 1),
      print: flags.includes('p'),
    };
  }

  #address(): Address | null {
    const number = this.#rest(/^\d+/);
    if (number !== '') {
      const step = this.#rest(/^~\d+/);
      if (step !== '') return { type: 'step', first: Number(number), step: Number(step.slice(1)) };
      return { type: 'line', line: Number(number) };
    }
    const char = this.#source.charAt(this.#at);
    if (char === '$') {
      this.#at++;
      return { type: 'last' };
    }
    if (char !== '/' && char !== '\\') return null;
    this.#at += char === '/' ? 1 : 2;
    const pattern = this.#until(char === '/' ? '/' : this.#source.charAt(this.#at - 1));
    const flag = this.#rest(/^I?/);
    return { type: 'regex', regex: posixRegex(pattern, this.#extended, flag === '' ? '' : 'i') };
  }
}
