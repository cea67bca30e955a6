/** What deploys to one provider: events while it goes, and where the site is at the end. */
import type {
  DeployDone,
  DeployEvent,
  DeployOptions,
  DeployTarget,
} from '../../src/shared/deploy-protocol.ts';
import { DeployError } from './deploy-error.ts';
import { pause } from './provider-api.ts';

export interface DeployFile {
  /** Relative, such as `assets/index.js`. */
  path: string;
  bytes: Uint8Array;
  type: string;
}

export interface DeployContext {
  files: readonly DeployFile[];
  options: DeployOptions;
  token: string | undefined;
  fetch: typeof fetch;
  signal: AbortSignal;
  /** Milliseconds between questions whether a deploy is ready. */
  pollEvery: number;
  /** The provider's API, where a deployment or a test has it elsewhere. */
  base?: string | undefined;
}

export type Progress = Extract<DeployEvent, { type: 'step' | 'upload' }>;
/** @throws {DeployError} */
export type DeployRun = AsyncGenerator<Progress, DeployDone, void>;

export interface Adapter {
  target: DeployTarget;
  needsToken: boolean;
  /** The variable with the API's base URL. */
  baseVariable: string;
  deploy(context: DeployContext): DeployRun;
}

export const step = (name: 'prepare' | 'upload' | 'process', message: string): Progress => ({
  type: 'step',
  step: name,
  message,
});

const PARALLEL_UPLOADS = 4;

/** Uploads some at a time, telling of each that is done. The first failure ends it. */
export async function* uploadAll<Item>(
  items: readonly Item[],
  upload: (item: Item) => Promise<void>,
): AsyncGenerator<Progress, void, void> {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let done = 0;
  const progress = (): Progress => {
    if (failures.length > 0) throw failures[0];
    return { type: 'upload', done, total: items.length };
  };
  yield progress();
  for (const item of items) {
    const task: Promise<void> = upload(item)
      .then(
        () => void done++,
        (error: unknown) => void failures.push(error),
      )
      .finally(() => running.delete(task));
    running.add(task);
    if (running.size < PARALLEL_UPLOADS) continue;
    await Promise.race(running);
    yield progress();
  }
  while (running.size > 0) {
    await Promise.race(running);
    yield progress();
  }
}

const POLL_LIMIT = 5 * 60_000;

/** Asks until the answer is there. */
export async function poll<Value>(
  { pollEvery, signal }: DeployContext,
  ask: () => Promise<Value | undefined>,
): Promise<Value> {
  for (const end = Date.now() + POLL_LIMIT; Date.now() < end; await pause(pollEvery, signal)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
  }
  throw new DeployError(
    'timeout',
    'The files are uploaded, but the provider has not finished after five minutes. Look at its dashboard.',
  );
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export async function sha1(bytes: Uint8Array): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-1', new Uint8Array(bytes))));
}

export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/** A path as part of a URL. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
