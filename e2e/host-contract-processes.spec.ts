/** The client's surface, member by member, against the embedded host: processes, their terminals, signals and limits, and events. */
import { expect, test } from '@playwright/test';
import { bootClient } from '../scripts/tab/client-page.ts';
import { spawnAndWait, type ClientScope } from './support/client-scope.ts';

test.beforeEach(async ({ page, baseURL }) => bootClient(page, baseURL ?? ''));

test('spawns with arguments, folder, environment and a terminal', async ({ page }) => {
  await page.evaluate(() => (globalThis as unknown as ClientScope).container.fs.mkdir('in'));
  const script =
    'console.log([process.argv[1], process.cwd(), process.env.X, process.stdout.columns, process.stdout.rows].join(" ")); process.exit(5)';
  const options = { cwd: 'in', env: { X: 7 }, terminal: { cols: 33, rows: 11 } };
  expect(await spawnAndWait(page, 'node', ['-e', script, 'arg'], options)).toEqual({
    code: 5,
    output: 'arg /home/project/in 7 33 11\n',
  });
  expect(await spawnAndWait(page, 'node', ['-e', 'console.log(1)'], { output: false })).toEqual({
    code: 0,
    output: '',
  });
  await expect(spawnAndWait(page, 'no-such-command', [])).rejects.toThrow(/ENOENT|no-such-command/);
});

test('types into a process, resizes its terminal and ends it', async ({ page }) => {
  const output = await page.evaluate(async () => {
    const { container } = globalThis as unknown as ClientScope;
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
    const { container } = globalThis as unknown as ClientScope;
    const other = await container.spawn('node', ['-e', 'setTimeout(() => process.exit(3), 2500)']);
    const busy = await container.spawn('node', ['-e', 'console.log("go"); for (;;);']);
    await busy.output.getReader().read();
    const started = performance.now();
    busy.kill();
    const code = await busy.exit;
    return { took: performance.now() - started, code, other: await other.exit };
  });
  expect(seen.took).toBeLessThan(1000);
  expect(seen.code).toBeGreaterThan(128);
  expect(seen.other).toBe(3);
});

test('ends programs that call the kernel without a pause within a second', async ({ page }) => {
  const took = await page.evaluate(async () => {
    const { container } = globalThis as unknown as ClientScope;
    const script = 'const fd = fs.openSync("/tmp/x", "w+"); console.log("go"); for (;;) fs.fstatSync(fd)';
    const busy = await Promise.all([1, 2].map(() => container.spawn('node', ['-e', script])));
    await Promise.all(busy.map((child) => child.output.getReader().read()));
    const started = performance.now();
    for (const child of busy) child.kill();
    await Promise.all(busy.map((child) => child.exit));
    return performance.now() - started;
  });
  expect(took).toBeLessThan(1000);
});

test('ends processes by Ctrl-C, by SIGTERM and by SIGKILL, as they handle them', async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const { container } = globalThis as unknown as ClientScope;
    const program = async (
      script: string,
      end: (child: Awaited<ReturnType<typeof container.spawn>>) => void,
    ) => {
      const child = await container.spawn('node', [
        '-e',
        `${script}; setInterval(() => 0, 1000); console.log('up')`,
      ]);
      let text = '';
      let started = 0;
      for (const reader = child.output.getReader(); ;) {
        const { value, done } = await reader.read();
        if (done) break;
        text += value;
        if (started || !text.includes('up')) continue;
        started = performance.now();
        end(child);
      }
      const code = await child.exit;
      return { code, said: text.replaceAll('\r\n', ' ').trim(), took: performance.now() - started };
    };
    type Child = Awaited<ReturnType<typeof container.spawn>>;
    const interrupt = (child: Child): void => void child.input.getWriter().write('\x03');
    const kill = (child: Child): void => child.kill();
    const listen = (signal: string, then: string): string =>
      `process.on('${signal}', (name, number) => { console.log(name + number); ${then} })`;
    return Promise.all([
      program('0', interrupt),
      program(listen('SIGINT', 'process.exit(9)'), interrupt),
      program('0', kill),
      program(listen('SIGTERM', 'process.exit(8)'), kill),
      program(listen('SIGTERM', ''), kill),
      program(listen('SIGTERM', 'for (;;);'), kill),
      program("setTimeout(() => process.kill(process.pid, 'SIGKILL'), 1)", () => undefined),
    ]);
  });
  expect(seen.map(({ code, said }) => [code, said])).toEqual([
    [130, 'up ^C'],
    [9, 'up ^C SIGINT2'],
    [143, 'up'],
    [8, 'up SIGTERM15'],
    [137, 'up SIGTERM15'],
    [137, 'up SIGTERM15'],
    [137, 'up'],
  ]);
  for (const { took } of seen) expect(took).toBeLessThan(1000);
});

