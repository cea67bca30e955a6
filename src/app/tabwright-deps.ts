/** What the app needs from outside: the composition root brings it. */
import type { ProjectLock, ProjectLockOptions } from '../storage/project-lock.ts';
import type { BrowserStorage } from '../storage/space.ts';
import type { Stores } from '../state/stores.ts';
import type { ChatStorage } from './app-storage.ts';
import type { Container } from './container.ts';
import type { Edge } from './edge.ts';

export interface TabwrightDeps {
  readonly stores: Stores;
  /** Comes soon, and always: the first screen does not wait for it. */
  readonly storage: Promise<ChatStorage>;
  /** One writer for a project among the tabs. */
  readonly lock: (options: Omit<ProjectLockOptions, 'locks'>) => Promise<ProjectLock>;
  /** Asks the browser to keep what is stored until the person deletes it. */
  readonly persist: () => Promise<BrowserStorage>;
  readonly edge: Edge;
  readonly boot: (projectId: string) => Promise<Container>;
  readonly now: () => number;
  /** Unique and fit for a host name. */
  readonly newId: () => string;
}
