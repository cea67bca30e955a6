/** sed: edits lines by a script. */
import { absolute } from '../glob.ts';
import type { Command, CommandContext } from '../ports.ts';
import { chunksOf, eachInput, linesOf } from './input.ts';
import { parseOptions, UsageError } from './options.ts';
import { SedParser, type Address, type SedCommand } from './sed-script.ts';

type Flow = 'next' | 'delete' | 'quit' | 'restart';

export const sed: Command = async (context) => {
  const args = context.args.map((each) =>
    /^-i./.test(each) && !/^-i[nEre]*$/.test(each) ? `--in-place=${each.slice(2)}` : each,
  );
  const { flags, all, values, operands } = parseOptions(args, {
    flags: 'nErisz',
    values: 'efI',
    long: { quiet: 'n', silent: 'n', expression: 'e', 'regexp-extended': 'E', 'in-place': 'i', file: 'f' },
  });
  const scripts = all.filter(([option]) => option === 'e' || option === 'f').map(([option, value]) => (option === 'e' ? value : new TextDecoder().decode(context.fs.readFile(absolute(context.cwd, value))))); // prettier-ignore
  const script = scripts.length > 0 ? scripts.join('\n') : operands.shift();
  if (script === undefined) throw new UsageError('no script specified');
  const extended = flags.has('E') || flags.has('r');
  const parse = (): SedCommand[] => new SedParser(script, extended).parse();
  const quiet = flags.has('n');
  if (flags.has('i')) {
    const suffix = values.get('i') ?? all.find(([option]) => option === 'i')?.[1] ?? '';
    return eachInput(context, operands, async (operand) => {
      const path = absolute(context.cwd, operand);
      let output = '';
      const before = context.fs.readFile(path);
      const editor = new Editor(context, parse(), quiet, (text) => void (output += text));
      await editor.run(linesOf(chunksOf(context, operand)), before.length === 0 || before.at(-1) === 10);
      if (suffix !== '') context.fs.writeFile(path + suffix, before);
      context.fs.writeFile(path, new TextEncoder().encode(output));
    });
  }
  const editor = new Editor(context, parse(), quiet, (text) => context.stdout.write(text));
  let status = 0;
  const lines = async function* (): AsyncGenerator<string, void> {
    for (const operand of operands.length === 0 ? ['-'] : operands) {
      try {
        yield* linesOf(chunksOf(context, operand));
      } catch (error) {
        if (context.signal.aborted || operand === '-') throw error;
        status = 2;
        await eachInput(context, [operand], () => Promise.reject(error as Error));
      }
    }
  };
  const code = await editor.run(lines(), true);
  return code || status;
};

class Editor {
  readonly #context: CommandContext;
  readonly #commands: SedCommand[];
  readonly #quiet: boolean;
  readonly #print: (text: string) => void | Promise<void>;
  #pattern = '';
  #hold = '';
  #line = 0;
  #ahead: IteratorResult<string, void> = { done: true, value: undefined };
  #lines: AsyncGenerator<string, void> | null = null;
  #appended = '';
  #status = 0;
  #replaced = false;

  constructor(
    context: CommandContext,
    commands: SedCommand[],
    quiet: boolean,
    print: (text: string) => void | Promise<void>,
  ) {
    this.#context = context;
    this.#commands = commands;
    this.#quiet = quiet;
    this.#print = print;
  }

  /** Gives the exit code of `q`. */
  async run(lines: AsyncGenerator<string, void>, ends: boolean): Promise<number> {
    this.#lines = lines;
    this.#ahead = await lines.next();
    while (await this.#read()) {
      let flow: Flow = 'restart';
      while (flow === 'restart') flow = await this.#execute(this.#commands);
      if (flow !== 'delete' && !this.#quiet)
        await this.#print(this.#pattern + (this.#last && !ends ? '' : '\n'));
      await this.#flushAppended();
      if (flow === 'quit') break;
    }
    return this.#status;
  }

  get #last(): boolean {
    return this.#ahead.done === true;
  }

  async #read(): Promise<boolean> {
    const { done, value } = this.#ahead;
    if (done === true || this.#lines === null) return false;
    this.#pattern = value ?? '';
    this.#line++;
    this.#replaced = false;
    this.#ahead = await this.#lines.next();
    return true;
  }

  async #flushAppended(): Promise<void> {
    if (this.#appended !== '') await this.#print(this.#appended);
    this.#appended = '';
  }

