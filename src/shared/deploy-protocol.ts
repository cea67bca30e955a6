/**
 * Deploying to a provider through the edge: `POST /api/deploy/<target>` with a form, answered by `DeployEvent`s, one JSON object
 * a line. The form has `options` (JSON of `DeployOptions`) and a part named `file:<path>` for each file.
 */

/** Carries the provider's token; it is used for this request and kept nowhere. */
export const DEPLOY_TOKEN_HEADER = 'x-deploy-token';
export const DEPLOY_STREAM_TYPE = 'application/x-ndjson';
export const DEPLOY_FILE_PREFIX = 'file:';

/** `netlify-drop` needs no account: the site goes after an hour unless it is claimed. */
export const DEPLOY_TARGETS = [
  'netlify',
  'netlify-drop',
  'vercel',
  'cloudflare-pages',
  'github-pages',
] as const;
export type DeployTarget = (typeof DEPLOY_TARGETS)[number];

export interface DeployOptions {
  /** What to call a new site or project: lowercase letters, digits and hyphens. Of GitHub Pages: the repository. */
  readonly name?: string;
  /** The site or project to update, as `done` told it before. */
  readonly siteId?: string;
  /** Cloudflare: the account, when the token sees several. Vercel: the team. */
  readonly account?: string;
}

export type DeployStep = 'prepare' | 'upload' | 'process';

export type DeployFailureKind =
  /** No token, or it is wrong or may not do this. */
  | 'token'
  | 'rate-limit'
  /** The provider refuses what was asked; the message says why. */
  | 'refused'
  /** The deploy ended in an error at the provider. */
  | 'deploy-failed'
  | 'unreachable'
  | 'timeout'
  | 'bad-answer';

export interface DeployFailure {
  readonly kind: DeployFailureKind;
  readonly message: string;
  readonly retryable: boolean;
  /** Seconds. */
  readonly retryAfter?: number;
}

export interface DeployDone {
  readonly url: string;
  /** To deploy to the same site again. */
  readonly siteId: string;
  readonly deployId: string;
  /** Where a person makes an anonymous site their own, until `expiresAt`. */
  readonly claimUrl?: string;
  readonly expiresAt?: number;
}

export type DeployEvent =
  | { readonly type: 'step'; readonly step: DeployStep; readonly message: string }
  /** Files of the upload that are done; those that the provider has already do not count. */
  | { readonly type: 'upload'; readonly done: number; readonly total: number }
  | ({ readonly type: 'done' } & DeployDone)
  | { readonly type: 'error'; readonly failure: DeployFailure };
