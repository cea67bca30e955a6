/** Command-line options as GNU's tools take them: clustered letters, values, long names, anywhere among the operands. */

export interface ParsedOptions {
  flags: Set<string>;
  /** The last value of each option that takes one. */
  values: Map<string, string>;
  /** Every value, in order. */
  all: [option: string, value: string][];
  operands: string[];
}

/** A wrong call; the message is printed after the command's name. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface OptionSpec {
  /** Letters without a value. */
  flags?: string;
  /** Letters with one. */
  values?: string;
  /** Long names and the letter they stand for. */
  long?: Record<string, string>;
  /** Stops at the first operand: what follows belongs to another command. */
  stopsAtOperand?: boolean;
}

/** `head -3` is `head -n 3`; the value of an option before it stays as it is. */
export function withCount(args: string[], isCount: RegExp): string[] {
  return args.map((arg, i) =>
    isCount.test(arg) && !/^-[nc]$/.test(args[i - 1] ?? '') ? `-n${arg.replace(/^-/, '')}` : arg,
  );
}

export function parseOptions(args: string[], spec: OptionSpec): ParsedOptions {
  const parsed: ParsedOptions = { flags: new Set(), values: new Map(), all: [], operands: [] };
  const put = (option: string, value: string): void => {
    parsed.values.set(option, value);
    parsed.all.push([option, value]);
  };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--') {
      parsed.operands.push(...args.slice(i + 1));
      break;
    }
    if (arg.startsWith('--')) {
      const equals = arg.indexOf('=');
      const name = equals < 0 ? arg.slice(2) : arg.slice(2, equals);
      const letter = spec.long?.[name];
      if (letter === undefined) throw new UsageError(`unrecognized option '${arg}'`);
      if ((spec.values ?? '').includes(letter))
        put(letter, equals < 0 ? (args[++i] ?? '') : arg.slice(equals + 1));
      else if (equals >= 0) put(letter, arg.slice(equals + 1));
      parsed.flags.add(letter);
    } else if (arg.length > 1 && arg.startsWith('-')) {
      for (let j = 1; j < arg.length; j++) {
        const letter = arg.charAt(j);
        if ((spec.values ?? '').includes(letter)) {
          const value = j + 1 < arg.length ? arg.slice(j + 1) : args[++i];
          if (value === undefined) throw new UsageError(`option requires an argument -- '${letter}'`);
          put(letter, value);
          break;
        }
        if (!(spec.flags ?? '').includes(letter)) throw new UsageError(`invalid option -- '${letter}'`);
        parsed.flags.add(letter);
      }
    } else if (spec.stopsAtOperand === true) {
      parsed.operands.push(...args.slice(i));
      break;
    } else {
      parsed.operands.push(arg);
    }
  }
  return parsed;
}
