/** What `bootClient` leaves in the page, for the contract suites; and a command run through it. */
import type { Page } from '@playwright/test';
import type * as Client from '@webcontainer/api';

export interface ClientScope {
  container: Client.WebContainer;
  client: typeof Client;
}

export interface Ended {
  code: number;
  /** What the terminal showed, line ends as `\n`. */
  output: string;
}

/** Runs a command to its end, by `spawn` of the client. */
export function spawnAndWait(
  page: Page,
  command: string,
  args: string[],
  options: Client.SpawnOptions = {},
): Promise<Ended> {
  return page.evaluate(
    async ([name, list, settings]) => {
      const child = await (globalThis as unknown as ClientScope).container.spawn(name, list, settings);
      let output = '';
      const drained = child.output.pipeTo(new WritableStream({ write: (text) => void (output += text) }));
      const code = await child.exit;
      if (settings.output !== false) await drained;
      return { code, output: output.replaceAll('\r\n', '\n') };
    },
    [command, args, options] as const,
  );
}
