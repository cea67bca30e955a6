/** `util.parseArgs`. */
import {
  ERR_INVALID_ARG_TYPE,
  ERR_INVALID_ARG_VALUE,
  ERR_PARSE_ARGS_INVALID_OPTION_VALUE,
  ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL,
  ERR_PARSE_ARGS_UNKNOWN_OPTION,
} from './errors.ts';
import {
  validateArray,
  validateBoolean,
  validateObject,
  validateOneOf,
  validateString,
} from './validators.ts';

type Value = string | boolean;
export interface OptionConfig {
  type: 'string' | 'boolean';
  short?: string;
  multiple?: boolean;
  default?: Value | Value[];
}
export interface ParseArgsConfig {
  args?: string[];
  options?: Record<string, OptionConfig>;
  strict?: boolean;
  allowPositionals?: boolean;
  allowNegative?: boolean;
  tokens?: boolean;
}
export type ParseArgsToken =
  | {
      kind: 'option';
      name: string;
      rawName: string;
      index: number;
      value: string | undefined;
      inlineValue: boolean | undefined;
    }
  | { kind: 'positional'; index: number; value: string }
  | { kind: 'option-terminator'; index: number };
type OptionToken = Extract<ParseArgsToken, { kind: 'option' }>;
type Options = Record<string, OptionConfig>;

function checkOptions(options: Options): void {
  for (const [name, config] of Object.entries(options)) {
    validateObject(config, `options.${name}`);
    validateOneOf(config.type, `options.${name}.type`, ['string', 'boolean']);
    if (config.short !== undefined) {
      validateString(config.short, `options.${name}.short`);
      if (config.short.length !== 1) {
        throw new ERR_INVALID_ARG_VALUE(`options.${name}.short`, config.short, 'must be a single character');
      }
    }
    if (config.multiple !== undefined) validateBoolean(config.multiple, `options.${name}.multiple`);
    const { default: fallback } = config;
    if (fallback === undefined) continue;
    const list = config.multiple ? fallback : [fallback];
    if (!Array.isArray(list)) throw new ERR_INVALID_ARG_TYPE(`options.${name}.default`, 'Array', fallback);
    for (const each of list) {
      if (typeof each !== config.type)
        throw new ERR_INVALID_ARG_TYPE(`options.${name}.default`, config.type, each);
    }
  }
}

function longOf(short: string, options: Options): string {
  return Object.entries(options).find(([, config]) => config.short === short)?.[0] ?? short;
}

/** Splits arguments to tokens; `-abc` to `-a -b -c` unless one of them takes the rest as its value. */
function tokenize(args: readonly string[], options: Options): ParseArgsToken[] {
  const tokens: ParseArgsToken[] = [];
  const push = (index: number, name: string, rawName: string, inline: string | undefined): number => {
    let value = inline;
    let inlineValue: boolean | undefined = inline === undefined ? undefined : true;
    let used = 0;
    const next = args[index + 1];
    if (value === undefined && options[name]?.type === 'string' && next !== undefined) {
      value = next;
      inlineValue = false;
      used = 1;
    }
    tokens.push({ kind: 'option', name, rawName, index, value, inlineValue });
    return used;
  };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '--') {
      tokens.push({ kind: 'option-terminator', index: i });
      for (let rest = i + 1; rest < args.length; rest++)
        tokens.push({ kind: 'positional', index: rest, value: args[rest] as string });
      break;
    }
    if (arg.startsWith('--')) {
      const eq = arg.indexOf('=', 3);
      const name = eq < 0 ? arg.slice(2) : arg.slice(2, eq);
      i += push(i, name, `--${name}`, eq < 0 ? undefined : arg.slice(eq + 1));
    } else if (arg.startsWith('-') && arg.length > 1) {
      const index = i;
      for (let at = 1; at < arg.length; at++) {
        const short = arg[at] as string;
        const name = longOf(short, options);
        const rest = arg.slice(at + 1);
        const takesRest = options[name]?.type === 'string' && rest !== '';
        i += push(index, name, `-${short}`, takesRest ? rest : undefined);
        if (takesRest) break;
        if (i > index) break;
      }
    } else tokens.push({ kind: 'positional', index: i, value: arg });
  }
  return tokens;
}

function checkToken(token: OptionToken, config: OptionConfig | undefined, allowPositionals: boolean): void {
  if (config === undefined) throw new ERR_PARSE_ARGS_UNKNOWN_OPTION(token.rawName, allowPositionals);
  const names = `${config.short ? `-${config.short}, ` : ''}--${token.name}`;
  if (config.type === 'string' && typeof token.value !== 'string') {
    throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${names} <value>' argument missing`);
  }
  if (config.type === 'boolean' && token.value !== undefined) {
    throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${names}' does not take an argument`);
  }
  if (
    token.inlineValue === false &&
    token.value !== undefined &&
    token.value.length > 1 &&
    token.value.startsWith('-')
  ) {
    const example = token.rawName.startsWith('--')
      ? `'${token.rawName}=-XYZ'`
      : `'--${token.name}=-XYZ' or '${token.rawName}-XYZ'`;
    throw new ERR_PARSE_ARGS_INVALID_OPTION_VALUE(
      `Option '${token.rawName}' argument is ambiguous.\nDid you forget to specify the option argument for '${token.rawName}'?\nTo specify an option argument starting with a dash use ${example}.`,
    );
  }
}

interface Parsed {
  values: Record<string, Value | Value[]>;
  positionals: string[];
  tokens?: ParseArgsToken[];
}

function store(values: Parsed['values'], name: string, value: Value, multiple: boolean | undefined): void {
  if (name === '__proto__') return;
  const before = values[name];
  if (!multiple) values[name] = value;
  else if (Array.isArray(before)) before.push(value);
  else values[name] = [value];
}

/** The program's own arguments: without Node, the script, or Node's `-e`/`-p`. */
function processArgs(): string[] {
  const { process } = globalThis as { process?: { argv: string[]; execArgv: string[] } };
  if (process === undefined) return [];
  const inline = process.execArgv.some((arg) => ['-e', '--eval', '-p', '--print', '-pe'].includes(arg));
  return process.argv.slice(inline ? 1 : 2);
}

export function parseArgs(config: ParseArgsConfig = {}): Parsed {
  validateObject(config, 'config');
  const { args = processArgs(), options = {}, strict = true, allowNegative = false } = config;
  const allowPositionals = config.allowPositionals ?? !strict;
  validateArray(args, 'args');
  validateBoolean(strict, 'strict');
  validateBoolean(allowPositionals, 'allowPositionals');
  validateObject(options, 'options');
  checkOptions(options);
  const tokens = tokenize(args, options);
  const result: Parsed = { values: Object.create(null) as Parsed['values'], positionals: [] };
  if (config.tokens) result.tokens = tokens;
  for (const token of tokens) {
    if (token.kind === 'positional') {
      if (!allowPositionals) throw new ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL(token.value);
      result.positionals.push(token.value);
    }
    if (token.kind !== 'option') continue;
    const positive = token.name.startsWith('no-') ? token.name.slice(3) : token.name;
    const negated =
      allowNegative &&
      positive !== token.name &&
      !Object.hasOwn(options, token.name) &&
      options[positive]?.type === 'boolean';
    const name = negated ? positive : token.name;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (strict) checkToken(token, option, allowPositionals);
    store(result.values, name, token.value ?? !negated, option?.multiple);
  }
  for (const [name, option] of Object.entries(options)) {
    if (option.default !== undefined && !Object.hasOwn(result.values, name))
      result.values[name] = option.default;
  }
  return result;
}
