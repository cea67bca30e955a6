/** What `node:test` prints: TAP 13, marks for a person, dots, or lines for the process that runs the file. */
export interface TestResult {
  name: string;
  depth: number;
  error: unknown;
  skip: boolean | string | undefined;
  todo: boolean | string | undefined;
  ms: number;
  isSuite: boolean;
}

export interface Reporter {
  start(name: string, depth: number): void;
  result(result: TestResult): void;
  diagnostic(message: string, depth: number): void;
  end(): void;
}

/** The value of NODE_TEST_CONTEXT in a process that `node --test` started. */
export const CHILD_CONTEXT = 'child-lines';
/** What a line of such a process starts with when it is a report. */
export const LINE_MARK = '\u001etest ';

type Write = (text: string) => void;

interface Failure {
  failureType: string;
  error: string;
  code: string;
  details: Record<string, unknown>;
  stack: string[];
}

function describeFailure(error: unknown): Failure {
  if (!(error instanceof Error))
    return {
      failureType: 'testCodeFailure',
      error: String(error),
      code: 'ERR_TEST_FAILURE',
      details: {},
      stack: [],
    };
  const { code, failureType, ...more } = error as Error & { code?: string; failureType?: string } & Record<
      string,
      unknown
    >;
  const isAssertion = code === 'ERR_ASSERTION';
  const frames = (error.stack ?? '').split('\n').filter((line) => /^ +at /.test(line));
  return {
    failureType: failureType ?? 'testCodeFailure',
    error: error.message,
    code: code ?? 'ERR_TEST_FAILURE',
    details: isAssertion
      ? { name: error.name, expected: more['expected'], actual: more['actual'], operator: more['operator'] }
      : {},
    stack: failureType === undefined ? frames.map((line) => line.replace(/^ +at /, '')) : [],
  };
}

