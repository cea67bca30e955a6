/**
 * An engine compiles each function of a WebAssembly module when it first runs, and those that run often once more. A bundler of
 * eleven megabytes takes several times as long to start for that, the first time. So its package runs once, from a folder of
 * its own, on what projects have it bundle, while others are still on their way: the machine code stays (page/compiled-modules.ts).
 */
import type { NpmHost } from './ports.ts';
import type { UnpackedPackage } from './tarball.ts';
import { library } from './warm-up-library.ts';

interface Program {
  /** What `node` is given in the package's folder. */
  args: readonly string[];
  /** What is in the folder `library` there: names and texts. */
  files: () => Iterable<readonly [string, string]>;
}

const PROGRAMS: ReadonlyMap<string, Program> = new Map([
  [
    'esbuild-wasm',
    {
      args: [
        ...['bin/esbuild', 'lib/main.js', 'library/index.js', 'library/app.jsx', '--bundle', '--splitting'],
        ...['--format=esm', '--platform=node', '--target=es2020', '--sourcemap', '--metafile=out.json'],
        ...['--outdir=out', '--log-level=error'],
      ],
      files: library,
    },
  ],
]);

const encoder = new TextEncoder();
const FOLDER = '/tmp/.warm-up';

export class WarmUps {
  private readonly host: NpmHost;
  private readonly running = new Map<string, Promise<void>>();

  constructor(host: NpmHost) {
    this.host = host;
  }

  /** Whether this package's files should come before others. */
  wants(name: string): boolean {
    return this.pending(name) !== undefined;
  }

  /** Of several versions the first to come. */
  start(name: string, { extent, size, entries }: UnpackedPackage): void {
    const pending = this.pending(name);
    if (pending === undefined) return;
    const { fs, sink } = this.host;
    const folder = `${FOLDER}/${name}`;
    const copy = sink.allocate(size);
    sink.bytes().copyWithin(copy, extent, extent + size);
    sink.ingest(folder, copy, entries);
    fs.mkdir(`${folder}/library`);
    for (const [file, text] of pending.files())
      fs.writeFile(`${folder}/library/${file}`, encoder.encode(text));
    const run = pending
      .warmUp(folder, pending.args)
      .finally(() => fs.rm(folder, { recursive: true, force: true }));
    this.running.set(name, run);
  }

  private pending(name: string): (Program & Required<Pick<NpmHost, 'warmUp'>>) | undefined {
    const program = PROGRAMS.get(name);
    const { warmUp } = this.host;
    return program && warmUp && !this.running.has(name) ? { ...program, warmUp } : undefined;
  }

  async end(): Promise<void> {
    await Promise.all(this.running.values());
  }
}
