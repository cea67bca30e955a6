/** The builder with a model that says what a test wants. */
import { openApp } from '../../scripts/tab/app-page.ts';
import { expect, type Locator, type Page } from '@playwright/test';
import { startModelServer, type ModelServer } from '../../src/testing/model-server.ts';

export type Files = Readonly<Record<string, string>>;

export interface Change {
  readonly files?: Files;
  readonly remove?: readonly string[];
  readonly shell?: readonly string[];
  readonly start?: string;
}

/** An artifact as a model would send it. */
export function artifact(title: string, { files = {}, remove = [], shell = [], start }: Change): string {
  const actions = [
    ...Object.entries(files).map(([path, text]) => `<action type="file" path="${path}">\n${text}\n</action>`),
    ...remove.map((path) => `<action type="delete" path="${path}"></action>`),
    ...shell.map((command) => `<action type="shell">${command}</action>`),
    ...(start === undefined ? [] : [`<action type="start">${start}</action>`]),
  ];
  return `${title}.\n\n<artifact id="change" title="${title}">\n${actions.join('\n')}\n</artifact>`;
}

export interface ScriptedApp {
  readonly page: Page;
  readonly model: ModelServer;
  readonly preview: ReturnType<Page['frameLocator']>;
  /** The card that tells what is broken. */
  readonly problem: Locator;
  /** Sends a request that the model answers with a change, and waits until all of it was done. */
  change(title: string, change: Change): Promise<void>;
  /** What the model says from now on, in this order; the last again and again. */
  answer(...changes: readonly (readonly [string, Change])[]): void;
}

export async function openScriptedApp(
  page: Page,
  settings: { readonly autoFix: 0 | 1 | 2 },
): Promise<ScriptedApp> {
  const model = await startModelServer();
  await openApp(page, '/', {
    ...settings,
    model: 'openai-compatible:scripted',
    keys: { 'openai-compatible': 'none' },
    baseUrls: { 'openai-compatible': model.url },
  });
  const answer: ScriptedApp['answer'] = (...changes) =>
    model.script(...changes.map(([title, change]) => ({ text: artifact(title, change), chunkSize: 2000 })));
  return {
    page,
    model,
    preview: page.frameLocator('iframe.frame'),
    problem: page.getByRole('region', { name: 'Problem' }),
    answer,
    async change(title, change) {
      answer([title, change]);
      await page.getByRole('textbox', { name: /What should change|What do you want/ }).fill(title);
      await page.keyboard.press('Enter');
      await expect(page.getByRole('article', { name: 'Tabwright' }).last()).toContainText(title, {
        timeout: 30_000,
      });
      await expect(page.getByRole('article', { name: 'Tabwright' }).last()).toHaveAttribute(
        'aria-busy',
        'false',
        { timeout: 90_000 },
      );
    },
  };
}
