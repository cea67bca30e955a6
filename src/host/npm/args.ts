/** npm's command line: words, flags with their short forms, and all after `--` untouched. */
export interface Args {
  words: string[];
  flags: Map<string, string | true>;
  /** After `--`. */
  rest: string[];
}

const SHORT: Record<string, string[]> = {
  D: ['save-dev'],
  E: ['save-exact'],
  O: ['save-optional'],
  P: ['save-prod'],
  S: ['save'],
  B: ['save-bundle'],
  g: ['global'],
  f: ['force'],
  y: ['yes'],
  s: ['loglevel', 'silent'],
  q: ['loglevel', 'warn'],
  d: ['loglevel', 'info'],
  a: ['all'],
  l: ['long'],
  h: ['help'],
  v: ['version'],
  n: ['no-yes'],
};

const WITH_VALUE = new Set([
  'omit',
  'include',
  'prefix',
  'registry',
  'loglevel',
  'depth',
  'package',
  'call',
  'cache',
  'tag',
  'workspace',
  'save-prefix',
  'lockfile-version',
  'install-strategy',
  'script-shell',
  'scope',
  'otp',
  'userconfig',
]);
const SHORT_VALUE: Record<string, string> = { p: 'package', c: 'call', w: 'workspace', C: 'prefix' };

export interface ParseOptions {
  /** Everything from the n-th word on belongs to a program that is called. */
  stopAfterWords?: number;
}

export function parseArgs(argv: string[], options: ParseOptions = {}): Args {
  const args: Args = { words: [], flags: new Map(), rest: [] };
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (word === '--') {
      args.rest = argv.slice(at + 1);
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      args.words.push(word);
      if (args.words.length === options.stopAfterWords) {
        const rest = argv.slice(at + 1);
        args.rest = rest[0] === '--' ? rest.slice(1) : rest;
        break;
      }
      continue;
    }
    if (readFlag(args, word, argv[at + 1])) at += 1;
  }
  return args;
}

/** True when the next word was the flag's value. */
function readFlag(args: Args, word: string, next: string | undefined): boolean {
  if (!word.startsWith('--')) {
    const valued = SHORT_VALUE[word.slice(1)];
    if (valued !== undefined) return setFlag(args, valued, next);
    for (const letter of word.slice(1)) {
      const [name, value] = SHORT[letter] ?? [letter];
      args.flags.set(name ?? letter, value ?? true);
    }
    return false;
  }
  const equals = word.indexOf('=');
  if (equals > 0) {
    args.flags.set(word.slice(2, equals), word.slice(equals + 1));
    return false;
  }
  const name = word.slice(2);
  if (WITH_VALUE.has(name)) return setFlag(args, name, next);
  args.flags.set(name, true);
  return false;
}

function setFlag(args: Args, name: string, value: string | undefined): boolean {
  if (value === undefined) return false;
  const before = args.flags.get(name);
  args.flags.set(name, typeof before === 'string' && name !== 'prefix' ? `${before},${value}` : value);
  return true;
}

/** `--x` is true, `--no-x` and `--x=false` are false; else the fallback. */
export function isSet(args: Args, name: string, fallback = false): boolean {
  if (args.flags.has(`no-${name}`)) return false;
  const value = args.flags.get(name);
  return value === undefined ? fallback : value !== 'false';
}

export function valueOf(args: Args, name: string): string | undefined {
  const value = args.flags.get(name);
  return typeof value === 'string' ? value : undefined;
}
