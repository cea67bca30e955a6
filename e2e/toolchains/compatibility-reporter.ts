/**
 * Writes `docs/compatibility.md` from a run: `npx playwright test e2e/toolchains --reporter=list,./e2e/toolchains/compatibility-reporter.ts`,
 * with `TOOLCHAINS=all` for every project. What a run did not try is listed as such.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import type { ToolchainProject } from './project.ts';
import { reactProjects } from './react.ts';
import { servers } from './servers.ts';
import { templates } from './templates.ts';

const STAGES = ['install', 'start', 'preview', 'edit', 'build', 'built page', 'command'];
const TABLE = fileURLToPath(new URL('../../docs/compatibility.md', import.meta.url));

export default class CompatibilityReporter implements Reporter {
  readonly #results = new Map<string, TestResult>();

  onTestEnd(test: TestCase, result: TestResult): void {
    this.#results.set(test.title, result);
  }

  onEnd(): void {
    const rows = [...templates, ...reactProjects, ...servers].map((project) => this.#row(project));
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
    mkdirSync(new URL('../../docs/', import.meta.url), { recursive: true });
    writeFileSync(TABLE, lines.join('\n'));
  }

  #row(project: ToolchainProject): string {
    const result = this.#results.get(project.name);
    const stages = STAGES.map((stage) => {
      const steps = result?.steps.filter(({ title }) => title === stage) ?? [];
      if (steps.length === 0) return '–';
      if (steps.some(({ error }) => error)) return '✗';
      const total = steps.reduce((sum, { duration }) => sum + duration, 0);
      return (total / 1000).toFixed(1);
    });
    return `| ${project.name} | ${stages.join(' | ')} | ${outcome(result)} |`;
  }
}

function outcome(result: TestResult | undefined): string {
  if (!result) return 'not tried in this run';
  if (result.status === 'passed') return 'works';
  return `fails: ${reason(result.error?.message ?? result.status)}`;
}

/** The line of a failure that names the cause, fit for a table's cell. */
function reason(message: string): string {
  const lines = stripVTControlCharacters(message)
    .split('\n')
    .map((line) => line.trim());
  const named = lines.find(
    (line) => /^(?:\w*Error|Cannot|.*\[ERR_)/.test(line) && !line.includes('evaluate'),
  );
  return (named ?? lines[0] ?? '').replaceAll('|', '\\|').slice(0, 160);
}