test('runs 64 processes at once, and refuses more than the limit with EAGAIN', async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const { container } = globalThis as unknown as ClientScope;
    const children = await Promise.all(Array.from({ length: 64 }, () => container.spawn('cat')));
    const ps = await container.spawn('sh', ['-c', 'ps | grep -c "cat$"']);
    const [{ value: count }] = await Promise.all([ps.output.getReader().read(), ps.exit]);
    const bomb =
      "const grow = () => require('child_process').spawn('node', ['-e', process.env.BOMB], { stdio: 'inherit' })" +
      ".on('error', ({ code }) => console.log(code)); grow(); grow(); setInterval(() => 0, 1000)";
    const child = await container.spawn('node', ['-e', bomb], { env: { BOMB: bomb } });
    let text = '';
    for (const reader = child.output.getReader(); !text.includes('EAGAIN');)
      text += (await reader.read()).value;
    child.kill();
    await child.exit;
    for (const child of children) await child.input.getWriter().write('\x04');
    const codes = await Promise.all(children.map(({ exit }) => exit));
    const after = await container.spawn('node', ['-p', '"alive"']);
    const { value: answer } = await after.output.getReader().read();
    return { count: Number(count), codes: [...new Set(codes)], text: text.split('\r\n')[0], answer };
  });
  expect(seen).toEqual({ count: 64, codes: [0], text: 'EAGAIN', answer: 'alive\r\n' });
});

test('tells what programs ask to be shown, until nobody listens', async ({ page }) => {
  const seen = await page.evaluate(async () => {
    const { container } = globalThis as unknown as ClientScope;
    const heard: unknown[] = [];
    const stops = [
      container.on('xdg-open', (text) => void heard.push(text)),
      container.on('code', (type, event) => void heard.push([type, event])),
    ];
    const command = 'xdg-open http://localhost:3000/; code src/a.ts:12:3 /b; code --diff x y; xdg-open';
    const shell = await container.spawn('sh', ['-c', command]);
    const [{ value: said }, code] = await Promise.all([shell.output.getReader().read(), shell.exit]);
    for (const stop of stops) stop();
    await (
      await container.spawn('xdg-open', ['again'])
    ).exit;
    return { heard, said, code };
  });
  const at = (filepath: string): { filepath: string } => ({ filepath });
  expect(seen).toEqual({
    heard: [
      'http://localhost:3000/',
      ['open', { files: [{ filepath: '/home/project/src/a.ts', line: 12, column: 3 }, at('/b')] }],
      ['diff', { files: [at('/home/project/x'), at('/home/project/y')] }],
    ],
    said: 'xdg-open: one file or URL is expected\r\n',
    code: 1,
  });
});

test('refuses an event that there is not', async ({ page }) => {
  const reason = await page.evaluate(async () => {
    const { container } = globalThis as unknown as ClientScope;
    const rejected = new Promise<string>((resolve) =>
      addEventListener('unhandledrejection', (event) => resolve((event.reason as Error).message)),
    );
    container.on('nothing' as never, () => undefined);
    return rejected;
  });
  expect(reason).toMatch(/^Unsupported event 'nothing'\. There are: port, /);
});
