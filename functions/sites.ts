/** The seam to published sites: a store that answers a request to `<slug>`'s origin. */

export interface SiteStore {
  /** The site's answer, or undefined when there is no such site. */
  fetch(slug: string, request: Request): Promise<Response | undefined>;
}
