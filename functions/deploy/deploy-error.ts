/** A deploy that cannot go on, in words for the person. Never carries a token or a provider's raw answer. */
import type { DeployFailure, DeployFailureKind } from '../../src/shared/deploy-protocol.ts';

const RETRYABLE = new Set<DeployFailureKind>([
  'rate-limit',
  'unreachable',
  'timeout',
  'bad-answer',
  'deploy-failed',
]);

export class DeployError extends Error {
  override readonly name = 'DeployError';
  readonly failure: DeployFailure;

  constructor(kind: DeployFailureKind, message: string, retryAfter?: number) {
    super(message);
    this.failure = {
      kind,
      message,
      retryable: RETRYABLE.has(kind),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    };
  }
}
