/** Makes dist/, and tells whether it is older than what it is made of. */
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { InlineConfig } from 'vite';

const SOURCES = [
  'src',
  'functions',
  'public',
  'index.html',
  'vite.config.ts',
  'package-lock.json',
  'scripts/build-all.ts',
];
const COMPRESSIBLE = /\.(?:js|css|html|svg|json|wasm|txt|webmanifest)$/;
/** Bytes below which a compressed copy saves no packet. */
const SMALLEST = 1024;

/** The file whose time is that of the last complete build. */
const stamp = (root: string): string => join(root, 'dist/.built');

/** Whether dist/ is missing or older than a source. */
export async function isBuildStale(root: string): Promise<boolean> {
  const built = await stat(stamp(root)).catch(() => undefined);
  if (!built) return true;
  const newest = await Promise.all(SOURCES.map((path) => newestIn(join(root, path))));
  return Math.max(...newest) > built.mtimeMs;
}

/** The newest time below a path; tests do not count, the time of a folder tells of files that went away. */
async function newestIn(path: string): Promise<number> {
  const info = await stat(path).catch(() => undefined);
  if (!info) return 0;
  if (!info.isDirectory()) return info.mtimeMs;
  const names = (await readdir(path)).filter((name) => !/\.test\.tsx?$/.test(name));
  const times = await Promise.all(names.map((name) => newestIn(join(path, name))));
  return Math.max(info.mtimeMs, ...times);
}

/** Runs every build. The first failure rejects. */
export async function buildAll(root: string): Promise<void> {
  const started = new Date();
  await rm(stamp(root), { force: true });
  const configs = await import('../vite.config.ts');
  const sandbox = async (): Promise<void> => {
    for (const config of configs.sandboxBuilds) await run(config);
  };
  await Promise.all([run(configs.app), sandbox(), run(configs.server)]);
  await Promise.all(['dist/app', 'dist/sandbox'].map((folder) => compressIn(join(root, folder))));
  await mkdir(join(root, 'dist'), { recursive: true });
  // What was saved while the build ran is newer than its beginning.
  await writeFile(stamp(root), started.toISOString());
  const { utimes } = await import('node:fs/promises');
  await utimes(stamp(root), started, started);
}

/** Vite is loaded when there is something to build: `npm start` waits for it only then. */
async function run(config: InlineConfig): Promise<void> {
  const { build } = await import('vite');
  await build(config);
}

/** Writes `.br` and `.gz` beside each file that is smaller that way. */
async function compressIn(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && COMPRESSIBLE.test(entry.name));
  await Promise.all(files.map((entry) => compress(join(entry.parentPath, entry.name))));
}

async function compress(path: string): Promise<void> {
  const content = await readFile(path);
  if (content.length < SMALLEST) return;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 9,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  const copies = [
    { suffix: '.br', made: await promisify(brotliCompress)(content, { params }) },
    { suffix: '.gz', made: await promisify(gzip)(content, { level: 9 }) },
  ];
  for (const { suffix, made } of copies) {
    if (made.length < content.length) await writeFile(path + suffix, made);
  }
}
