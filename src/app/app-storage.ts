/** The storage of this browser as the app opens it: without one, in memory, and the person is told. */
import { openStorage, type AppStorage } from '../storage/storage.ts';
import { StorageError } from '../storage/storage-error.ts';
import type { ChatMessage } from '../state/chat-store.ts';
import type { KeepFailure, StorageStore } from '../state/storage-store.ts';

export type ChatStorage = AppStorage<ChatMessage>;

/** Never rejects. */
export async function openChatStorage(store: StorageStore): Promise<ChatStorage> {
  try {
    return await openStorage<ChatMessage>({
      onClosed: () =>
        store.getState().setFailure({
          kind: 'closed',
          message: 'A newer version of Tabwright was opened in another tab. Reload this page to go on.',
        }),
    });
  } catch (error) {
    store.getState().setFailure({
      kind: 'memory',
      message: `${textOf(error)} What you make now is gone when this tab is closed.`,
    });
    const { openMemoryStorage } = await import('../storage/memory-storage.ts');
    return openMemoryStorage<ChatMessage>();
  }
}

/** What a failed save means to the person. */
export function keepFailureOf(error: unknown): KeepFailure {
  if (error instanceof StorageError && error.kind === 'quota')
    return { kind: 'full', message: error.message };
  return { kind: 'failed', message: `Your changes are not kept: ${textOf(error)}` };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
