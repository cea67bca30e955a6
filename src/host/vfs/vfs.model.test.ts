import fc from 'fast-check';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { S_IFDIR, S_IFMT } from './constants.ts';
import { createDisk } from './disk.ts';
import type { FileSystem } from './file-system.ts';
import { VfsReader } from './reader.ts';
import { Vfs } from './vfs.ts';

/** Deep enough that no `..` of a short run leaves the temporary directory. */
const BASE = '/1/2/3/4/5/6/7/8/r';

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'vfs-model-'));
afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }));

/** One call, on the model and on the machine's own file system below `root`. */
interface Step {
  name: string;
  args: unknown[];
  vfs(fs: FileSystem): unknown;
  real(root: string): unknown;
}

const part = fc.constantFrom('a', 'b', 'c', 'a', 'b', 'ü', '.', '..', 'n'.repeat(50));
const where = fc
  .tuple(fc.array(part, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '', '', '', '/'))
  .map(([parts, end]) => `${BASE}/${parts.join('/')}${end}`);
const target = fc.constantFrom('a', 'b', 'c', './a', '../b', 'a/b', 'missing', 'b/');
const bytes = fc.uint8Array({ maxLength: 40 });
const size = fc.nat({ max: 100 });

const fileFacts = (stat: { mode: number; size: number; nlink: number }): unknown =>
  (stat.mode & S_IFMT) === S_IFDIR ? stat.mode : [stat.mode, stat.size, stat.nlink];

function step(name: string, args: unknown[], vfs: Step['vfs'], real: Step['real']): Step {
  return { name, args, vfs, real };
}

const openFlags = fc
  .tuple(fc.constantFrom(0, 1, 2), fc.subarray([0o100, 0o200, 0o1000, 0o2000, 0o200000, 0o400000]))
  .map(([mode, more]) => more.reduce((sum, flag) => sum | flag, mode));

const steps: fc.Arbitrary<Step>[] = [
  where.map((p) =>
    step(
      'mkdir',
      [p],
      (v) => v.mkdir(p),
      (r) => fs.mkdirSync(r + p, 0o755),
    ),
  ),
  where.map((p) =>
    step(
      'rmdir',
      [p],
      (v) => v.rmdir(p),
      (r) => fs.rmdirSync(r + p),
    ),
  ),
  where.map((p) =>
    step(
      'unlink',
      [p],
      (v) => v.unlink(p),
      (r) => fs.unlinkSync(r + p),
    ),
  ),
  fc.tuple(where, where).map(([a, b]) =>
    step(
      'rename',
      [a, b],
      (v) => v.rename(a, b),
      (r) => fs.renameSync(r + a, r + b),
    ),
  ),
  fc.tuple(where, where).map(([a, b]) =>
    step(
      'link',
      [a, b],
      (v) => v.link(a, b),
      (r) => fs.linkSync(r + a, r + b),
    ),
  ),
  fc.tuple(target, where).map(([t, p]) =>
    step(
      'symlink',
      [t, p],
      (v) => v.symlink(t, p),
      (r) => fs.symlinkSync(t, r + p),
    ),
  ),
  fc.tuple(where, bytes).map(([p, d]) =>
    step(
      'writeFile',
      [p, d],
      (v) => v.writeFile(p, d),
      (r) => fs.writeFileSync(r + p, d, { mode: 0o644 }),
    ),
  ),
  fc.tuple(where, bytes).map(([p, d]) =>
    step(
      'append',
      [p, d],
      (v) => v.writeFile(p, d, { flags: 0o2101 }),
      (r) => fs.appendFileSync(r + p, d, { mode: 0o644 }),
    ),
  ),
  fc.tuple(where, size).map(([p, n]) =>
    step(
      'truncate',
      [p, n],
      (v) => v.truncate(p, n),
      (r) => fs.truncateSync(r + p, n),
    ),
  ),
  fc.tuple(where, fc.constantFrom(0o600, 0o755)).map(([p, m]) =>
    step(
      'chmod',
      [p, m],
      (v) => v.chmod(p, m),
      (r) => fs.chmodSync(r + p, m),
    ),
  ),
  fc.tuple(where, openFlags, bytes, size).map(([p, flags, d, at]) =>
    step(
      'open',
      [p, flags.toString(8), d, at],
      (v) =>
        session(v.open(p, flags, 0o644), d, at, {
          write: (fd, data, position) => v.write(fd, data, position),
          read: (fd, into, position) => v.read(fd, into, position),
          size: (fd) => fileFacts(v.fstat(fd)),
          close: (fd) => v.close(fd),
        }),
      (r) =>
        session(fs.openSync(r + p, flags, 0o644), d, at, {
          write: (fd, data, position) => fs.writeSync(fd, data, 0, data.length, position),
          read: (fd, into, position) => fs.readSync(fd, into, 0, into.length, position),
          size: (fd) => fileFacts(fs.fstatSync(fd)),
          close: (fd) => fs.closeSync(fd),
        }),
    ),
  ),
  where.map((p) =>
    step(
      'stat',
      [p],
      (v) => fileFacts(v.stat(p)),
      (r) => fileFacts(fs.statSync(r + p)),
    ),
  ),
  where.map((p) =>
    step(
      'lstat',
      [p],
      (v) => fileFacts(v.lstat(p)),
      (r) => fileFacts(fs.lstatSync(r + p)),
    ),
  ),
  where.map((p) =>
    step(
      'readlink',
      [p],
      (v) => v.readlink(p),
      (r) => fs.readlinkSync(r + p),
    ),
  ),
  where.map((p) =>
    step(
      'realpath',
      [p],
      (v) => v.realpath(p),
      (r) => fs.realpathSync.native(r + p).slice(r.length),
    ),
  ),
  where.map((p) =>
    step(
      'readFile',
      [p],
      (v) => [...v.readFile(p)],
      (r) => [...fs.readFileSync(r + p)],
    ),
  ),
  where.map((p) =>
    step(
      'readdir',
      [p],
      (v) =>
        v
          .readdir(p)
          .map((entry) => entry.name)
          .sort(),
      (r) => fs.readdirSync(r + p).sort(),
    ),
  ),
];

