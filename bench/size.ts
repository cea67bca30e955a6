/**
 * What a browser downloads, in KB of gzip (level 9): the JavaScript that the app's page loads before anybody touches it (its entry
 * and static imports), and the host's parts. `host_gzip_kb` is the kernel worker and the process worker with all their chunks, those
 * that only some programs load too; `host_on_demand_gzip_kb` is the WebAssembly that comes with the first call that needs it (Brotli).
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { init, parse } from 'es-module-lexer';
import { buildAll, isBuildStale } from '../scripts/build-all.ts';
import type { BenchReport } from '../scripts/bench.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

const kilobytes = (files: Iterable<string>): number => {
  let bytes = 0;
  for (const file of files) bytes += gzipSync(readFileSync(file), { level: 9 }).length;
  return bytes / 1024;
};

/** The modules that a page's own tags name. */
function pageModules(folder: string, page: string): string[] {
  const html = readFileSync(join(folder, page), 'utf8');
  const tags = html.match(/<(?:script|link)\b[^>]*>/g) ?? [];
  return tags.flatMap((tag) => {
    const url = /(?:src|href)="([^"]+\.js)"/.exec(tag)?.[1];
    return url === undefined ? [] : [join(folder, url)];
  });
}

/** The files and all that they import statically. */
function withStaticImports(entries: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const [imports] = parse(readFileSync(file, 'utf8'));
    for (const { type, specifier } of imports) {
      if (type !== 'dynamic' && specifier?.startsWith('.') === true) visit(join(file, '..', specifier));
    }
  };
  for (const entry of entries) visit(entry);
  return seen;
}

/** The files and all that they name in any way: imports of both kinds, workers, WebAssembly. */
function withAllNamed(entries: readonly string[], assets: string): Set<string> {
  const names = readdirSync(assets).filter((name) => /\.(?:js|wasm)$/.test(name));
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(file, 'latin1');
    for (const name of names) if (text.includes(name)) visit(join(assets, name));
  };
  for (const entry of entries) visit(entry);
  return seen;
}

/** The JavaScript that the app's page loads before anybody touches it. Builds first what is older than the sources. */
export async function initialJsKilobytes(report: Pick<BenchReport, 'progress'>): Promise<number> {
  if (await isBuildStale(root)) {
    report.progress('Building …');
    await buildAll(root);
  }
  await init();
  const initial = withStaticImports(pageModules(join(root, 'dist/app'), 'index.html'));
  if (initial.size === 0) throw new Error('The page of the app loads no module.');
  return kilobytes(initial);
}

export async function run(report: BenchReport): Promise<void> {
  report.figure('initial_js_gzip_kb', await initialJsKilobytes(report), 'KB');
  const sandbox = join(root, 'dist/sandbox');

  const page = withStaticImports(pageModules(sandbox, 'headless.html'));
  const host = withAllNamed([...page], join(sandbox, 'assets'));
  for (const file of page) host.delete(file);
  if (host.size < 2) throw new Error('The page of the host names no workers.');
  const onDemand = [...host].filter((file) => file.endsWith('.wasm'));
  for (const file of onDemand) host.delete(file);
  report.figure('host_gzip_kb', kilobytes(host), 'KB');
  report.figure('host_on_demand_gzip_kb', kilobytes(onDemand), 'KB');
  report.figure('host_page_gzip_kb', kilobytes(page), 'KB');
  for (const name of ['service-worker', 'preview-worker', 'preview']) {
    const file = join(sandbox, `${name}.js`);
    if (existsSync(file)) report.figure(`${name.replace('-', '_')}_gzip_kb`, kilobytes([file]), 'KB');
  }
}