  #matches(address: Address): boolean {
    switch (address.type) {
      case 'line':
        return this.#line === address.line;
      case 'last':
        return this.#last;
      case 'step':
        return (
          this.#line >= address.first &&
          (address.step === 0
            ? this.#line === address.first
            : (this.#line - address.first) % address.step === 0)
        );
      case 'regex':
        return address.regex.test(this.#pattern);
    }
  }

  #selected(command: SedCommand): boolean {
    const { from, to } = command;
    if (from === null) return true;
    if (to === null) return this.#matches(from);
    if (command.active) {
      const ends =
        to.type === 'line'
          ? this.#line >= to.line
          : to.type === 'count'
            ? --to.count <= 0
            : this.#matches(to);
      if (ends) command.active = false;
      return to.type !== 'line' || this.#line <= to.line;
    }
    if (!this.#matches(from)) return false;
    command.active = to.type === 'line' ? to.line > this.#line : to.type === 'count' ? to.count > 0 : true;
    return true;
  }

  async #execute(commands: SedCommand[]): Promise<Flow> {
    for (let i = 0; i < commands.length; i++) {
      const command = commands[i];
      if (command === undefined || this.#selected(command) === command.negated) continue;
      if (command.name === '{') {
        const flow = await this.#execute(command.block);
        if (flow !== 'next') return flow;
      } else if (command.name === 'b' || (command.name === 't' && this.#replaced)) {
        if (command.name === 't') this.#replaced = false;
        const target =
          command.text === ''
            ? -1
            : commands.findIndex((each) => each.name === ':' && each.text === command.text);
        if (target < 0) return 'next';
        i = target;
      } else {
        const flow = await this.#one(command);
        if (flow !== null) return flow;
      }
    }
    return 'next';
  }

  async #one(command: SedCommand): Promise<Flow | null> {
    switch (command.name) {
      case 's':
        return this.#substitute(command);
      case 'd':
        return 'delete';
      case 'D': {
        const newline = this.#pattern.indexOf('\n');
        if (newline < 0) return 'delete';
        this.#pattern = this.#pattern.slice(newline + 1);
        return 'restart';
      }
      case 'p':
        await this.#print(`${this.#pattern}\n`);
        return null;
      case 'P':
        await this.#print(`${this.#pattern.split('\n')[0] ?? ''}\n`);
        return null;
      case 'q':
        this.#status = Number(command.text);
        return 'quit';
      case 'Q':
        this.#status = Number(command.text);
        this.#ahead = { done: true, value: undefined };
        return 'delete';
      case 'n':
        if (this.#last) return null;
        if (!this.#quiet) await this.#print(`${this.#pattern}\n`);
        await this.#read();
        return null;
      case 'N': {
        if (this.#last) return 'next';
        const before = this.#pattern;
        await this.#read();
        this.#pattern = `${before}\n${this.#pattern}`;
        return null;
      }
      case 'a':
        this.#appended += `${command.text}\n`;
        return null;
      case 'i':
        await this.#print(`${command.text}\n`);
        return null;
      case 'c':
        if (!command.active || command.negated) await this.#print(`${command.text}\n`);
        return 'delete';
      case '=':
        await this.#print(`${this.#line}\n`);
        return null;
      default:
        return this.#transform(command);
    }
  }

  #transform(command: SedCommand): null {
    switch (command.name) {
      case 'h':
        this.#hold = this.#pattern;
        break;
      case 'H':
        this.#hold += `\n${this.#pattern}`;
        break;
      case 'g':
        this.#pattern = this.#hold;
        break;
      case 'G':
        this.#pattern += `\n${this.#hold}`;
        break;
      case 'x':
        [this.#pattern, this.#hold] = [this.#hold, this.#pattern];
        break;
      case 'r':
        this.#appended += new TextDecoder().decode(
          this.#context.fs.readFile(absolute(this.#context.cwd, command.text)),
        );
        break;
      case 'y': {
        const [from = '', to = ''] = command.text
          .split('\0')
          .map((each) => each.replace(/\\n/g, '\n').replace(/\\(.)/g, '$1'));
        const chars = [...from];
        this.#pattern = [...this.#pattern]
          .map((char) => (chars.includes(char) ? ([...to][chars.indexOf(char)] ?? char) : char))
          .join('');
      }
    }
    return null;
  }

  async #substitute({ substitution }: SedCommand): Promise<null> {
    if (substitution === null) return null;
    const { regex, by, global, nth, print } = substitution;
    let count = 0;
    let hit = false;
    regex.lastIndex = 0;
    this.#pattern = this.#pattern.replace(regex, (...found: unknown[]) => {
      count++;
      const groups = found.slice(
        0,
        found.findIndex((each) => typeof each === 'number'),
      ) as (string | undefined)[];
      if (count < nth || (count > nth && !global)) return groups[0] ?? '';
      hit = true;
      return replacement(by, groups);
    });
    if (hit) this.#replaced = true;
    if (hit && print) await this.#print(`${this.#pattern}\n`);
    return null;
  }
}

/** `&`, `\1`, `\n`, `\U…\E`. */
function replacement(by: string, groups: (string | undefined)[]): string {
  let mode = '';
  const cased = (text: string): string => {
    if (mode === 'u' || mode === 'l') {
      const first = mode === 'u' ? text.charAt(0).toUpperCase() : text.charAt(0).toLowerCase();
      mode = '';
      return first + text.slice(1);
    }
    return mode === 'U' ? text.toUpperCase() : mode === 'L' ? text.toLowerCase() : text;
  };
  return by.replace(/\\([\s\S])|&|[^\\&]+/g, (all, escaped?: string) => {
    if (escaped === undefined) return cased(all === '&' ? (groups[0] ?? '') : all);
    if (/\d/.test(escaped)) return cased(groups[Number(escaped)] ?? '');
    if (/[ULElu]/.test(escaped)) {
      mode = escaped === 'E' ? '' : escaped;
      return '';
    }
    return cased({ n: '\n', t: '\t' }[escaped] ?? escaped);
  });
}
