/** The artifact parser: CPU for an artifact of 100 files (1 MB) in 20-character deltas, and how five times as much scales. */
import { ArtifactParser } from '../src/agent/artifact-parser.ts';
import type { BenchReport } from '../scripts/bench.ts';

const FILES = 100;
const DELTA = 20;
const RUNS = 7;

const LINES = [
  `import { useEffect, useState } from 'react';`,
  `export function Card({ title, items }: CardProps) {`,
  `  const [open, setOpen] = useState<boolean>(false);`,
  `  useEffect(() => { if (items.length < 3 && open) setOpen(false); }, [items, open]);`,
  `  return (`,
  `    <section className="rounded-lg border p-4 shadow-sm" onClick={() => setOpen(!open)}>`,
  `      <h2 className="text-lg font-semibold">{title}</h2>`,
  `      {items.map((item) => <Row key={item.id} {...item} />)}`,
  `      <a href="/more?page=1&amp;size=20">More &rarr;</a>`,
  `    </section>`,
  `  );`,
  `}`,
  ``,
];

function sample(bytes: number, files: number): string {
  const perFile = Math.floor(bytes / files);
  const parts = ['Here is the app.\n\n<artifact id="bench" title="Benchmark">\n'];
  for (let file = 0; file < files; file++) {
    let body = '';
    for (let line = 0; body.length < perFile; line++) body += `${LINES[line % LINES.length] ?? ''}\n`;
    parts.push(`<action type="file" path="src/part-${file}.tsx">\n${body.slice(0, perFile)}\n</action>\n`);
  }
  parts.push('</artifact>\n\nDone.\n');
  return parts.join('');
}

function deltasOf(text: string): string[] {
  const deltas: string[] = [];
  for (let at = 0; at < text.length; at += DELTA) deltas.push(text.slice(at, at + DELTA));
  return deltas;
}

function parse(deltas: readonly string[]): { closed: number; length: number } {
  const parser = new ArtifactParser();
  let closed = 0;
  let length = 0;
  const count = (events: ReturnType<ArtifactParser['push']>): void => {
    for (const event of events) {
      if (event.kind === 'action-close' && event.complete) closed++;
      if (event.kind === 'action-delta') length += event.text.length;
    }
  };
  for (const delta of deltas) count(parser.push(delta));
  count(parser.end());
  return { closed, length };
}

/** Median CPU milliseconds (user and system) of several whole parses, the first, cold one among them. */
function cpuMs(bytes: number): number {
  const deltas = deltasOf(sample(bytes, FILES));
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const before = process.cpuUsage();
    const { closed, length } = parse(deltas);
    const { user, system } = process.cpuUsage(before);
    if (closed !== FILES || length < bytes * 0.95)
      throw new Error(`Parsed ${closed} files, ${length} characters.`);
    times.push((user + system) / 1000);
  }
  times.sort((a, b) => a - b);
  return times[Math.floor(RUNS / 2)] ?? NaN;
}

export function run(report: BenchReport): void {
  report.progress(`1 MB, ${FILES} files, ${DELTA}-character deltas, median of ${RUNS} …`);
  const one = cpuMs(1_000_000);
  report.progress('5 MB …');
  const five = cpuMs(5_000_000);
  report.figure('parser_1mb_cpu_ms', one, 'ms');
  report.figure('parser_5mb_over_1mb', five / one, 'ratio');
}