interface Calls {
  write(fd: number, data: Uint8Array, position: number | null): number;
  read(fd: number, into: Uint8Array, position: number | null): number;
  size(fd: number): unknown;
  close(fd: number): void;
}

/** What happens to one open file: every result or error code in order. */
function session(fd: number, data: Uint8Array, at: number, calls: Calls): unknown {
  const into = new Uint8Array(30);
  const results = [
    outcome(() => calls.write(fd, data, null)),
    outcome(() => calls.write(fd, data, at)),
    outcome(() => calls.read(fd, into, null)),
    outcome(() => calls.read(fd, into, 0)),
    outcome(() => calls.size(fd)),
    [...into],
  ];
  calls.close(fd);
  return results;
}

function outcome(run: () => unknown): unknown {
  try {
    return run() ?? null;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

/** Everything below a directory, by paths relative to it. */
function tree(
  list: (dir: string) => string[],
  facts: (path: string) => unknown,
  dir = BASE,
): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  for (const name of list(dir).sort()) {
    const child = `${dir}/${name}`;
    all[child] = facts(child);
    if (typeof all[child] === 'number') Object.assign(all, tree(list, facts, child));
  }
  return all;
}

describe.runIf(process.platform === 'linux')('Vfs beside the file system of this machine', () => {
  it('gives the same results, the same error codes and the same tree for any sequence of calls', () => {
    let runs = 0;
    fc.assert(
      fc.property(fc.array(fc.oneof(...steps), { minLength: 1, maxLength: 50, size: 'max' }), (sequence) => {
        const root = path.join(scratch, String(runs++));
        fs.mkdirSync(root + BASE, { recursive: true });
        const vfs = new Vfs(createDisk({ maxBytes: 1 << 26 }));
        const reader = new VfsReader(vfs.disk);
        vfs.mkdir(BASE, { recursive: true });
        for (const { name, args, vfs: model, real } of sequence) {
          expect([name, args, outcome(() => model(vfs))]).toEqual([name, args, outcome(() => real(root))]);
        }
        const ours = tree(
          (dir) => reader.readdir(dir).map((entry) => entry.name),
          (file) => fileFacts(reader.lstat(file)),
        );
        expect(ours).toEqual(
          tree(
            (dir) => fs.readdirSync(root + dir),
            (file) => fileFacts(fs.lstatSync(root + file)),
          ),
        );
      }),
      // The same sequences everywhere; VFS_SEED explores others.
      { numRuns: 150, seed: Number(process.env['VFS_SEED'] ?? 20261121) },
    );
  }, 20_000);
});
