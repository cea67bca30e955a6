/** The client's surface, member by member, against the embedded host. */
import { expect, test, type Page } from '@playwright/test';
import type * as Client from '@webcontainer/api';
import { bootClient } from '../scripts/tab/client-page.ts';

interface Scope {
  container: Client.WebContainer;
  client: typeof Client;
}

/** Runs a command to its end; what it printed has `\n` for line ends. */
function run(
  page: Page,
  command: string,
  args: string[],
  options: Client.SpawnOptions = {},
): Promise<{ code: number; output: string }> {
  return page.evaluate(
    async ([name, list, settings]) => {
      const child = await (globalThis as unknown as Scope).container.spawn(name, list, settings);
      let output = '';
      const drained = child.output.pipeTo(new WritableStream({ write: (text) => void (output += text) }));
      const code = await child.exit;
      if (settings.output !== false) await drained;
      return { code, output: output.replaceAll('\r\n', '\n') };
    },
    [command, args, options] as const,
  );
}

test.beforeEach(async ({ page, baseURL }) => bootClient(page, baseURL ?? ''));

test('mounts trees, binary files and links, also below a mount point', async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const { container } = globalThis as unknown as Scope;
    await container.mount({
      sub: { directory: { 'a.txt': { file: { contents: 'text' } } } },
      'b.bin': { file: { contents: Uint8Array.of(0, 255, 128) } },
      link: { file: { symlink: 'sub/a.txt' } },
    });
    await container.mount({ 'c.txt': { file: { contents: 'below' } } }, { mountPoint: 'sub' });
    return {
      names: await container.fs.readdir('sub'),
      bytes: [...(await container.fs.readFile('b.bin'))],
      linked: await container.fs.readFile('link', 'utf8'),
    };
  });
  expect(seen).toEqual({ names: ['a.txt', 'c.txt'], bytes: [0, 255, 128], linked: 'text' });
});

test('has the files interface with Node’s error codes', async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const { fs } = (globalThis as unknown as Scope).container;
    await fs.mkdir('a/b', { recursive: true });
    await fs.writeFile('a/b/f', 'héllo');
    await fs.rename('a/b/f', 'a/g');
    const entries = await fs.readdir('a', { withFileTypes: true });
    const hex = await fs.readFile('a/g', 'hex');
    const codes: unknown[] = [];
    for (const failing of [
      fs.readFile('none'),
      fs.readFile('a'),
      fs.mkdir('a'),
      fs.readdir('a/g'),
      fs.rm('none'),
      fs.rm('a'),
    ])
      codes.push(
        await failing.then(
          () => 'none',
          (error: unknown) => (error as { code?: string }).code,
        ),
      );
    await fs.rm('none', { force: true });
    await fs.rm('a', { recursive: true });
    const kinds = entries.map((entry) => [entry.name, entry.isDirectory(), entry.isFile()]);
    return { kinds, hex, codes, left: await fs.readdir('.') };
  });
  expect(seen.kinds).toEqual([
    ['b', true, false],
    ['g', false, true],
  ]);
  expect(seen.hex).toBe(Buffer.from('héllo').toString('hex'));
  expect(seen.codes).toEqual(['ENOENT', 'EISDIR', 'EEXIST', 'ENOTDIR', 'ENOENT', 'EISDIR']);
  expect(seen.left).toEqual([]);
});

test('watches folders with what is below them', async ({ page }) => {
  const names = await page.evaluate(async () => {
    const { fs } = (globalThis as unknown as Scope).container;
    await fs.mkdir('deep/er', { recursive: true });
    const heard: string[] = [];
    const watcher = fs.watch('deep', { recursive: true }, (_event, name) => void heard.push(String(name)));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await fs.writeFile('deep/er/f.txt', '1');
    await new Promise((resolve) => setTimeout(resolve, 200));
    watcher.close();
    return heard;
  });
  expect(names).toContain('er/f.txt');
});

test('exports trees, snapshots and archives', async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const { container } = globalThis as unknown as Scope;
    await container.mount({
      'a.txt': { file: { contents: 'A' } },
      skip: { directory: { 'b.txt': { file: { contents: 'B' } } } },
    });
    const json = await container.export('.', { format: 'json', excludes: ['skip'] });
    const zip = await container.export('.', { format: 'zip' });
    const snapshot = await container.export('.', { format: 'binary' });
    await container.fs.mkdir('copy');
    await container.mount(snapshot, { mountPoint: 'copy' });
    return {
      names: Object.keys(json),
      magic: [...zip.slice(0, 2)],
      copied: await container.fs.readFile('copy/skip/b.txt', 'utf8'),
    };
  });
  expect(seen).toEqual({ names: ['a.txt'], magic: [0x50, 0x4b], copied: 'B' });
});

test('spawns with arguments, folder, environment and a terminal', async ({ page }) => {
  await page.evaluate(() => (globalThis as unknown as Scope).container.fs.mkdir('in'));
  const script =
    'console.log([process.argv[1], process.cwd(), process.env.X, process.stdout.columns, process.stdout.rows].join(" ")); process.exit(5)';
  const options = { cwd: 'in', env: { X: 7 }, terminal: { cols: 33, rows: 11 } };
  expect(await run(page, 'node', ['-e', script, 'arg'], options)).toEqual({
    code: 5,
    output: 'arg /home/project/in 7 33 11\n',
  });
  expect(await run(page, 'node', ['-e', 'console.log(1)'], { output: false })).toEqual({
    code: 0,
    output: '',
  });
  await expect(run(page, 'no-such-command', [])).rejects.toThrow(/ENOENT|no-such-command/);
});

test('types into a process, resizes its terminal and ends it', async ({ page }) => {
  const output = await page.evaluate(async () => {
    const { container } = globalThis as unknown as Scope;
    const script =
      'process.stdin.on("data", (d) => console.log("got " + String(d).trim())); process.stdout.on("resize", () => console.log(process.stdout.columns)); console.log("ready")';
    const child = await container.spawn('node', ['-e', script]);
    const reader = child.output.getReader();
    let text = '';
    const input = child.input.getWriter();
    while (!text.includes('ready')) text += (await reader.read()).value ?? '';
    await input.write('hello\r');
    while (!text.includes('got hello')) text += (await reader.read()).value ?? '';
    child.resize({ cols: 50, rows: 10 });
    while (!text.includes('50')) text += (await reader.read()).value ?? '';
    child.kill();
    return { code: await child.exit, text };
  });
  expect(output.text).toContain('got hello');
  expect(output.code).toBeGreaterThan(0);
});

test('ends a process that never yields within a second, while another goes on', async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const { container } = globalThis as unknown as Scope;
    const other = await container.spawn('node', ['-e', 'setTimeout(() => process.exit(3), 2500)']);
    const busy = await container.spawn('node', ['-e', 'console.log("go"); for (;;);']);
    await busy.output.getReader().read();
    const started = performance.now();
    busy.kill();
    const code = await busy.exit;
    return { took: performance.now() - started, code, other: await other.exit };
  });
  expect(seen.took).toBeLessThan(1500);
  expect(seen.code).toBeGreaterThan(128);
  expect(seen.other).toBe(3);
});

test('can be torn down and booted again', async ({ page }) => {
  const names = await page.evaluate(async () => {
    const scope = globalThis as unknown as Scope;
    await scope.container.fs.writeFile('old', '');
    scope.container.teardown();
    scope.container = await scope.client.WebContainer.boot({ workdirName: 'again' });
    return { workdir: scope.container.workdir, names: await scope.container.fs.readdir('.') };
  });
  expect(names).toEqual({ workdir: '/home/again', names: [] });
});
