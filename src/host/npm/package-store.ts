/** Packages on their way in: what a spec means, and its files, each fetched once and as early as it is known. */
import type { FileSystem } from '../vfs/file-system.ts';
import type { FetchPool } from './fetch-pool.ts';
import { ImagePack } from './image-pack.ts';
import type { Manifest } from './manifest.ts';
import { NpmError } from './npm-error.ts';
import { readPackageFile } from './package-json.ts';
import type { NpmHost } from './ports.ts';
import { Registry, defaultTarball, tarballPath } from './registry.ts';
import type { ManifestSource } from './resolver.ts';
import { parseSpec, registrySpec, type RegistrySpec, type Spec } from './spec.ts';
import { packageEntries, unpackTarball, type UnpackedPackage } from './tarball.ts';
import { twinOf } from './twins.ts';
import { pickVersion } from './version-pick.ts';
import { WarmUps } from './warm-up.ts';

/** What identifies a package's files. */
export interface PackageId {
  name: string;
  version: string;
  resolved: string | undefined;
  integrity: string | undefined;
}

const decoder = new TextDecoder();

export class PackageStore implements ManifestSource {
  readonly registry: Registry;
  fetched = 0;
  started = 0;
  private readonly host: NpmHost;
  private readonly unpacked = new Map<string, Promise<UnpackedPackage>>();
  private readonly outside = new Map<string, Promise<Manifest>>();
  private readonly onFetched: () => void;
  private readonly warmUps: WarmUps;
  private pack: Promise<ImagePack | undefined> | undefined;

  constructor(host: NpmHost, pool: FetchPool, onFetched: () => void = () => undefined) {
    this.host = host;
    this.registry = new Registry(host, pool);
    this.onFetched = onFetched;
    this.warmUps = new WarmUps(host);
  }

  manifest(spec: Spec): Manifest | Promise<Manifest> {
    const wanted = registrySpec(spec);
    if (wanted !== undefined) return this.fromRegistry(wanted);
    if (spec.type === 'git') {
      throw noGit(`${spec.name}@${spec.raw}`);
    }
    const key = spec.type === 'remote' ? spec.url : 'path' in spec ? spec.path : spec.raw;
    let loading = this.outside.get(key);
    if (loading === undefined) {
      loading = this.fromTarball(key, spec);
      this.outside.set(key, loading);
      loading.catch(() => undefined);
    }
    return loading;
  }

  private fromRegistry(spec: RegistrySpec): Manifest | Promise<Manifest> {
    const options = { nodeVersion: this.host.nodeVersion };
    const packument = this.registry.packument(spec.name);
    return packument instanceof Promise
      ? packument.then((loaded) => pickVersion(loaded, spec, options))
      : pickVersion(packument, spec, options);
  }

  /** A package that only its tarball describes. */
  private async fromTarball(key: string, spec: Spec): Promise<Manifest> {
    const resolved = spec.type === 'remote' ? key : `file:${key}`;
    const files = await this.files({ name: spec.name, version: '', resolved, integrity: undefined });
    const pkg = this.packageJson(files);
    return { ...pkg, dist: { tarball: resolved, integrity: files.integrity } };
  }

  folderManifest(path: string): Manifest {
    return readPackageFile(this.host.fs, `${path}/package.json`)?.manifest ?? {};
  }

  /** The package.json of an unpacked package. */
  packageJson(files: UnpackedPackage): Manifest {
    const entry = files.entries.find((file) => file.path === 'package.json');
    if (entry === undefined) return {};
    const at = files.extent + entry.offset;
    // TextDecoder refuses shared memory: a copy.
    const text = decoder.decode(this.host.sink.bytes().slice(at, at + entry.size));
    try {
      return JSON.parse(text.replace(/^\uFEFF/, '')) as Manifest;
    } catch {
      throw new NpmError('EJSONPARSE', 'JSON.parse The package.json inside a tarball is not JSON.');
    }
  }

  /** Starts, once, the download of a package's files. */
  files(id: PackageId): Promise<UnpackedPackage> {
    const source = id.resolved ?? defaultTarball(id.name, id.version);
    const key = `${source} ${id.integrity ?? ''}`;
    let loading = this.unpacked.get(key);
    if (loading === undefined) {
      this.started += 1;
      loading = this.download(source, id);
      this.unpacked.set(key, loading);
      loading.then(
        () => {
          this.fetched += 1;
          this.onFetched();
        },
        // The one who asks for the files sees the rejection.
        () => undefined,
      );
    }
    return loading;
  }

  private async download(source: string, id: PackageId): Promise<UnpackedPackage> {
    const what = id.version === '' ? id.name : `${id.name}@${id.version}`;
    const { sink } = this.host;
    const pack = await (this.pack ??= this.openPack());
    const kept = id.integrity === undefined ? undefined : pack?.take(id.integrity, sink);
    if (kept !== undefined && id.integrity !== undefined) {
      const archive = sink.bytes().subarray(kept.extent, kept.extent + kept.size);
      return { ...kept, entries: packageEntries(archive, what), integrity: id.integrity };
    }
    const bytes = source.startsWith('file:')
      ? localTarball(this.host.fs, source.slice('file:'.length))
      : await this.registry.tarball(proxied(source, what), what, this.warmUps.wants(id.name) ? 1 : 2);
    const files = await unpackTarball(bytes, id.integrity, what, sink);
    // What comes from the pack was here before, and so is its machine code (page/compiled-modules.ts).
    this.warmUps.start(id.name, files);
    pack?.keep(files.integrity, sink.bytes().subarray(files.extent, files.extent + files.size));
    return files;
  }

  private async openPack(): Promise<ImagePack | undefined> {
    const file = await this.host.openPack?.();
    return file && new ImagePack(file);
  }

  /** After the last package. */
  async close(): Promise<void> {
    (await this.pack)?.close();
    await this.warmUps.end();
  }

  /** What is installed in the folder of a package: its WebAssembly or JavaScript twin, if it has one. */
  async twin(name: string, version: string): Promise<Manifest | undefined> {
    const twin = twinOf(name, version);
    if (twin === undefined) return undefined;
    const [major = '', minor = ''] = version.split('.');
    const wanted =
      twin.version === 'same'
        ? [version, `~${version}`, `~${major}.${minor}.0`, `^${version}`, `^${major}.0.0`, '*']
        : [twin.version];
    for (const spec of wanted) {
      try {
        return await this.manifest(parseSpec(twin.name, spec, '/'));
      } catch (error) {
        if (!(error instanceof NpmError && error.code === 'ETARGET')) throw error;
      }
    }
    return undefined;
  }
}

export function noGit(what: string): NpmError {
  return new NpmError(
    'EGIT',
    `Git dependencies cannot be installed in the tab: ${what}`,
    'There is no git here. Use a version from the registry or the URL of a registry tarball instead.',
  );
}

function localTarball(fs: FileSystem, path: string): Uint8Array<ArrayBuffer> {
  if (fs.tryStat(path) === undefined) {
    throw new NpmError('ENOENT', `no such file or directory, open '${path}'`);
  }
  return fs.readFile(path);
}

function proxied(url: string, what: string): string {
  const path = tarballPath(url);
  if (path !== undefined) return path;
  throw new NpmError(
    'EUNREACHABLE',
    `The tab cannot fetch ${what} from ${url}: only tarballs of the npm registry come through its proxy.`,
    'Use a version from the registry, or put the tarball into the project and depend on it with file:.',
  );
}
