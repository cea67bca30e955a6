/** Waits for a child that its parent runs synchronously: feeds it, reads all its pipes at once, ends it when it must. */
import type { CollectReply, CollectRequest, ExitStatus } from '../protocol/syscalls.ts';
import type { Description, Waiter } from './description.ts';
import { joinBytes } from '../../shared/join-bytes.ts';

const PIECE = 64 * 1024;

export interface CollectedChild {
  readonly exited: Promise<ExitStatus>;
  kill(signal: string): void;
}

/** `input` and `outputs` are the parent's ends of the child's pipes; the caller closes the outputs. */
export async function collect(
  waiter: Waiter,
  child: CollectedChild,
  pipes: { input: Description | null; closeInput(): void; outputs: Description[] },
  request: Pick<CollectRequest, 'data' | 'limit' | 'timeout' | 'killSignal'>,
): Promise<CollectReply> {
  const reply: CollectReply = {
    status: { code: null, signal: null },
    outputs: [],
    overflow: false,
    timedOut: false,
  };
  let stop: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  const end = (): void => {
    child.kill(request.killSignal);
    stop();
  };
  const timer =
    request.timeout > 0
      ? setTimeout(() => {
          reply.timedOut = true;
          end();
        }, request.timeout)
      : undefined;
  const pieces = pipes.outputs.map((): Uint8Array[] => []);
  const read = async (output: Description, into: Uint8Array[]): Promise<void> => {
    let total = 0;
    while (!reply.overflow) {
      const piece = (await output.read(PIECE, null, waiter)).slice();
      if (piece.byteLength === 0) return;
      const room = request.limit < 0 ? piece.byteLength : Math.max(0, request.limit - total);
      total += piece.byteLength;
      into.push(piece.subarray(0, room));
      if (piece.byteLength <= room) continue;
      reply.overflow = true;
      end();
    }
  };
  void feed(waiter, pipes.input, request.data).then(pipes.closeInput);
  const reads = Promise.all(pipes.outputs.map((output, index) => read(output, pieces[index] ?? [])));
  reply.status = await child.exited;
  // What the child's own children still hold open is waited for, unless the child was ended for taking too long.
  await Promise.race([reads, stopped]);
  clearTimeout(timer);
  reply.outputs = pieces.map(joinBytes);
  return reply;
}

async function feed(waiter: Waiter, input: Description | null, data: Uint8Array | null): Promise<void> {
  if (!input || !data) return;
  try {
    for (let at = 0; at < data.byteLength;)
      at += await input.write(data.subarray(at, at + PIECE), null, waiter);
  } catch {
    // The child has closed its input: it does not want the rest.
  }
}
