/** The app's page, driven as a person does and read through its stores: what tools for the whole product share. */
import type { FrameLocator, Page } from '@playwright/test';
import type { AppSurface } from '../../src/app/app-surface.ts';
import type { ChatUsage } from '../../src/shared/chat-protocol.ts';
import type { ReplyStatus } from '../../src/state/chat-store.ts';
import type { Health } from '../../src/state/problems-store.ts';
import type { RuntimeStage } from '../../src/state/runtime-store.ts';
import type { Settings } from '../../src/state/settings-store.ts';

type Scope = typeof globalThis & AppSurface;

export interface ReplySummary {
  status: ReplyStatus;
  failure?: string;
  usage: ChatUsage;
  actions: { type: string; target: string; status: string; reason?: string }[];
}

/** What the app is doing. */
export interface AppStatus {
  /** A reply arrives, or its actions run. */
  busy: boolean;
  /** A problem is being mended, or the app is looked at for one. */
  mending: boolean;
  stage: RuntimeStage;
  stageFailure?: string;
  requests: string[];
  replies: ReplySummary[];
  health: Health;
  /** In words, with their places. */
  problems: string[];
}

/** Opens the app with these settings. */
export async function openApp(page: Page, origin: string, settings: Partial<Settings> = {}): Promise<void> {
  await page.goto(origin);
  await page.getByRole('textbox').first().waitFor();
  await page.evaluate((own) => (globalThis as Scope).tabwright.stores.settings.getState().set(own), settings);
}

/** Makes a project of these files and shows it; the app is open. */
export async function importFiles(page: Page, files: Readonly<Record<string, string>>): Promise<void> {
  await page.evaluate(async (own) => {
    const { actions } = (globalThis as Scope).tabwright;
    const list = Object.entries(own).map(([path, text]) => ({
      path: `imported/${path}`,
      file: new Blob([text]),
    }));
    const id = await actions.importProject({ kind: 'folder', files: list });
    history.pushState(null, '', `/p/${id}`);
    dispatchEvent(new PopStateEvent('popstate'));
  }, files);
}

/** Types a request into the box of the screen that is shown, and sends it. */
export async function sendRequest(page: Page, text: string): Promise<void> {
  const field = page.locator('textarea.prompt-field').last();
  await field.fill(text);
  await field.press('Enter');
}

export function appStatus(page: Page): Promise<AppStatus> {
  return page.evaluate(() => {
    const { chat, runtime, problems } = (globalThis as Scope).tabwright.stores;
    const { active, messages } = chat.getState();
    const { stage, failure } = runtime.getState();
    const { health, repair } = problems.getState();
    return {
      busy: active !== undefined,
      mending: health === 'checking' || ['looking', 'fixing', 'checking'].includes(repair?.phase ?? ''),
      stage,
      ...(failure ? { stageFailure: `${failure.message} ${failure.todo}` } : {}),
      requests: messages.flatMap((message) => (message.role === 'user' ? [message.text] : [])),
      replies: messages.flatMap((message) =>
        message.role === 'user'
          ? []
          : [
              {
                status: message.status,
                ...(message.failure ? { failure: message.failure.message } : {}),
                usage: message.usage ?? {},
                actions: message.artifacts.flatMap(({ actions }) =>
                  actions.map(({ type, target, status, receipt }) => ({
                    type,
                    target,
                    status,
                    ...(receipt?.reason ? { reason: receipt.reason } : {}),
                  })),
                ),
              },
            ],
      ),
      health: problems.getState().health,
      problems: problems
        .getState()
        .problems.map(({ message, file, line }) =>
          file === undefined ? message : `${message} (${file}${line === undefined ? '' : `:${line}`})`,
        ),
    };
  });
}

/** The frame that shows the running app. */
export function previewFrame(page: Page): FrameLocator {
  return page.frameLocator('iframe.frame');
}

/** Whether the preview shows anything: words, or something drawn. */
export async function showsContent(page: Page): Promise<boolean> {
  const body = previewFrame(page).locator('body');
  return body
    .evaluate(
      (element) =>
        element.ownerDocument.body.innerText.trim() !== '' ||
        [...element.querySelectorAll('canvas, svg, img, video')].some(
          (drawn) => drawn.getBoundingClientRect().width > 0,
        ),
      undefined,
      { timeout: 1000 },
    )
    .catch(() => false); // There is no frame yet, or it is on its way to another document.
}

/** The project's files, without what tools make of them. */
export async function projectFiles(page: Page): Promise<Map<string, Buffer>> {
  const files = await page.evaluate(() => {
    const { stores, actions } = (globalThis as Scope).tabwright;
    return Object.keys(stores.project.getState().files).map((path) => {
      const content = actions.readFile(path) ?? '';
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      return [path, Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')] as const;
    });
  });
  return new Map(files.map(([path, binary]) => [path, Buffer.from(binary, 'latin1')]));
}
