/** Builtins about variables: export, local, readonly, unset, shift, let, getopts. */
import { evaluateArithmetic } from '../arithmetic.ts';
import { quote } from '../parameter.ts';
import type { Shell } from '../shell.ts';
import { complain, say, type Builtin } from './builtin.ts';

interface Marks {
  exported?: boolean;
  readonly?: boolean;
}

async function declare(
  shell: Shell,
  names: string[],
  marks: Marks,
  options: { local?: boolean; name: string },
): Promise<number> {
  let status = 0;
  for (const each of names) {
    const match = /^([A-Za-z_]\w*)(?:(\+?)=([\s\S]*))?$/.exec(each);
    if (match === null) {
      status = await complain(shell, `${options.name}: \`${each}': not a valid identifier`);
      continue;
    }
    const [, name = '', append, value] = match;
    if (options.local === true && !shell.variables.makeLocal(name)) {
      return complain(shell, 'local: can only be used in a function');
    }
    if (value !== undefined) shell.set(name, append === '+' ? (shell.get(name) ?? '') + value : value);
    shell.variables.mark(name, marks);
  }
  return status;
}

function split(args: string[]): { flags: string; names: string[] } {
  const first = args.findIndex((each) => !/^[-+][A-Za-z]+$/.test(each));
  const end = first < 0 ? args.length : first;
  return { flags: args.slice(0, end).join(''), names: args.slice(end).filter((each) => each !== '--') };
}

const exportVariables: Builtin = async (shell, args) => {
  const { flags, names } = split(args);
  if (names.length === 0) {
    for (const [name, value] of Object.entries(shell.variables.environment()).sort()) {
      await say(shell, `export ${name}=${quote(value)}\n`);
    }
  }
  return declare(shell, names, { exported: !flags.includes('n') }, { name: 'export' });
};

const declareVariables: Builtin = (shell, args, name) => {
  const { flags, names } = split(args);
  const marks: Marks = {};
  if (flags.includes('x')) marks.exported = true;
  if (flags.includes('r') || name === 'readonly') marks.readonly = true;
  const local = name === 'local' || (name !== 'readonly' && shell.functionDepth > 0 && !flags.includes('g'));
  return declare(shell, names, marks, { local, name });
};

const getopts: Builtin = async (shell, args) => {
  const [spec = '', name = '', ...rest] = args;
  const words = rest.length > 0 ? rest : shell.parameters;
  const [index = '1', offset = '1'] = `${shell.get('OPTIND') ?? '1'}.${shell.get('__OPTPOS') ?? '1'}`.split(
    '.',
  );
  let at = Number(index);
  let position = Number(offset);
  const word = words[at - 1];
  if (word === undefined || !/^-./.test(word) || word === '--') {
    shell.set(name, '?');
    if (word === '--') shell.set('OPTIND', String(at + 1));
    return 1;
  }
  const option = word.charAt(position++);
  const known = spec.indexOf(option);
  const takes = known >= 0 && spec[known + 1] === ':';
  shell.variables.unset('OPTARG');
  let result = known >= 0 && option !== ':' ? option : '?';
  if (takes) {
    const value = position < word.length ? word.slice(position) : words[at++];
    position = word.length;
    if (value !== undefined) shell.set('OPTARG', value);
    else result = spec.startsWith(':') ? ':' : '?';
  }
  if (result === '?' && spec.startsWith(':')) shell.set('OPTARG', option);
  else if (result === '?')
    await shell.complain(takes ? `option requires an argument -- ${option}` : `illegal option -- ${option}`);
  if (position >= word.length) {
    at++;
    position = 1;
  }
  shell.set('OPTIND', String(at));
  shell.set('__OPTPOS', String(position));
  shell.set(name, result);
  return 0;
};

export const variables: Record<string, Builtin> = {
  export: exportVariables,
  local: declareVariables,
  declare: declareVariables,
  typeset: declareVariables,
  readonly: declareVariables,
  getopts,
  unset: async (shell, args) => {
    const { flags, names } = split(args);
    let status = 0;
    for (const name of names) {
      if (flags.includes('f')) shell.functions.delete(name);
      else if (!shell.variables.unset(name))
        status = await complain(shell, `unset: ${name}: cannot unset: readonly variable`);
    }
    return status;
  },
  shift: async (shell, args) => {
    const count = Number(args[0] ?? 1);
    if (count > shell.parameters.length) return 1;
    shell.parameters = shell.parameters.slice(count);
    return 0;
  },
  let: (shell, args) => {
    const values = args.map((each) => evaluateArithmetic(each, shell));
    return Promise.resolve(values.at(-1) === 0n ? 1 : 0);
  },
};
