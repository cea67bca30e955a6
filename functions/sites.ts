/** The seam to published sites: what answers a request to `<slug>`'s origin, and what publishing goes through. */
import { serveSite } from './sites/serve.ts';
import type { SiteStorage } from './sites/storage.ts';

export interface SiteStore {
  /** The site's answer, or undefined when there is no such site. */
  fetch(slug: string, request: Request): Promise<Response | undefined>;
  /** Where sites are kept; without it nothing can be published. */
  storage?: SiteStorage;
}

/** Sites kept in a storage. */
export function sitesIn(storage: SiteStorage): SiteStore {
  return { storage, fetch: (slug, request) => serveSite(storage, slug, request) };
}