class Counts {
  readonly tests = { tests: 0, suites: 0, pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0 };
  readonly #started = performance.now();
  add({ isSuite, skip, todo, error }: TestResult): void {
    if (isSuite) {
      this.tests.suites++;
      return;
    }
    this.tests.tests++;
    const isCancelled = /cancelled|Timeout/.test(
      (error as { failureType?: string } | undefined)?.failureType ?? '',
    );
    if (skip) this.tests.skipped++;
    else if (todo) this.tests.todo++;
    else if (error === undefined) this.tests.pass++;
    else if (isCancelled) this.tests.cancelled++;
    else this.tests.fail++;
  }
  lines(): string[] {
    const all = { ...this.tests, duration_ms: performance.now() - this.#started };
    return Object.entries(all).map(([name, value]) => `${name} ${value}`);
  }
}

const quoted = (value: unknown): string =>
  typeof value === 'string' ? `'${value.replaceAll('\n', '\\n').replaceAll("'", "\\'")}'` : String(value);

function tap(write: Write): Reporter {
  const counts = new Counts();
  const numbers: number[] = [];
  let begun = false;
  const indent = (depth: number): string => '    '.repeat(Math.max(depth, 0));
  const begin = (): void => {
    if (!begun) write('TAP version 13\n');
    begun = true;
  };
  const plan = (depth: number): void => {
    const below = numbers[depth + 1];
    if (below) write(`${indent(depth + 1)}1..${below}\n`);
    numbers[depth + 1] = 0;
  };
  return {
    start(name, depth) {
      begin();
      write(`${indent(depth)}# Subtest: ${name}\n`);
    },
    result(result) {
      counts.add(result);
      const { depth, error, name, skip, todo, ms, isSuite } = result;
      plan(depth);
      numbers[depth] = (numbers[depth] ?? 0) + 1;
      const pad = indent(depth);
      const status = error === undefined ? 'ok' : 'not ok';
      write(
        `${pad}${status} ${numbers[depth]} - ${name}${directive('SKIP', skip)}${directive('TODO', todo)}\n` +
          `${pad}  ---\n${pad}  duration_ms: ${ms}\n${isSuite ? `${pad}  type: 'suite'\n` : ''}`,
      );
      if (error !== undefined) write(failureYaml(describeFailure(error), `${pad}  `));
      write(`${pad}  ...\n`);
    },
    diagnostic: (message, depth) => write(`${indent(depth)}# ${message}\n`),
    end() {
      begin();
      write(
        `1..${numbers[0] ?? 0}\n${counts
          .lines()
          .map((line) => `# ${line}\n`)
          .join('')}`,
      );
    },
  };
}

function failureYaml({ failureType, error, code, details, stack }: Failure, pad: string): string {
  const multiline = error.includes('\n')
    ? `|-\n${pad}  ${error.replaceAll('\n', `\n${pad}  `)}`
    : quoted(error);
  const lines = [`failureType: '${failureType}'`, `error: ${multiline}`, `code: '${code}'`];
  for (const [name, value] of Object.entries(details)) lines.push(`${name}: ${quoted(value)}`);
  if (stack.length > 0) lines.push('stack: |-', ...stack.map((frame) => `  ${frame}`));
  return lines.map((line) => `${pad}${line}\n`).join('');
}

function directive(name: string, value: boolean | string | undefined): string {
  if (value === undefined || value === false) return '';
  return ` # ${name}${typeof value === 'string' ? ` ${value}` : ''}`;
}

function spec(write: Write): Reporter {
  const counts = new Counts();
  const failures: string[] = [];
  /** Names of the tests that have begun, outermost first; those that are shown have children. */
  const open: { name: string; shown: boolean }[] = [];
  const indent = (depth: number): string => '  '.repeat(Math.max(depth, 0));
  return {
    start(name, depth) {
      open.length = depth;
      for (const [level, parent] of open.entries()) {
        if (parent.shown) continue;
        parent.shown = true;
        write(`${indent(level)}▶ ${parent.name}\n`);
      }
      open.push({ name, shown: false });
    },
    result(result) {
      counts.add(result);
      const { depth, error, name, skip, todo, ms } = result;
      open.length = depth;
      const mark = skip ? '﹣' : error === undefined ? '✔' : '✖';
      const reason = skip ? skip : todo;
      const note = reason ? ` # ${typeof reason === 'string' ? reason : skip ? 'SKIP' : 'TODO'}` : '';
      const line = `${mark} ${name} (${ms}ms)${note}`;
      const stack =
        error === undefined || (error as { failureType?: string }).failureType === 'subtestsFailed'
          ? ''
          : stackOf(error);
      const block =
        stack === '' ? '' : `${indent(depth + 1)}${stack.replaceAll('\n', `\n${indent(depth + 1)}`)}\n\n`;
      write(`${indent(depth)}${line}\n${block}`);
      if (stack !== '') failures.push(`${line}\n  ${stack.replaceAll('\n', '\n  ')}\n`);
    },
    diagnostic: (message) => write(`ℹ ${message}\n`),
    end() {
      for (const line of counts.lines()) write(`ℹ ${line}\n`);
      if (failures.length > 0) write(`\n✖ failing tests:\n\n${failures.join('\n')}\n`);
    },
  };
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'failureType' in error ? quoted(error.message) : (error.stack ?? String(error));
}

function dot(write: Write): Reporter {
  const perLine = 20;
  let count = 0;
  return {
    start: () => undefined,
    result({ error }) {
      write(error === undefined ? '.' : 'X');
      if (++count % perLine === 0) write('\n');
    },
    diagnostic: () => undefined,
    end: () => write('\n'),
  };
}

/** For the parent: a JSON text a line. */
function lines(write: Write): Reporter {
  const send = (message: object): void => write(`${LINE_MARK}${JSON.stringify(message)}\n`);
  return {
    start: (name, depth) => send({ type: 'start', name, depth }),
    result: ({ error, ...result }) =>
      send({ type: 'result', ...result, failure: error === undefined ? null : packed(error) }),
    diagnostic: (message, depth) => send({ type: 'diagnostic', message, depth }),
    end: () => undefined,
  };
}

function packed(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  return { ...error, name: error.name, message: error.message, stack: error.stack };
}

export function createReporter(kind: string, write: Write): Reporter {
  if (kind === 'spec') return spec(write);
  if (kind === 'dot') return dot(write);
  return kind === 'lines' ? lines(write) : tap(write);
}
