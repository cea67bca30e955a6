/** Deploys to a provider through the edge, with the person's own token. */
import {
  DEPLOY_FILE_PREFIX,
  DEPLOY_TOKEN_HEADER,
  type DeployEvent,
  type DeployOptions,
  type DeployTarget,
} from '../../shared/deploy-protocol.ts';
import type { SiteFiles } from './build-site.ts';

export interface ProviderDeploy {
  readonly target: DeployTarget;
  readonly files: SiteFiles;
  readonly options: DeployOptions;
  readonly token: string | undefined;
  readonly signal: AbortSignal;
}

const unreachable = (message: string): DeployEvent => ({
  type: 'error',
  failure: { kind: 'unreachable', message, retryable: true },
});

/** Ends with `done` or `error`; rejects only when the signal aborts. */
export async function* deployToProvider(
  fetcher: typeof fetch,
  { target, files, options, token, signal }: ProviderDeploy,
): AsyncGenerator<DeployEvent, void, void> {
  const form = new FormData();
  form.append('options', JSON.stringify(options));
  for (const [path, bytes] of files) form.append(DEPLOY_FILE_PREFIX + path, new Blob([bytes]), 'file');
  try {
    const response = await fetcher(`/api/deploy/${target}`, {
      method: 'POST',
      body: form,
      headers: token === undefined ? {} : { [DEPLOY_TOKEN_HEADER]: token },
      signal,
    });
    if (!response.ok || !response.body) {
      const problem = (await response.json().catch(() => ({}))) as { detail?: string };
      const message = problem.detail ?? `The server answered ${response.status}.`;
      const kind = response.status === 401 ? 'token' : 'refused';
      yield { type: 'error', failure: { kind, message, retryable: response.status >= 500 } };
      return;
    }
    let ended = false;
    for await (const line of linesOf(response.body)) {
      const event = JSON.parse(line) as DeployEvent;
      ended = event.type === 'done' || event.type === 'error';
      yield event;
    }
    if (!ended) yield unreachable('The connection broke before the deploy was done. Try again.');
  } catch (error) {
    if (signal.aborted) throw error;
    yield unreachable('The server of this app does not answer. Check that it is running, then try again.');
  }
}

async function* linesOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string, void, void> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    const lines = (rest + chunk.value).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
  }
}
