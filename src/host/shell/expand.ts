/** Word expansion (POSIX.1-2024, 2.6): braces, tilde, parameters, commands, arithmetic, fields, pathnames. */
import type { FileSystem } from '../vfs/file-system.ts';
import { evaluateArithmetic, type ArithmeticScope } from './arithmetic.ts';
import { expandBraces } from './brace.ts';
import { ShellError } from './control-flow.ts';
import { FieldBuilder, type Field } from './fields.ts';
import { glob } from './glob.ts';
import { changeCase, quote, removeAffix, replacePattern, substring } from './parameter.ts';
import { hasMagic } from './pattern.ts';
import type { ListNode, ParameterPart, Word, WordPart } from './syntax.ts';

export interface ExpansionScope extends ArithmeticScope {
  readonly cwd: string;
  readonly fs: FileSystem;
  readonly noGlob: boolean;
  readonly noUnset: boolean;
  positional(): string[];
  /** `$?`, `$$`, `$0` …; undefined when it is not one of them, or not set. */
  special(name: string): string | undefined;
  array(name: string): string[] | undefined;
  /** The output of a command substitution, without its last newlines. */
  substitute(body: ListNode): Promise<string>;
}

export async function expandWords(words: Word[], scope: ExpansionScope): Promise<string[]> {
  const result: string[] = [];
  for (const word of words) {
    for (const each of expandBraces(word)) {
      for (const field of await expandFields(each, scope, true)) result.push(...expandPath(field, scope));
    }
  }
  return result;
}

/** Without splitting and pathnames: assignments, redirections, here-documents, `case`. */
export async function expandText(word: Word, scope: ExpansionScope): Promise<string> {
  return (await expandFields(word, scope, false)).map((field) => field.text).join(' ');
}

/** The same as a pattern, in which what was quoted is escaped. */
export async function expandPattern(word: Word, scope: ExpansionScope): Promise<string> {
  return (await expandFields(word, scope, false)).map((field) => field.pattern).join(' ');
}

function expandPath(field: Field, scope: ExpansionScope): string[] {
  if (scope.noGlob || !hasMagic(field.pattern)) return [field.text];
  const found = glob(scope.fs, scope.cwd, field.pattern);
  return found.length > 0 ? found : [field.text];
}

async function expandFields(word: Word, scope: ExpansionScope, split: boolean): Promise<Field[]> {
  const builder = new FieldBuilder(scope.get('IFS') ?? ' \t\n', split);
  const [first] = word;
  let rest = word;
  if (first?.type === 'text' && !first.quoted && first.text.startsWith('~')) {
    const head = /^~[^/:]*/.exec(first.text)?.[0] ?? '';
    const whole = head.length < first.text.length || word.length === 1;
    const home = whole ? homeOf(head.slice(1), scope) : null;
    if (home !== null) {
      builder.quoted(home);
      const tail = first.text.slice(head.length);
      rest = tail === '' ? word.slice(1) : [{ ...first, text: tail }, ...word.slice(1)];
    }
  }
  await new Expansion(scope, builder, split).parts(rest, false);
  builder.end();
  return builder.fields;
}

function homeOf(user: string, scope: ExpansionScope): string | null {
  if (user === '') return scope.get('HOME') ?? null;
  if (user === '+') return scope.cwd;
  return user === '-' ? (scope.get('OLDPWD') ?? null) : null;
}

class Expansion {
  readonly #scope: ExpansionScope;
  readonly #builder: FieldBuilder;
  readonly #split: boolean;

  constructor(scope: ExpansionScope, builder: FieldBuilder, split: boolean) {
    this.#scope = scope;
    this.#builder = builder;
    this.#split = split;
  }

  async parts(parts: WordPart[], quoted: boolean): Promise<void> {
    for (const part of parts) await this.#part(part, quoted);
  }

  async #part(part: WordPart, quoted: boolean): Promise<void> {
    switch (part.type) {
      case 'text':
        if (part.quoted || quoted) this.#builder.quoted(part.text);
        else this.#builder.literal(part.text);
        return;
      case 'double':
        if (part.parts.length === 0) this.#builder.quoted('');
        return this.parts(part.parts, true);
      case 'command':
        return this.#add(await this.#scope.substitute(part.body), quoted);
      case 'arithmetic': {
        const text = await expandText(part.expression, this.#scope);
        return this.#add(String(evaluateArithmetic(text, this.#scope)), quoted);
      }
      case 'parameter':
        return this.#parameter(part, quoted);
    }
  }

