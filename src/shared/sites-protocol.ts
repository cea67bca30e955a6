/** Publishing to the built-in static host, as the app and the edge speak of it. */

export const SITE_LIMITS = {
  files: 2000,
  /** Bytes of one file, and of all of them. */
  fileBytes: 25_000_000,
  bytes: 50_000_000,
  pathLength: 1000,
} as const;

/** Files by path, such as `assets/index.js`. */
export type SiteManifest = Readonly<Record<string, SiteFile>>;

export interface SiteFile {
  /** As hex. */
  readonly sha256: string;
  readonly size: number;
}

/** `POST /api/sites`: a name of choice, or one made from the title. */
export interface NewSite {
  readonly slug?: string;
  readonly title?: string;
}

/** `token` is told this once; `Authorization: Bearer <token>` is needed for all else. */
export interface CreatedSite {
  readonly slug: string;
  readonly url: string;
  readonly token: string;
}

/** `GET /api/sites/<slug>` */
export interface SiteInfo {
  readonly slug: string;
  readonly url: string;
  readonly createdAt: number;
  /** Undefined until the first deploy is finalized. */
  readonly publishedAt?: number;
  readonly files: number;
  readonly bytes: number;
}

/** `POST /api/sites/<slug>/deploys` with `{ files: SiteManifest }`; then `PUT …/deploys/<id>/files/<sha256>` for each missing one. */
export interface StartedDeploy {
  readonly id: string;
  readonly missing: readonly string[];
}

/** `POST /api/sites/<slug>/deploys/<id>/finalize`; a 409 problem has `missing` when contents are not there. */
export interface FinalizedDeploy {
  readonly url: string;
  readonly files: number;
}
