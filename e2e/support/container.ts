/** Runs commands in the container that `bootClient` left in the page. */
import type { Page } from '@playwright/test';
import type { WebContainer } from '@webcontainer/api';

interface Scope {
  container: WebContainer;
}

export interface CommandResult {
  code: number;
  /** What the terminal showed, line ends as `\n`; NO_COLOR is set. */
  output: string;
}

/** Runs a shell command to its end. */
export async function run(page: Page, command: string): Promise<CommandResult> {
  const result = await page.evaluate(async (text) => {
    const { container } = globalThis as unknown as Scope;
    const process = await container.spawn('sh', ['-c', text], { env: { NO_COLOR: '1' } });
    let output = '';
    const read = process.output.pipeTo(
      new WritableStream({
        write(chunk) {
          output += chunk;
        },
      }),
    );
    const code = await process.exit;
    await read;
    return { code, output };
  }, command);
  return { ...result, output: result.output.replaceAll('\r\n', '\n') };
}

/** Starts a command that stays, and resolves with the address of the first port that it opens. */
export async function serve(page: Page, command: string): Promise<{ port: number; url: string }> {
  return page.evaluate(async (text) => {
    const { container } = globalThis as unknown as Scope;
    const opened = new Promise<{ port: number; url: string }>((resolve, reject) => {
      container.on('server-ready', (port, url) => resolve({ port, url }));
      container.on('error', ({ message }) => reject(new Error(message)));
    });
    const process = await container.spawn('sh', ['-c', text]);
    let output = '';
    void process.output.pipeTo(
      new WritableStream({
        write(chunk) {
          output += chunk;
        },
      }),
    );
    const ended = process.exit.then((code) => {
      throw new Error(`ended with ${code} before a port opened:\n${output}`);
    });
    return Promise.race([opened, ended]);
  }, command);
}

/** Makes the folders that the file lies in, if they are not there. */
export async function writeFile(page: Page, path: string, text: string): Promise<void> {
  await page.evaluate(
    async ([name = '', content = '']) => {
      const { fs } = (globalThis as unknown as Scope).container;
      await fs.mkdir(name.split('/').slice(0, -1).join('/') || '.', { recursive: true });
      await fs.writeFile(name, content);
    },
    [path, text],
  );
}

export async function readFile(page: Page, path: string): Promise<string> {
  return page.evaluate((name) => (globalThis as unknown as Scope).container.fs.readFile(name, 'utf8'), path);
}
