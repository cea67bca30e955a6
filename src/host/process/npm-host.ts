/** What npm gets from its process: the shared disk to unpack into, the registry's proxy, a shell for scripts. */
import type { PackFile } from '../npm/image-pack.ts';
import type { NpmHost, PackageSink, TextOutput } from '../npm/ports.ts';
import { NODE_VERSION } from '../node/version.ts';
import type { ProcessHost } from './process-host.ts';

const encoder = new TextEncoder();
/** Milliseconds that an install waits for what the browser has kept, rather than fetch it. */
const PACK_PATIENCE = 1000;
/** Milliseconds that an install waits for what is only to make the next program faster. */
const WARM_UP_PATIENCE = 3000;

export function npmHost(host: ProcessHost): NpmHost {
  const { identity, fs, kernel } = host;
  return {
    fs,
    sink: packageSink(host),
    fetch: (path, init) => host.fetch(new URL(path, host.origin).href, init),
    spawn: async (command, { cwd, env }) => {
      const stdio = [{ inherit: 0 }, { inherit: 1 }, { inherit: 2 }];
      const { pid } = kernel.sync('spawn', { command: 'sh', args: ['-c', command], cwd, env, stdio });
      const { code, signal } = await kernel.async('wait', pid);
      return code ?? 128 + (signal === 'SIGINT' ? 2 : 15);
    },
    warmUp: async (folder, args) => {
      const { execPath: command, env } = identity;
      const stdio = Array.from({ length: 3 }, () => 'ignore' as const);
      const { pid } = kernel.sync('spawn', { command, args: [...args], cwd: folder, env, stdio });
      await Promise.race([
        kernel.async('wait', pid),
        new Promise((resolve) => setTimeout(resolve, WARM_UP_PATIENCE)),
      ]);
    },
    stdout: textOutput(host, 1),
    stderr: textOutput(host, 2),
    env: identity.env,
    cwd: identity.cwd,
    now: () => Date.now(),
    nodeVersion: NODE_VERSION.slice(1),
    openPack: () => openPack(host),
    ...(canAsk(host) ? { prompt: (question: string) => ask(host, question) } : {}),
  };
}

/** Tarballs are unpacked by this process straight into the disk that all processes read. */
function packageSink({ disk, kernel }: ProcessHost): PackageSink {
  const bytes = new Uint8Array(disk);
  return {
    allocate: (size) => kernel.sync('allocate', size),
    // The view follows the disk as it grows.
    bytes: () => bytes,
    ingest: (root, extent, entries) => kernel.sync('ingest', root, extent, entries),
  };
}

/** Undefined when another install has it open, when the browser keeps nothing, and when it does not answer. */
function openPack({ storage }: ProcessHost): Promise<PackFile | undefined> {
  const opening = openPackFile(storage).catch(() => undefined);
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(undefined);
      void opening.then((file) => file?.close());
    }, PACK_PATIENCE);
    void opening.then((file) => {
      clearTimeout(timer);
      resolve(file);
    });
  });
}

async function openPackFile(storage: ProcessHost['storage']): Promise<PackFile> {
  const folder = await storage.getDirectory();
  const file = await folder.getFileHandle('packages', { create: true });
  return file.createSyncAccessHandle();
}

function textOutput({ kernel }: ProcessHost, fd: number): TextOutput {
  const isTTY = kernel.sync('kind', fd) === 'tty';
  return {
    write: (text) => void kernel.sync('write', fd, encoder.encode(text), null),
    isTTY,
    get columns() {
      return isTTY ? kernel.sync('windowSize', fd).columns : 80;
    },
  };
}

/** A person is there, and has not answered everything with yes beforehand. */
function canAsk({ identity, kernel }: ProcessHost): boolean {
  return identity.env['npm_config_yes'] !== 'true' && kernel.sync('kind', 0) === 'tty';
}

async function ask({ kernel }: ProcessHost, question: string): Promise<string> {
  kernel.sync('write', 1, encoder.encode(question), null);
  const line = await kernel.async('read', 0, 4096, null);
  return new TextDecoder().decode(line).trim();
}
