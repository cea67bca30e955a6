/** `GET /api/config` */
export interface DeploymentConfig {
  /** Where a project's host lives, with `{id}`. */
  readonly sandboxOrigin: string;
}
