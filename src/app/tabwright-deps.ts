/** What the app needs from outside: the composition root brings it. */
import type { Stores } from '../state/stores.ts';
import type { Container } from './container.ts';
import type { Edge } from './edge.ts';
import type { ProjectRepository } from './project-repository.ts';

export interface TabwrightDeps {
  readonly stores: Stores;
  readonly repository: ProjectRepository;
  readonly edge: Edge;
  readonly boot: (projectId: string) => Promise<Container>;
  readonly now: () => number;
  /** Unique and fit for a host name. */
  readonly newId: () => string;
}
