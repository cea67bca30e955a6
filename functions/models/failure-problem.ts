/** A failure that is known before anything streams, as problem details with the failure as a member. */
import type { ModelFailure } from '../../src/shared/chat-protocol.ts';
import { problem } from '../problem.ts';

export function failureProblem(failure: ModelFailure): Response {
  // 4xx throughout: an error of the caller's configuration. 401 is left to sessions of the edge itself.
  return problem(400, failure.message, { members: { failure } });
}
