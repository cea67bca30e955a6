/** What a model, the edge and the network can do to a turn: each is said in clear words, and nothing of the project is lost. */
import { expect, type Page } from '@playwright/test';
import { appStatus, projectFiles, sendRequest } from '../scripts/tab/app-page.ts';
import type { ScriptedReply } from '../src/testing/model-server.ts';
import { artifact, buildPage, fileAction, lastAsked, PAGE, test } from './support/tea-house.ts';

const FAULTS: readonly (readonly [string, ScriptedReply, RegExp])[] = [
  ['a key that is refused', { fault: { kind: 'status', status: 401 } }, /does not accept this API key/],
  [
    'a rate limit',
    { fault: { kind: 'status', status: 429, headers: { 'retry-after': '17' } } },
    /Try again in 17 seconds/,
  ],
  [
    'an answer that is not the protocol',
    { fault: { kind: 'garbage' } },
    /does not answer like an OpenAI-compatible one/,
  ],
];

async function expectIntact(page: Page): Promise<void> {
  await expect.poll(async () => (await appStatus(page)).busy).toBe(false);
  const files = await projectFiles(page);
  expect([...files.keys()]).toEqual(['index.html', 'server.js']);
  expect(files.get('index.html')?.toString()).toBe(PAGE);
}

test('faults of a provider are explained, and the request can be sent again', async ({ page, model }) => {
  await buildPage(page, model);
  await sendRequest(page, 'What is on the page?');
  for (const [fault, reply, words] of FAULTS) {
    await test.step(fault, async () => {
      model.script(reply);
      await page.getByRole('button', { name: 'Try again' }).last().click();
      await expect(page.getByRole('alert')).toContainText(words);
      await expectIntact(page);
    });
  }
  model.script({ text: 'A heading and a line.' });
  await page.getByRole('button', { name: 'Try again' }).last().click();
  await expect(page.getByText('A heading and a line.')).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('an edge that is down and a person who is offline keep their request', async ({
  page,
  model,
  context,
}) => {
  await buildPage(page, model);
  model.script({ text: 'Here I am.' });
  await page.route('**/api/chat', (route) => route.abort());
  await sendRequest(page, 'Are you there?');
  await expect(page.getByRole('alert')).toContainText('The server of this app does not answer');
  await expectIntact(page);
  await page.unroute('**/api/chat');

  await context.setOffline(true);
  await expect(page.getByText('You are offline. Your work is kept in this browser.')).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).last().click();
  await expect(page.getByRole('alert')).toContainText('You are offline. Your project is safe');
  await expectIntact(page);

  await context.setOffline(false);
  await page.getByRole('button', { name: 'Try again' }).last().click();
  await expect(page.getByText('Here I am.')).toBeVisible();
  await expect(page.getByText('Are you there?')).toHaveCount(1);
});

test('a reply that is slow shows that something happens, and ten megabytes are taken', async ({
  page,
  model,
}) => {
  await buildPage(page, model);
  model.script({ fault: { kind: 'silent' } });
  await sendRequest(page, 'Think about it');
  await expect(page.getByText('Thinking…')).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText('Stopped. What was finished is kept.')).toBeVisible();
  await expectIntact(page);

  const line = `${'tea '.repeat(24)}\n`;
  const large = line.repeat(10_000_000 / line.length);
  model.script({ text: artifact(fileAction('large.txt', large)), chunkSize: 16_000 });
  await sendRequest(page, 'Write a long list of teas');
  await expect(page.getByText('Wrote large.txt')).toBeVisible({ timeout: 40_000 });
  expect((await projectFiles(page)).get('large.txt')).toHaveLength(large.length);
});

test('a command that waits for an answer is ended, and says how to do without', async ({ page, model }) => {
  const script = "process.stdout.write('Project name: '); process.stdin.resume();";
  model.script({
    text: artifact(
      fileAction('ask.js', script),
      '<action type="shell">node ask.js</action>',
      fileAction('b.txt', 'b'),
    ),
  });
  await sendRequest(page, 'Set up the project');
  // It is told by its silence of 20 seconds.
  await expect(page.getByText('It waited for input at “Project name:”')).toBeVisible({ timeout: 45_000 });
  expect([...(await projectFiles(page)).keys()]).toEqual(['ask.js']);
  model.script({ text: 'I see.' });
  await sendRequest(page, 'What went wrong?');
  await expect(page.getByText('I see.')).toBeVisible();
  expect(lastAsked(model)).toContain('Commands cannot be answered.');
});
