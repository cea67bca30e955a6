/** Where projects are kept, as the app needs it; and one that forgets when the tab closes. */
import type { ChatMessage } from '../state/chat-store.ts';
import type { ProjectSummary } from '../state/home-store.ts';
import type { FileSnapshot } from './project-files.ts';

export interface ProjectRecord {
  readonly id: string;
  readonly title: string;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
  readonly files: FileSnapshot;
  readonly messages: readonly ChatMessage[];
  readonly tabs: readonly string[];
  readonly activeTab?: string;
  readonly devCommand?: string;
  readonly picture?: string;
}

export interface ProjectRepository {
  list(): Promise<ProjectSummary[]>;
  load(id: string): Promise<ProjectRecord | undefined>;
  /** Resolves when it is kept. */
  save(record: ProjectRecord): Promise<void>;
  remove(id: string): Promise<void>;
}

export function createMemoryRepository(): ProjectRepository {
  const records = new Map<string, ProjectRecord>();
  return {
    list: () =>
      Promise.resolve(
        [...records.values()]
          .sort((a, b) => b.updatedAt - a.updatedAt)
          .map(({ id, title, updatedAt, picture }) => ({
            id,
            title,
            updatedAt,
            ...(picture === undefined ? {} : { picture }),
          })),
      ),
    load: (id) => Promise.resolve(records.get(id)),
    save: (record) => {
      records.set(record.id, record);
      return Promise.resolve();
    },
    remove: (id) => {
      records.delete(id);
      return Promise.resolve();
    },
  };
}
