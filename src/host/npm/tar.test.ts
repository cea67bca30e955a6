import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { tarOf } from '../../testing/fake-registry.ts';
import { readTar } from './tar.ts';

function contents(bytes: Uint8Array): Record<string, string> {
  const text = (at: number, size: number) => new TextDecoder().decode(bytes.slice(at, at + size));
  return Object.fromEntries(readTar(bytes).map((entry) => [entry.path, text(entry.offset, entry.size)]));
}

function systemTar(format: string, files: Record<string, string>): Uint8Array {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'tar-'));
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(`${dir}/package/${name}`), { recursive: true });
    fs.writeFileSync(`${dir}/package/${name}`, text);
  }
  fs.symlinkSync('index.js', `${dir}/package/link.js`);
  const bytes = execFileSync('tar', ['-C', dir, `--format=${format}`, '-cf', '-', 'package']);
  fs.rmSync(dir, { recursive: true });
  return new Uint8Array(bytes);
}

describe('readTar', () => {
  const files = { 'index.js': 'x', [`${'deep/'.repeat(30)}ä-${'n'.repeat(90)}.js`]: 'long', empty: '' };

  it.each(['ustar', 'gnu', 'pax'])('reads what tar writes as %s, without links', (format) => {
    const own = format === 'ustar' ? { 'index.js': 'x', [`${'deep/'.repeat(20)}file.js`]: 'long' } : files;
    expect(contents(systemTar(format, own))).toEqual(own);
  });

  it('takes off the first folder whatever its name', () => {
    expect(contents(tarOf([{ name: 'types-node/a/b.d.ts', text: 't' }]))).toEqual({ 'a/b.d.ts': 't' });
  });

  it('keeps who may execute', () => {
    const entries = readTar(
      tarOf([
        { name: 'p/run', text: '', mode: 0o755 },
        { name: 'p/read', text: '', mode: 0o600 },
      ]),
    );
    expect(entries.map(({ mode }) => mode)).toEqual([0o755, 0o644]);
  });

  it.each(['package/../../etc/passwd', '/etc/passwd', '../x'])(
    'refuses a path that leaves the package: %s',
    (name) => {
      expect(() => readTar(tarOf([{ name, text: 'x' }]))).toThrow('lies outside');
    },
  );

  it('refuses a damaged header and an entry longer than the archive', () => {
    const bytes = tarOf([{ name: 'p/a', text: 'x' }]);
    expect(() => readTar(bytes.slice(0, 512))).toThrow('longer than the archive');
    bytes[0] = 65;
    expect(() => readTar(bytes)).toThrow('checksum');
  });
});
