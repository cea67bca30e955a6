/** What happens in a container's page, collected there and read from here: output, ports, and how the preview fares. */
import type { Page } from '@playwright/test';
import type { WebContainer } from '@webcontainer/api';

export interface TabState {
  /** Addresses of the ports opened since the last command was started, in order. */
  opened: string[];
  /** The end of what the last command printed. */
  printed: string;
  /** Its exit code; null while it runs. */
  ended: number | null;
  /** The preview's page has content. */
  painted: boolean;
  /** What no one caught in the preview, and failed transforms. */
  errors: string[];
  /** What the preview gave to `console.error`. */
  logged: string[];
}

/** The page's globals. */
export interface TabScope {
  container: WebContainer;
  tabState: TabState;
}

/** A preview's own messages to the window around it, as far as they are of interest here. */
interface PreviewMessage {
  type?: string;
  event?: string;
  message?: string;
  stack?: string;
  file?: string | null;
}

/** Starts to collect, in a page that has a booted container. */
export async function listenToTab(page: Page): Promise<void> {
  await page.evaluate(() => {
    const scope = globalThis as unknown as TabScope;
    const { container } = scope;
    scope.tabState = { opened: [], printed: '', ended: null, painted: false, errors: [], logged: [] };
    container.on('server-ready', (_port, url) => scope.tabState.opened.push(url));
    container.on('preview-message', (message) => {
      if ('args' in message) scope.tabState.logged.push(message.args.map(String).join(' '));
      else scope.tabState.errors.push(message.stack ?? message.message);
    });
    addEventListener('message', ({ data }: MessageEvent<PreviewMessage | null>) => {
      if (data?.type !== 'tabwright-preview') return;
      if (data.event === 'painted') scope.tabState.painted = true;
      if (data.event === 'overlay')
        scope.tabState.errors.push(`${data.file ?? ''} ${data.message ?? ''}`.trim());
    });
  });
}

/** Starts a shell command; the state is the new command's from now on. */
export async function spawn(page: Page, command: string): Promise<void> {
  await page.evaluate(async (line) => {
    const scope = globalThis as unknown as TabScope;
    const state: TabState = { ...scope.tabState, opened: [], printed: '', ended: null };
    scope.tabState = state;
    const process = await scope.container.spawn('sh', ['-c', line], { env: { NO_COLOR: '1' } });
    const printed = process.output.pipeTo(
      new WritableStream<string>({
        write(chunk) {
          state.printed += chunk;
        },
      }),
    );
    void process.exit.then(async (code) => {
      await printed;
      state.ended = code;
    });
  }, command);
}

const LONGEST_OUTPUT = 4000;

export async function tabState(page: Page): Promise<TabState> {
  const state = await page.evaluate(() => (globalThis as unknown as TabScope).tabState);
  return { ...state, printed: state.printed.replaceAll('\r\n', '\n').trim().slice(-LONGEST_OUTPUT) };
}
