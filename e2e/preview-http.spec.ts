/** A preview's requests reach the project's servers, and their answers the page, as over a network. */
import { expect, test } from '@playwright/test';
import { openPreviewServers, type PreviewServers } from './support/preview-servers.ts';

const ORIGIN = (): string => test.info().project.use.baseURL ?? '';

let servers: PreviewServers;
test.beforeAll(async ({ browser }) => {
  servers = await openPreviewServers(browser, ORIGIN());
});
test.afterAll(() => servers.context.close());

test('uploads arrive whole: text, a form with a file, ten megabytes', async () => {
  const results = await servers.frame.evaluate(async () => {
    const hex = async (bytes: BufferSource): Promise<string> =>
      Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)), (byte) =>
        byte.toString(16).padStart(2, '0'),
      ).join('');
    const send = async (body: BodyInit): Promise<{ bytes: number; sha256: string; type: string }> =>
      (await fetch('/upload', { method: 'POST', body })).json() as never;
    const large = new Uint8Array(10 * 1024 * 1024).map((_, at) => at * 31);
    const form = new FormData();
    form.append('file', new File(['content'], 'name.txt'));
    const text = new TextEncoder().encode('grüezi');
    return {
      text: [(await send('grüezi')).sha256, await hex(text)],
      form: (await send(form)).type,
      large: [(await send(large)).sha256, await hex(large)],
      redirected: (await (await fetch('/moved', { method: 'POST', body: 'again' })).json()) as unknown,
    };
  });
  expect(results.text[0]).toBe(results.text[1]);
  expect(results.large[0]).toBe(results.large[1]);
  expect(results.form).toMatch(/^multipart\/form-data; boundary=/);
  expect(results.redirected).toMatchObject({ bytes: 5 });
});

test('a streaming request body is answered while it is still being sent', async () => {
  const echoed = await servers.frame.evaluate(async () => {
    const size = 3 * 1024 * 1024;
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent >= size) return controller.close();
        controller.enqueue(new Uint8Array(64 * 1024).fill(5));
        sent += 64 * 1024;
      },
    });
    const response = await fetch('/echo', { method: 'POST', body, duplex: 'half' } as RequestInit);
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { length: bytes.length, right: bytes.every((byte) => byte === 5) };
  });
  expect(echoed).toEqual({ length: 3 * 1024 * 1024, right: true });
});

test('server-sent events come as they are sent, and closing them reaches the server', async () => {
  const { frame } = servers;
  const ticks = await frame.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const source = new EventSource('/events');
        const seen: string[] = [];
        source.onmessage = ({ data }: MessageEvent<string>) => {
          if (seen.push(data) < 3) return;
          source.close();
          resolve(seen);
        };
      }),
  );
  expect(ticks).toEqual(['tick 1', 'tick 2', 'tick 3']);
  await expect
    .poll(() => frame.evaluate(async () => (await fetch('/counts')).json() as Promise<unknown>))
    .toMatchObject({ openStreams: 0 });
});

test('ranges, cookies and redirects are those of the server', async () => {
  const { frame } = servers;
  const seen = await frame.evaluate(async () => {
    const part = await fetch('/alphabet', { headers: { range: 'bytes=2-5' } });
    const loggedIn = await fetch('/log-in');
    const loggedOut = await fetch('/log-out');
    return {
      part: [part.status, part.headers.get('content-range'), await part.text()],
      loggedIn: [new URL(loggedIn.url).pathname, loggedIn.redirected, await loggedIn.json()] as unknown[],
      loggedOut: [new URL(loggedOut.url).pathname, await loggedOut.json()] as unknown[],
      script: document.cookie,
    };
  });
  expect(seen.part).toEqual([206, 'bytes 2-5/26', 'cdef']);
  expect(seen.loggedIn).toEqual(['/who', true, { cookie: 'session=s3cret; theme=dark' }]);
  expect(seen.loggedOut).toEqual(['/who', { cookie: 'theme=dark' }]);
  expect(seen.script).toBe('theme=dark');
  await frame.goto(`${servers.url}/away`);
  await expect(frame.locator('#address')).toHaveText('/landed?from=away');
});

test('a download of 200 MB waits for its reader and is not held whole', async () => {
  const { frame } = servers;
  const counted = await frame.evaluate(async () => {
    const sent = async (): Promise<number> =>
      ((await (await fetch('/counts')).json()) as { bytesSent: number }).bytesSent;
    const response = await fetch('/large');
    const reader = response.body?.getReader();
    const ahead: number[] = [];
    let read = 0;
    const readOn = async (bytes: number): Promise<void> => {
      for (const end = read + bytes; read < end;) {
        const piece = await reader?.read();
        if (!piece || piece.done) return;
        read += piece.value.length;
      }
      // The server runs ahead of a reader that does not read, until what lies between is full.
      let before = -1;
      for (let now = await sent(); now !== before; now = await sent()) {
        before = now;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      ahead.push(before - read);
    };
    for (const bytes of [1, 50e6, 50e6]) await readOn(bytes);
    await readOn(Infinity);
    return { ahead, read };
  });
  expect(counted.read).toBe(200 * 1024 * 1024);
  expect(counted.ahead).toHaveLength(3);
  // What was sent and not read is all that anybody holds; the browser itself takes 56 MB from a service worker.
  expect(Math.max(...counted.ahead)).toBeLessThan(64 * 1024 * 1024);
});

test('a WebSocket of the page talks with a ws server, text and binary, to its close', async () => {
  const told = await servers.frame.evaluate(
    () =>
      new Promise<unknown[]>((resolve, reject) => {
        const socket = new WebSocket(`ws://${location.host}/chat`, ['json']);
        socket.binaryType = 'arraybuffer';
        const seen: unknown[] = [];
        socket.onerror = () => reject(new Error('the socket failed'));
        socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
          seen.push(typeof data === 'string' ? data : data.byteLength);
          if (seen.length === 1) socket.send('hello');
          if (seen.length === 2) socket.send(new Uint8Array(1_000_000));
          if (seen.length === 3) socket.close(4001, 'enough');
        };
        socket.onclose = ({ code, wasClean }) => resolve([...seen, socket.protocol, code, wasClean]);
      }),
  );
  expect(told).toEqual(['welcome to localhost:3000', 'hello', 1_000_000, 'json', 4001, true]);
});

test('a page asks another port of its project, by its preview and by localhost', async () => {
  const answers = await servers.frame.evaluate(async () => {
    const other = location.origin.replace('-3000.', '-3001.');
    const ask = async (url: string): Promise<unknown> =>
      (await fetch(url, { headers: { 'x-own': '1' } })).json();
    return [await ask(`${other}/one?two=3`), await ask('http://localhost:3001/four')];
  });
  expect(answers).toMatchObject([
    { port: 3001, path: '/one?two=3' },
    { port: 3001, path: '/four' },
  ]);
});
