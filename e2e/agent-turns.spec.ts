/** Turns through the real path: a scripted provider, the edge, the SDK, the parser, the runner and the host. */
import { expect } from '@playwright/test';
import { appStatus, projectFiles, sendRequest } from '../scripts/tab/app-page.ts';
import type { RecordedRequest, ScriptedReply } from '../src/testing/model-server.ts';
import {
  artifact,
  BUILD,
  buildPage,
  editAction,
  expectHeading,
  lastAsked,
  PAGE,
  test,
} from './support/tea-house.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** The rest of the build, from where the reply before was cut off. */
function goOn({ body }: RecordedRequest): ScriptedReply {
  const { messages } = body as { messages: { role: string; content: string }[] };
  const said = messages.findLast(({ role }) => role === 'assistant')?.content ?? '';
  return { text: BUILD.slice(said.length) };
}

test('a build, a follow-up with edits, and an edit that the model corrects from its receipt', async ({
  page,
  model,
}) => {
  await buildPage(page, model);
  await expect(page.getByText('Wrote index.html')).toBeVisible();
  await expect(page.getByText('Started the app')).toBeVisible();

  model.script({
    text: artifact(editAction('index.html', '<h1>Tea house</h1>', '<h1>Tea & cake</h1>')),
    usage: { prompt: 1200, completion: 340 },
  });
  await sendRequest(page, 'We have cake as well');
  await expect(page.getByText('Edited index.html')).toBeVisible();
  await page.getByRole('button', { name: 'Reload', exact: true }).click();
  await expectHeading(page, 'Tea & cake');
  expect(JSON.stringify(model.requests.at(-1)?.body)).toContain('Opens at nine.');
  expect(lastAsked(model)).toBe('We have cake as well');
  await expect(page.getByRole('contentinfo')).toContainText('1.5k tokens');

  model.script({
    text: artifact(editAction('index.html', '<p>Opens at ten.</p>', '<p>Opens at eight.</p>')),
  });
  await sendRequest(page, 'We open at eight');
  await expect(page.getByText('was not found')).toBeVisible();
  expect((await projectFiles(page)).get('index.html')?.toString()).toContain('Opens at nine.');

  model.script(() => ({
    // What it needs to know is in the receipt: the lines as they are.
    text: /Opens at nine\./.test(lastAsked(model))
      ? artifact(editAction('index.html', '<p>Opens at nine.</p>', '<p>Opens at eight.</p>'))
      : 'I do not know what the file says.',
  }));
  await sendRequest(page, 'Try that again');
  await expect(page.getByText('Edited index.html')).toHaveCount(2);
  await expect.poll(async () => (await appStatus(page)).busy).toBe(false);
  expect((await projectFiles(page)).get('index.html')?.toString()).toContain('Opens at eight.');
});

test('a request with an image reaches the model', async ({ page, model }) => {
  await buildPage(page, model);
  model.script({ text: 'I see a dot.' });
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Attach images' }).click();
  await (await chooser).setFiles({ name: 'sketch.png', mimeType: 'image/png', buffer: PNG });
  await expect(page.getByRole('img', { name: 'sketch.png' })).toBeVisible();
  await sendRequest(page, 'Make it look like this');
  await expect(page.getByText('I see a dot.')).toBeVisible();
  expect(lastAsked(model)).toContain(`data:image/png;base64,${PNG.toString('base64')}`);
  expect(lastAsked(model)).toContain('Make it look like this');
});

test('Stop in the middle of a file keeps what was finished, and Continue brings the rest', async ({
  page,
  model,
}) => {
  model.script({ text: BUILD.slice(0, BUILD.indexOf('Opens at')), fault: { kind: 'stall' } });
  await sendRequest(page, 'Build a page for my tea house');
  await expect(page.getByText('Writing index.html')).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText('Stopped. What was finished is kept.')).toBeVisible();
  await expect.poll(() => model.requests[0]?.aborted).toBe(true);
  expect([...(await projectFiles(page)).keys()]).toEqual(['server.js']);

  model.script(goOn);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expectHeading(page, 'Tea house');
  expect((await projectFiles(page)).get('index.html')?.toString()).toBe(PAGE);
});

test('a reply whose connection is cut goes on where it stopped', async ({ page, model }) => {
  model.script((request, index) =>
    index === 0 ? { text: BUILD, fault: { kind: 'cut', atByte: 4000 } } : goOn(request),
  );
  await sendRequest(page, 'Build a page for my tea house');
  await expect(page.getByText('broke off in the middle')).toBeVisible();
  expect((await projectFiles(page)).has('index.html')).toBe(false);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expectHeading(page, 'Tea house');
  expect((await projectFiles(page)).get('index.html')?.toString()).toBe(PAGE);
});
