/** A small project that installs nothing, built by replies of the test's own. */
import { expect, test as base, type Page } from '@playwright/test';
import { previewFrame, sendRequest } from '../../scripts/tab/app-page.ts';
import type { ModelServer } from '../../src/testing/model-server.ts';
import { openScriptedApp } from './scripted-app.ts';

/** Every test has a model server, and the app open with it. */
export const test = base.extend<{ model: ModelServer }>({
  model: async ({ page }, use) => {
    const { model } = await openScriptedApp(page, { autoFix: 0 });
    await use(model);
    await model.close();
  },
});

const SERVER = `import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

createServer((request, response) => {
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(readFileSync('index.html'));
}).listen(3000);
`;

export const PAGE = '<!doctype html>\n<title>Tea</title>\n<h1>Tea house</h1>\n<p>Opens at nine.</p>\n';

export const BUILD = artifact(
  fileAction('server.js', SERVER),
  fileAction('index.html', PAGE),
  '<action type="start">node server.js</action>',
);

export function artifact(...actions: string[]): string {
  const lines = ['<artifact id="tea" title="Tea house">', ...actions, '</artifact>'];
  return `I will do that.\n\n${lines.join('\n')}\n\nDone.\n`;
}

export function fileAction(path: string, content: string): string {
  return `<action type="file" path="${path}">\n${content}</action>`;
}

export function editAction(path: string, search: string, replace: string): string {
  return `<action type="edit" path="${path}">\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n</action>`;
}

/** Builds the page and waits until it is shown. */
export async function buildPage(page: Page, model: ModelServer): Promise<void> {
  model.script({ text: BUILD });
  await sendRequest(page, 'Build a page for my tea house');
  await expectHeading(page, 'Tea house');
}

export async function expectHeading(page: Page, text: string): Promise<void> {
  await expect(previewFrame(page).getByRole('heading', { level: 1 })).toHaveText(text, { timeout: 30_000 });
}

/** What the last request said: its last message. */
export function lastAsked(model: ModelServer): string {
  const body = model.requests.at(-1)?.body as { messages: { content: unknown }[] } | undefined;
  const content = body?.messages.at(-1)?.content;
  return typeof content === 'string' ? content : JSON.stringify(content);
}
