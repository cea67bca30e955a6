/** A deploy as a stream of events, one JSON object a line. */
import { DEPLOY_STREAM_TYPE } from '../../src/shared/deploy-protocol.ts';
import type { DeployEvent, DeployFailure } from '../../src/shared/deploy-protocol.ts';
import type { DeployRun } from './adapter.ts';
import { DeployError } from './deploy-error.ts';

/** `make`'s signal aborts when the client leaves. */
export function deployResponse(client: AbortSignal, make: (signal: AbortSignal) => DeployRun): Response {
  const gone = new AbortController();
  const events = eventsOf(make(AbortSignal.any([client, gone.signal])));
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await events.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(`${JSON.stringify(next.value)}\n`));
    },
    async cancel() {
      gone.abort();
      await events.return();
    },
  });
  return new Response(body, {
    headers: {
      'content-type': DEPLOY_STREAM_TYPE,
      // Keeps proxies from collecting or recoding the stream.
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}

/** Ends with `done` or `error`. */
async function* eventsOf(run: DeployRun): AsyncGenerator<DeployEvent, void, void> {
  try {
    const done = yield* run;
    yield { type: 'done', ...done };
  } catch (error) {
    yield { type: 'error', failure: failureOf(error) };
  }
}

function failureOf(error: unknown): DeployFailure {
  if (error instanceof DeployError) return error.failure;
  // Its message may hold what was sent; those who run the edge reproduce it locally.
  return {
    kind: 'bad-answer',
    message: 'The deploy failed in a way that was not foreseen. Try again.',
    retryable: true,
  };
}
