/** What `node:test` prints: TAP 13 lines, or marks for a person. */
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

function directive(name: string, value: boolean | string | undefined): string {
  if (value === undefined || value === false) return '';
  return ` # ${name}${typeof value === 'string' ? ` ${value}` : ''}`;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? String(error)) : String(error);
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
    this.tests[skip ? 'skipped' : todo ? 'todo' : error === undefined ? 'pass' : 'fail']++;
  }
  lines(): string[] {
    const all = { ...this.tests, duration_ms: performance.now() - this.#started };
    return Object.entries(all).map(([name, value]) => `${name} ${value}`);
  }
}

type Write = (text: string) => void;

function tap(write: Write): Reporter {
  const counts = new Counts();
  const numbers: number[] = [];
  let begun = false;
  const indent = (depth: number): string => '    '.repeat(Math.max(depth, 0));
  const plan = (depth: number): void => {
    const below = numbers[depth + 1];
    if (below) write(`${indent(depth + 1)}1..${below}\n`);
    numbers[depth + 1] = 0;
  };
  return {
    start(name, depth) {
      if (!begun) write('TAP version 13\n');
      begun = true;
      write(`${indent(depth)}# Subtest: ${name}\n`);
    },
    result(result) {
      counts.add(result);
      const { depth, error, name, skip, todo, ms } = result;
      plan(depth);
      numbers[depth] = (numbers[depth] ?? 0) + 1;
      const pad = indent(depth);
      const status = error === undefined ? 'ok' : 'not ok';
      write(
        `${pad}${status} ${numbers[depth]} - ${name}${directive('SKIP', skip)}${directive('TODO', todo)}\n`,
      );
      write(`${pad}  ---\n${pad}  duration_ms: ${ms}\n`);
      if (error !== undefined) {
        const stack = stackOf(error).replaceAll('\n', `\n${pad}    `);
        write(`${pad}  error: |-\n${pad}    ${stack}\n`);
      }
      write(`${pad}  ...\n`);
    },
    diagnostic: (message, depth) => write(`${indent(depth)}# ${message}\n`),
    end() {
      write(
        `1..${numbers[0] ?? 0}\n${counts
          .lines()
          .map((line) => `# ${line}\n`)
          .join('')}`,
      );
    },
  };
}

function spec(write: Write): Reporter {
  const counts = new Counts();
  const failures: string[] = [];
  return {
    start: () => undefined,
    result(result) {
      counts.add(result);
      const { depth, error, name, skip, todo, ms } = result;
      const mark = skip ? '﹣' : error === undefined ? '✔' : '✖';
      const words = `${mark} ${name} (${ms.toFixed(3)}ms)${directive('SKIP', skip)}${directive('TODO', todo)}`;
      write(`${'  '.repeat(Math.max(depth, 0))}${words}\n`);
      if (error !== undefined && !result.isSuite)
        failures.push(`✖ ${name}\n  ${stackOf(error).replaceAll('\n', '\n  ')}`);
    },
    diagnostic: (message) => write(`ℹ ${message}\n`),
    end() {
      write(
        counts
          .lines()
          .map((line) => `ℹ ${line}\n`)
          .join(''),
      );
      if (failures.length > 0) write(`\n✖ failing tests:\n\n${failures.join('\n\n')}\n`);
    },
  };
}

export function createReporter(kind: 'tap' | 'spec', write: Write): Reporter {
  return kind === 'tap' ? tap(write) : spec(write);
}
