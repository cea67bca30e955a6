/**
 * Writes `docs/compatibility.md` from a run: `npx playwright test e2e/toolchains --reporter=list,./e2e/toolchains/compatibility-reporter.ts`,
 * with `TOOLCHAINS=all` for every project. What a run did not try keeps its row.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { projects } from './projects.ts';

const STAGES = ['install', 'start', 'preview', 'edit', 'build', 'built page', 'command'];
const TABLE = fileURLToPath(new URL('../../docs/compatibility.md', import.meta.url));

export default class CompatibilityReporter implements Reporter {
  readonly #results = new Map<string, TestResult>();

  onTestEnd(test: TestCase, result: TestResult): void {
    this.#results.set(test.title, result);
  }

  onEnd(): void {
    const before = formerRows();
    const rows = projects.map(({ name, why }) => {
      const result = this.#results.get(name);
      if (result && result.status !== 'interrupted') return row(name, result, why);
      return before.get(name) ?? `| ${name} |${' – |'.repeat(STAGES.length)} not tried yet |`;
    });
    const lines = [
      '# Compatibility',
      '',
      'What runs in the tab, stage by stage, in seconds. Written by `e2e/toolchains/compatibility-reporter.ts` from a run of the suite;',
      '“–” is a stage that the project does not have. An edit shows without a reload, and with state kept where the tool can do that.',
      '',
      `| project | ${STAGES.join(' | ')} | result |`,
      `| --- |${' --- |'.repeat(STAGES.length + 1)}`,
      ...rows,
      '',
    ];
    writeFileSync(TABLE, lines.join('\n'));
  }
}

function formerRows(): Map<string, string> {
  if (!existsSync(TABLE)) return new Map();
  const cells = readFileSync(TABLE, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));
  return new Map(cells.map((row) => [row[1] ?? '', row.join(' | ').trim()]));
}

function row(name: string, result: TestResult, why: string | undefined): string {
  const stages = STAGES.map((stage) => {
    const steps = result.steps.filter(({ title }) => title === stage);
    if (steps.length === 0) return '–';
    if (steps.some(({ error }) => error)) return '✗';
    const total = steps.reduce((sum, { duration }) => sum + duration, 0);
    return (total / 1000).toFixed(1);
  });
  return `| ${name} | ${stages.join(' | ')} | ${outcome(result, why)} |`;
}

function outcome(result: TestResult, why: string | undefined): string {
  if (result.status === 'passed') return 'works';
  return `fails: ${why ?? reason(result.error?.message ?? result.status)}`;
}

/** The line of a failure that names the cause, fit for a table's cell. */
function reason(message: string): string {
  const lines = stripVTControlCharacters(message)
    .split(/[\r\n]+/)
    .map((line) => line.trim());
  const named = lines.find(
    (line) => /^(?:\w*Error|Cannot|.*\[ERR_)/.test(line) && !line.includes('evaluate'),
  );
  return (named ?? lines[0] ?? '').replaceAll('|', '\\|').slice(0, 160);
}
