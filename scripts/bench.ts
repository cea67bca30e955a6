/**
 * `npm run bench -- <name> [--json]` measures one thing: it runs bench/<name>.ts.
 *
 * To add one, write bench/<name>.ts that exports `run` (or a default function) of type `Benchmark`: it gets `report` and calls
 * `report.figure('name', value, 'unit')` once a figure, and `report.progress('…')` for what goes to standard error. Throw when it
 * could not measure: the command then exits with 1. With --json standard output has one JSON line a figure, else a table.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

export interface BenchReport {
  /** Reports one figure; a value that is not a finite number means that it could not be measured. */
  figure(name: string, value: number, unit: string): void;
  /** Says how far it is, on standard error. */
  progress(message: string): void;
  /** What stood on the command line after the name, without --json. */
  readonly args: readonly string[];
}

export type Benchmark = (report: BenchReport) => void | Promise<void>;

const BENCH_DIR = join(import.meta.dirname, '..', 'bench');

function names(): string[] {
  return readdirSync(BENCH_DIR)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -3))
    .filter((name) => /^[a-z0-9-]+$/.test(name));
}

async function load(name: string): Promise<Benchmark> {
  const file = join(BENCH_DIR, `${name}.ts`);
  if (!/^[a-z0-9-]+$/.test(name) || !existsSync(file)) {
    throw new Error(`There is no benchmark "${name}". There are: ${names().join(', ')}.`);
  }
  const module = (await import(pathToFileURL(file).href)) as { run?: unknown; default?: unknown };
  const run = module.run ?? module.default;
  if (typeof run !== 'function')
    throw new Error(`bench/${name}.ts exports neither \`run\` nor a default function.`);
  return run as Benchmark;
}

function print(figures: readonly Figure[], json: boolean): void {
  if (json) {
    for (const figure of figures) console.log(JSON.stringify(figure));
    return;
  }
  const width = Math.max(...figures.map((figure) => figure.name.length));
  for (const { name, value, unit } of figures) {
    console.log(`${name.padEnd(width)}  ${String(Number(value.toPrecision(4))).padStart(12)} ${unit}`);
  }
}

async function main(argv: readonly string[]): Promise<number> {
  const json = argv.includes('--json');
  const [name, ...args] = argv.filter((arg) => arg !== '--json');
  if (name === undefined) {
    console.error(`Usage: npm run bench -- <name> [--json]\nNames: ${names().join(', ')}`);
    return 1;
  }
  const figures: Figure[] = [];
  const report: BenchReport = {
    args,
    figure(figure, value, unit) {
      if (!Number.isFinite(value)) throw new Error(`${figure} could not be measured (${value}).`);
      figures.push({ name: figure, value, unit });
    },
    progress: (message) => console.error(message),
  };
  let failed = false;
  try {
    await (
      await load(name)
    )(report);
    if (figures.length === 0) throw new Error(`bench/${name}.ts reported no figure.`);
  } catch (error) {
    failed = true;
    console.error(error instanceof Error ? error.message : String(error));
  }
  if (figures.length > 0) print(figures, json);
  return failed ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
