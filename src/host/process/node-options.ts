/** The command line of `node`, as far as programs and people use it. Follows cli.html of Node's documentation. */
import { NODE_VERSION } from '../node/version.ts';

export interface NodeOptions {
  /** `-e`/`-p` text. */
  eval: string | null;
  print: boolean;
  check: boolean;
  inputType: 'module' | 'commonjs' | null;
  require: string[];
  import: string[];
  conditions: string[];
  preserveSymlinks: boolean;
  /** What to print instead of running: `--version`, `--help`, or an error. */
  say: { text: string; code: number; toStderr: boolean } | null;
  unhandledRejections: string;
  traceWarnings: boolean;
  noWarnings: boolean;
  noDeprecation: boolean;
  test: boolean;
  testReporter: string | undefined;
  stackTraceLimit: number | null;
  execArgv: string[];
  script: string | null;
  args: string[];
  envFiles: string[];
  interactive: boolean;
}

type Apply = (options: NodeOptions, value: string) => void;

const WITH_VALUE: Record<string, Apply> = {
  '--eval': (options, value) => (options.eval = value),
  '--print': (options, value) => {
    options.eval = value;
    options.print = true;
  },
  '--require': (options, value) => options.require.push(value),
  '--import': (options, value) => options.import.push(value),
  '--conditions': (options, value) => options.conditions.push(value),
  '--input-type': (options, value) => {
    if (value === 'module' || value === 'commonjs') options.inputType = value;
    else complain(options, '--input-type must be "module" or "commonjs"');
  },
  '--test-reporter': (options, value) => (options.testReporter = value),
  '--env-file': (options, value) => options.envFiles.push(value),
  '--env-file-if-exists': (options, value) => options.envFiles.push(`?${value}`),
  '--unhandled-rejections': (options, value) => (options.unhandledRejections = value),
  '--stack-trace-limit': (options, value) => (options.stackTraceLimit = Number(value)),
};

/** Options with a value that change nothing here. */
const IGNORED_WITH_VALUE = new Set([
  '--title',
  '--test-reporter-destination',
  '--test-name-pattern',
  '--test-concurrency',
  '--test-timeout',
  '--icu-data-dir',
  '--dns-result-order',
]);

const FLAGS: Record<string, (options: NodeOptions) => void> = {
  '--check': (options) => (options.check = true),
  '--interactive': (options) => (options.interactive = true),
  '--preserve-symlinks': (options) => (options.preserveSymlinks = true),
  '--trace-warnings': (options) => (options.traceWarnings = true),
  '--no-warnings': (options) => (options.noWarnings = true),
  '--no-deprecation': (options) => (options.noDeprecation = true),
  '--test': (options) => (options.test = true),
  '--version': (options) => say(options, `${NODE_VERSION}\n`),
  '--help': (options) => say(options, HELP),
};

const REFUSED: Record<string, string> = {
  '--watch': 'watching is not supported in the tab; the dev server of your framework reloads by itself',
  '--watch-path': 'watching is not supported in the tab',
  '--loader': 'module hooks cannot be installed in the tab',
  '--experimental-loader': 'module hooks cannot be installed in the tab',
  '--experimental-strip-types': 'TypeScript is not run by node here; use tsx, or your framework',
  '--experimental-transform-types': 'TypeScript is not run by node here; use tsx, or your framework',
  '--inspect-wait': 'there is no inspector in the tab',
  '--prof': 'profiling is not supported in the tab',
  '--cpu-prof': 'profiling is not supported in the tab',
};

const SHORT: Record<string, string> = {
  '-e': '--eval',
  '-p': '--print',
  '-pe': '--print',
  '-r': '--require',
  '-C': '--conditions',
  '-c': '--check',
  '-i': '--interactive',
  '-v': '--version',
  '-h': '--help',
};

const HELP = `Usage: node [options] [ script.js ] [arguments]
       node -e "code", node -p "code"

Options:
  -e, --eval=...         evaluate script
  -p, --print=...        evaluate script and print result
  -r, --require=...      CommonJS module to preload
  --import=...           ES module to preload
  --input-type=...       set module type for string input
  -C, --conditions=...   additional user conditions for exports and imports
  -c, --check            syntax check script without executing
  --env-file=...         set environment variables from supplied file
  --test                 run tests
  -v, --version          print Node.js version
`;

export function parseNodeOptions(argv: readonly string[], nodeOptions = ''): NodeOptions {
  const options: NodeOptions = {
    eval: null,
    print: false,
    check: false,
    inputType: null,
    require: [],
    import: [],
    conditions: [],
    preserveSymlinks: false,
    say: null,
    unhandledRejections: 'throw',
    traceWarnings: false,
    noWarnings: false,
    noDeprecation: false,
    test: false,
    testReporter: undefined,
    stackTraceLimit: null,
    execArgv: [],
    script: null,
    args: [],
    envFiles: [],
    interactive: false,
  };
  parseInto(options, nodeOptions.split(/\s+/).filter(Boolean), false);
  const rest = parseInto(options, argv, true);
  if (options.eval === null) options.script = rest.shift() ?? null;
  options.args = rest;
  return options;
}

function parseInto(options: NodeOptions, argv: readonly string[], keep: boolean): string[] {
  let at = 0;
  for (; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (word === '--') {
      at++;
      break;
    }
    if (!word.startsWith('-') || word === '-') break;
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const written = equals < 0 ? word : word.slice(0, equals);
    const name = SHORT[written] ?? written;
    const inline = equals < 0 ? undefined : word.slice(equals + 1);
    if (keep) options.execArgv.push(word);
    const refused = REFUSED[name];
    if (refused) complain(options, `${written} is not supported: ${refused}`);
    const apply = WITH_VALUE[name];
    if (apply || IGNORED_WITH_VALUE.has(name)) {
      const next = argv[at + 1];
      // Without a text, `-p` prints what standard input evaluates to.
      if (name === '--print' && inline === undefined && next === undefined) options.print = true;
      else if (inline === undefined && next === undefined)
        complain(options, `${written} requires an argument`);
      else {
        if (inline === undefined) {
          at++;
          if (keep) options.execArgv.push(next ?? '');
        }
        apply?.(options, inline ?? next ?? '');
      }
      continue;
    }
    const flag = FLAGS[name];
    if (flag) flag(options);
    else if (!isHarmless(name)) complain(options, `bad option: ${word}`, 9);
  }
  return argv.slice(at);
}

/** V8's and Node's tuning options change nothing that a program can see. */
function isHarmless(name: string): boolean {
  return /^--(?:max-|no-(?:experimental|addons|async|compilation|deprecation|extra|flush|force|global|network|node|opt|require|trace|turbo|verify|warnings|wasm|webstorage)|enable-|experimental-|trace-|stack-|expose-|harmony|inspect|use-|jitless|optimize|abort|throw|pending|disable|preserve|force|icu|tls|test|zero|verify|perf|heap|report|redirect|security|openssl|secure|allow|permission|input|run|node-|frozen|insecure|interpreted|es-module|entry|watch|strip|deprecation|warnings|addons|global|network|import|localstorage)/.test(
    name,
  );
}

function say(options: NodeOptions, text: string): void {
  options.say ??= { text, code: 0, toStderr: false };
}

function complain(options: NodeOptions, text: string, code = 9): void {
  options.say ??= { text: `node: ${text}\n`, code, toStderr: true };
}
