/**
 * An engine compiles each function of a WebAssembly module when it first runs, and those that run often once more. A bundler of
 * eleven megabytes takes several times as long to start for that, the first time. So its package runs once, from a folder of
 * its own, while others are still on their way: the machine code stays (process/compiled-modules.ts).
 */
import type { NpmHost } from './ports.ts';
import type { UnpackedPackage } from './tarball.ts';

/** What `node` is given in the package's folder. */
const PROGRAMS: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'esbuild-wasm',
    ['bin/esbuild', 'lib/main.js', '--bundle', '--platform=node', '--format=esm', '--sourcemap=inline'],
  ],
]);

const FOLDER = '/tmp/.warm-up';

export class WarmUps {
  private readonly host: NpmHost;
  private readonly running = new Map<string, Promise<void>>();

  constructor(host: NpmHost) {
    this.host = host;
  }

  /** Whether this package's files should come before others. */
  wants(name: string): boolean {
    return PROGRAMS.has(name) && this.host.warmUp !== undefined && !this.running.has(name);
  }

  /** Of several versions the first to come. */
  start(name: string, { extent, size, entries }: UnpackedPackage): void {
    const { fs, sink, warmUp } = this.host;
    const args = PROGRAMS.get(name);
    if (args === undefined || warmUp === undefined || this.running.has(name)) return;
    const folder = `${FOLDER}/${name}`;
    const copy = sink.allocate(size);
    sink.bytes().copyWithin(copy, extent, extent + size);
    sink.ingest(folder, copy, entries);
    const run = warmUp(folder, args).finally(() => fs.rm(folder, { recursive: true, force: true }));
    this.running.set(name, run);
  }

  async end(): Promise<void> {
    await Promise.all(this.running.values());
  }
}
