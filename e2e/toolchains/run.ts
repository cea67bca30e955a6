/** Takes a project through its stages in a container, each a step of the test that the compatibility table reads. */
import { expect, test, type FrameLocator, type Page } from '@playwright/test';
import type { WebContainer } from '@webcontainer/api';
import { showInFrame } from '../../scripts/tab/client-page.ts';
import { readFile, run, writeFile } from '../support/container.ts';
import { projectFiles, type ToolchainProject } from './project.ts';

const SHOWN = { timeout: 30_000 };

/** Installs, serves, edits, builds and previews the project, as far as it has those stages, in a page with a container. */
export async function runProject(page: Page, project: ToolchainProject): Promise<void> {
  await test.step('install', () => install(page, project));
  if (project.sees !== undefined) await checkPage(page, project, project.sees);
  if (project.build) await test.step('build', () => succeeds(page, 'npm run build'));
  if (project.build && project.sees !== undefined) await checkBuilt(page, project, project.sees);
  for (const command of project.commands ?? []) {
    await test.step('command', async () =>
      expect(await succeeds(page, command.run)).toContain(command.prints));
  }
}

async function succeeds(page: Page, command: string): Promise<string> {
  const { code, output } = await run(page, `cd app && ${command}`);
  expect(code, output).toBe(0);
  return output;
}

async function install(page: Page, project: ToolchainProject): Promise<void> {
  const created = await run(page, `rm -rf app && ${project.create ?? 'mkdir app'}`);
  expect(created.code, created.output).toBe(0);
  for (const [path, text] of Object.entries(projectFiles(project))) {
    await writeFile(page, `app/${path}`, text);
  }
  await succeeds(page, 'npm install');
}

async function checkPage(page: Page, project: ToolchainProject, sees: string): Promise<void> {
  const { style, edit } = project;
  const url = await test.step('start', () => start(page, 'npm run dev', project.port));
  let app = await showInFrame(page, url);
  await test.step('preview', () => shows(page, app, sees));
  if (style) await test.step('styles', () => checkStyle(app, style));
  if (project.counter) await test.step('state', () => count(app, 0));
  if (edit) await test.step('edit', () => checkEdit(page, app, project));
  const { deepLink } = project;
  if (deepLink) {
    app = await showInFrame(page, url.replace(/\/$/, '') + deepLink.path);
    await test.step('deep link', () => expect(app.getByText(deepLink.sees).first()).toBeVisible(SHOWN));
  }
  await stop(page);
}

/** Says what the server has printed when its page does not show the text. */
async function shows(page: Page, app: FrameLocator, text: string): Promise<void> {
  try {
    await expect(app.getByText(text).first()).toBeVisible(SHOWN);
  } catch (error) {
    const printed = await page.evaluate(() => (globalThis as unknown as Scope).printed);
    throw new Error(`${String(error)}\nThe server printed:\n${printed}`, { cause: error });
  }
}

async function checkStyle(app: FrameLocator, style: NonNullable<ToolchainProject['style']>): Promise<void> {
  await expect(app.locator(style.selector).first()).toHaveCSS(style.property, style.value, SHOWN);
}

/** The label goes from `from` to the next number, by a click that counts: what a server has drawn takes none until its scripts run. */
async function count(app: FrameLocator, from: number): Promise<void> {
  const button = app.getByRole('button', { name: /count is/i });
  await expect(button).toContainText(String(from), SHOWN);
  await expect(async () => {
    if ((await button.textContent())?.includes(String(from))) await button.click();
    await expect(button).toContainText(String(from + 1), { timeout: 2000 });
  }).toPass(SHOWN);
}

async function checkEdit(page: Page, app: FrameLocator, project: ToolchainProject): Promise<void> {
  const { edit } = project;
  if (!edit) return;
  const source = await readFile(page, `app/${edit.file}`);
  expect(source).toContain(edit.from);
  const body = app.locator('body');
  await body.evaluate(() => Object.assign(globalThis, { samePage: true }));
  await writeFile(page, `app/${edit.file}`, source.replace(edit.from, edit.to));
  await expect(app.getByText(edit.sees).first()).toBeVisible(SHOWN);
  const samePage = await body.evaluate(() => 'samePage' in globalThis);
  expect(samePage, 'the page was not reloaded').toBe(edit.loses !== 'page');
  if (project.counter) await count(app, edit.loses ? 0 : 1);
}

async function checkBuilt(page: Page, project: ToolchainProject, sees: string): Promise<void> {
  await test.step('built page', async () => {
    const app = await showInFrame(page, await start(page, 'npm run preview', undefined));
    await shows(page, app, project.edit?.sees ?? sees);
    await stop(page);
  });
}

interface Scope {
  container: WebContainer;
  /** What the server has printed. */
  printed?: string;
  stopServer?: () => Promise<void>;
}

/** Starts a command that stays; resolves with the address of its page's port. */
function start(page: Page, command: string, port: number | undefined): Promise<string> {
  return page.evaluate(
    async ([line, wanted]) => {
      const scope = globalThis as unknown as Scope;
      const { container } = scope;
      let forget = (): void => undefined;
      const opened = new Promise<string>((resolve) => {
        forget = container.on('server-ready', (number, url) => {
          if (wanted === null || number === wanted) resolve(url);
        });
      });
      const server = await container.spawn('sh', ['-c', `cd app && ${line}`], { env: { NO_COLOR: '1' } });
      scope.stopServer = async () => {
        server.kill();
        await server.exit;
      };
      let output = '';
      const print = new WritableStream<string>({
        write(chunk) {
          output += chunk;
          scope.printed = output;
        },
      });
      void server.output.pipeTo(print);
      const ended = server.exit.then((code) => `ended with ${code} before a port opened:\n${output}`);
      const late = new Promise<string>((resolve) => {
        setTimeout(() => resolve(`opened no port:\n${output}`), 60_000);
      });
      const failed = Promise.race([ended, late]).then((message) => Promise.reject(new Error(message)));
      const url = await Promise.race([opened, failed]);
      failed.catch(() => undefined);
      forget();
      return url;
    },
    [command, port ?? null] as const,
  );
}

async function stop(page: Page): Promise<void> {
  await page.evaluate(() => (globalThis as unknown as Scope).stopServer?.());
}
