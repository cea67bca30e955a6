/** An npm registry in memory: packages with dependencies and files, served as the edge's proxy serves them. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Manifest, Packument } from '../host/npm/manifest.ts';
import { REGISTRY_PATH } from '../host/npm/ports.ts';

export interface TarFile {
  name: string;
  text: string;
  mode?: number;
  type?: string;
}

/** A ustar archive; names over 100 bytes need a pax header of the caller's own. */
export function tarOf(files: TarFile[]): Uint8Array<ArrayBuffer> {
  const blocks: Buffer[] = [];
  for (const { name, text, mode = 0o644, type = '0' } of files) {
    const body = Buffer.from(text);
    const header = Buffer.alloc(512);
    header.write(name, 0, 100);
    header.write(`${mode.toString(8).padStart(7, '0')}\0`, 100);
    header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write(type, 156);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    blocks.push(header, body, Buffer.alloc((512 - (body.length % 512)) % 512));
  }
  blocks.push(Buffer.alloc(1024));
  return new Uint8Array(Buffer.concat(blocks));
}

export class FakeRegistry {
  readonly requests: string[] = [];
  /** Paths whose next answers fail at the network, by how often. */
  readonly failures = new Map<string, number>();
  private readonly packuments = new Map<string, Packument>();
  private readonly tarballs = new Map<string, Uint8Array<ArrayBuffer>>();

  /** `add('a@1.0.0', {b: '^1'})`, with more of its package.json and more files. */
  add(
    id: string,
    dependencies: Record<string, string> = {},
    more: Manifest = {},
    files: TarFile[] = [],
  ): this {
    const at = id.lastIndexOf('@');
    const [name, version] = [id.slice(0, at), id.slice(at + 1)];
    const pkg: Manifest = {
      name,
      version,
      ...(Object.keys(dependencies).length > 0 ? { dependencies } : {}),
      ...more,
    };
    const own = [
      { name: 'package/package.json', text: JSON.stringify(pkg) },
      { name: 'package/index.js', text: `module.exports = '${id}';` },
    ];
    const tarball = new Uint8Array(gzipSync(tarOf([...own, ...files])));
    const path = `${name}/-/${name.replace(/^.*\//, '')}-${version}.tgz`;
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    this.tarballs.set(path, tarball);
    const packument = this.packuments.get(name) ?? { name, 'dist-tags': {}, versions: {} };
    packument.versions[version] = { ...pkg, dist: { tarball: `https://upstream.test/${path}`, integrity } };
    packument['dist-tags']['latest'] = version;
    this.packuments.set(name, packument);
    return this;
  }

  tag(name: string, tag: string, version: string): this {
    const packument = this.packuments.get(name);
    if (packument !== undefined) packument['dist-tags'][tag] = version;
    return this;
  }

  /** Replaces a tarball's bytes without its integrity. */
  corrupt(id: string): this {
    const at = id.lastIndexOf('@');
    this.tarballs.set(
      `${id.slice(0, at)}/-/${id.slice(0, at)}-${id.slice(at + 1)}.tgz`,
      new Uint8Array(gzipSync(tarOf([]))),
    );
    return this;
  }

  fetch = (url: string): Promise<Response> => {
    const path = decodeURIComponent(url.slice(REGISTRY_PATH.length));
    this.requests.push(path);
    const failures = this.failures.get(path) ?? 0;
    if (failures > 0) {
      this.failures.set(path, failures - 1);
      return Promise.reject(new TypeError('Failed to fetch'));
    }
    const tarball = this.tarballs.get(path);
    if (tarball !== undefined) return Promise.resolve(new Response(tarball));
    const packument = this.packuments.get(path);
    if (packument === undefined) return Promise.resolve(new Response('{}', { status: 404 }));
    return Promise.resolve(Response.json(structuredClone(packument)));
  };
}
