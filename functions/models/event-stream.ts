/** Events as the body of a response. */
import type { ChatEvent } from '../../src/shared/chat-protocol.ts';
import { CHAT_STREAM_TYPE, encodeChatEvent } from '../../src/shared/chat-stream.ts';

/**
 * Streams the events that `make` generates. Its signal aborts when the client leaves: by the request's own signal or, where a
 * platform has none, by cancelling the body.
 */
export function eventResponse(
  client: AbortSignal,
  make: (signal: AbortSignal) => AsyncGenerator<ChatEvent, void, void>,
): Response {
  const gone = new AbortController();
  const signal = AbortSignal.any([client, gone.signal]);
  const events = make(signal);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await events.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(encodeChatEvent(next.value)));
    },
    async cancel() {
      gone.abort();
      await events.return();
    },
  });
  return new Response(body, {
    headers: {
      'content-type': CHAT_STREAM_TYPE,
      // Keeps proxies from collecting or recoding the stream.
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}
