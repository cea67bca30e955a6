/** A Node stream as the body of a Response: read no faster than it is wanted. */
import type { NodeHost } from '../host.ts';
import type { IncomingMessage } from '../http/shapes.ts';
import type { Readable } from '../stream-shapes.ts';
import { inWords } from './failure.ts';

/** `answer` is where `source` comes from: what is cancelled is its connection. */
export function webBody(
  host: NodeHost,
  source: Readable,
  answer: IncomingMessage,
  signal: AbortSignal,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let finished = false;
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    type: 'bytes',
    start(given) {
      const controller = given as ReadableByteStreamController;
      const fail = (error: unknown): void => {
        if (finished) return;
        finished = true;
        signal.removeEventListener('abort', onAbort);
        controller.error(signal.aborted ? signal.reason : inWords('terminated', error));
        answer.socket.destroy();
      };
      const onAbort = (): void => fail(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      source.on('data', ((chunk: Uint8Array) => {
        if (finished || chunk.length === 0) return;
        // The platform takes the buffer away: it must be the chunk's alone.
        controller.enqueue(new Uint8Array(chunk));
        if ((controller.desiredSize ?? 0) <= 0) source.pause();
      }) as never);
      source.once('end', () => {
        if (finished) return;
        if (!answer.complete) return fail(socketError());
        finished = true;
        signal.removeEventListener('abort', onAbort);
        controller.close();
        controller.byobRequest?.respond(0);
      });
      source.once('error', ((error: Error) => fail(source === answer ? socketError() : error)) as never);
      source.once('close', () => fail(socketError()));
      answer.once('aborted', () => fail(socketError()));
      source.pause();
    },
    pull() {
      host.loop.run(() => source.resume());
    },
    cancel() {
      finished = true;
      host.loop.run(() => void answer.socket.destroy());
    },
  });
}

function socketError(): Error {
  const error = new Error('other side closed');
  error.name = 'SocketError';
  return Object.assign(error, { code: 'UND_ERR_SOCKET' });
}