  #add(text: string, quoted: boolean): void {
    if (quoted) this.#builder.quoted(text);
    else this.#builder.expanded(text);
  }

  /** `$@`, `$*` and arrays: several values. */
  #addMany(values: string[], star: boolean, quoted: boolean): void {
    if (!this.#split || (star && quoted)) {
      const ifs = this.#scope.get('IFS') ?? ' ';
      const separator = star ? ifs.slice(0, 1) : ' ';
      this.#add(values.join(separator), quoted);
      return;
    }
    for (const [i, value] of values.entries()) {
      if (i > 0) this.#builder.end();
      this.#add(value, quoted);
    }
  }

  async #parameter(part: ParameterPart, quoted: boolean): Promise<void> {
    const many = await this.#values(part);
    if (many !== null) {
      if (part.length) return this.#add(String(many.length), quoted);
      if (many.length > 0 || !/^:?[-=+?]$/.test(part.operator)) {
        const star = part.name === '*' || (part.name !== '@' && indexText(part) === '*');
        if (/^:?\+$/.test(part.operator)) return this.#word(part, quoted);
        const changed =
          part.operator === ':' ? await this.#slice(part, many) : await this.#changeAll(part, many);
        return this.#addMany(changed, star, quoted);
      }
    }
    let value = many === null ? await this.#value(part) : undefined;
    if (part.indirect && value !== undefined) value = this.#scope.special(value) ?? this.#scope.get(value);
    if (part.length) return this.#add(String([...(this.#required(part, value) ?? '')].length), quoted);
    const missing = value === undefined || (part.operator.startsWith(':') && value === '');
    switch (part.operator) {
      case '-':
      case ':-':
        return missing ? this.#word(part, quoted) : this.#add(value ?? '', quoted);
      case '+':
      case ':+':
        return missing ? undefined : this.#word(part, quoted);
      case '=':
      case ':=':
        if (missing) this.#scope.set(part.name, (value = await expandText(part.word ?? [], this.#scope)));
        return this.#add(value ?? '', quoted);
      case '?':
      case ':?': {
        if (!missing) return this.#add(value ?? '', quoted);
        const words = await expandText(part.word ?? [], this.#scope);
        throw new ShellError(`${part.name}: ${words || 'parameter null or not set'}`, 127, true);
      }
      default:
        return this.#add(await this.#change(part, this.#required(part, value) ?? ''), quoted);
    }
  }

  async #word(part: ParameterPart, quoted: boolean): Promise<void> {
    const word = part.word ?? [];
    if (word.length === 0 && quoted) this.#builder.quoted('');
    if (quoted) return this.parts(word, true);
    for (const each of word) {
      if (each.type === 'text' && !each.quoted) this.#builder.expanded(each.text);
      else await this.#part(each, false);
    }
  }

  async #values(part: ParameterPart): Promise<string[] | null> {
    if (part.name === '@' || part.name === '*') return this.#scope.positional();
    const index = indexText(part);
    return Promise.resolve(index === '@' || index === '*' ? (this.#scope.array(part.name) ?? []) : null);
  }

  async #value(part: ParameterPart): Promise<string | undefined> {
    if (part.index === null) return this.#scope.special(part.name) ?? this.#scope.get(part.name);
    const at = Number(evaluateArithmetic(await expandText(part.index, this.#scope), this.#scope));
    return this.#scope.array(part.name)?.at(at);
  }

  #required(part: ParameterPart, value: string | undefined): string | undefined {
    if (value === undefined && this.#scope.noUnset)
      throw new ShellError(`${part.name}: unbound variable`, 1, true);
    return value;
  }

  #changeAll(part: ParameterPart, values: string[]): Promise<string[]> {
    return Promise.all(values.map((value) => this.#change(part, value)));
  }

  async #slice(part: ParameterPart, values: string[]): Promise<string[]> {
    const all = part.name === '@' || part.name === '*' ? [this.#scope.special('0') ?? '', ...values] : values;
    const offset = await this.#number(part.word);
    const length = part.second === null ? undefined : await this.#number(part.second);
    const start = offset < 0 ? all.length + offset : offset;
    const chosen = all.slice(start, length === undefined ? undefined : start + length);
    return Promise.resolve(chosen);
  }

  async #number(word: Word | null): Promise<number> {
    return Number(evaluateArithmetic(await expandText(word ?? [], this.#scope), this.#scope));
  }

  async #change(part: ParameterPart, value: string): Promise<string> {
    const { operator } = part;
    if (operator === '') return value;
    if (operator === ':') {
      const length = part.second === null ? null : await this.#number(part.second);
      return substring(value, await this.#number(part.word), length);
    }
    const pattern = await expandPattern(part.word ?? [], this.#scope);
    if (operator.startsWith('#') || operator.startsWith('%')) return removeAffix(value, operator, pattern);
    if (operator.startsWith('/')) {
      return replacePattern(value, operator, pattern, await expandText(part.second ?? [], this.#scope));
    }
    if (operator === '@') return pattern === 'Q' ? quote(value) : value;
    return changeCase(value, operator, pattern);
  }
}

function indexText(part: ParameterPart): string | null {
  const [only] = part.index ?? [];
  return part.index?.length === 1 && only?.type === 'text' ? only.text : null;
}
