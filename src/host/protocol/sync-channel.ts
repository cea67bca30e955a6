/**
 * A synchronous call from a process to the kernel over shared memory. The process writes a request, rings the kernel's
 * bell and waits; the kernel, which never blocks, answers now or later. Messages larger than the window go in pieces.
 *
 * Layout of the channel (Int32): [0] state, [1] total length of the message; bytes from `DATA`.
 */

const STATE = 0;
const TOTAL = 1;
const DATA = 64;
const WINDOW = 128 * 1024;
/**
 * Looks at shared memory before a thread goes to sleep, some 40 µs: to wake one up takes longer, and a call is
 * mostly one of many.
 */
const SPINS = 10000;
/** Milliseconds after which the kernel also takes what came as messages, however many calls there are. */
const LONGEST_TURN = 5;

const enum State {
  Idle = 0,
  /** The process put (a piece of) a request; the kernel's turn. */
  Request = 1,
  /** The kernel took a piece and wants the next. */
  NextRequest = 2,
  /** The kernel put (a piece of) the reply; the process's turn. */
  Reply = 3,
  /** The process took a piece and wants the next; the kernel's turn. */
  NextReply = 4,
}

export function createChannel(): SharedArrayBuffer {
  return new SharedArrayBuffer(DATA + WINDOW);
}

/** One bell for the kernel and all its processes: [0] counts rings. */
export function createBell(): SharedArrayBuffer {
  return new SharedArrayBuffer(8);
}

/** The process's end. */
export class SyncCaller {
  readonly #state: Int32Array;
  readonly #data: Uint8Array;
  readonly #bell: Int32Array;

  constructor(channel: SharedArrayBuffer, bell: SharedArrayBuffer) {
    this.#state = new Int32Array(channel, 0, 2);
    this.#data = new Uint8Array(channel, DATA);
    this.#bell = new Int32Array(bell);
  }

  /** Sends the request, waits, and returns the reply in memory of the caller's own. */
  call(request: Uint8Array): Uint8Array<ArrayBuffer> {
    Atomics.store(this.#state, TOTAL, request.byteLength);
    for (let at = 0; ;) {
      const piece = request.subarray(at, at + WINDOW);
      this.#data.set(piece);
      at += piece.byteLength;
      this.#turn(State.Request);
      if (Atomics.load(this.#state, STATE) === State.Reply) break;
    }
    const total = Atomics.load(this.#state, TOTAL);
    const reply = new Uint8Array(total);
    for (let at = 0; ;) {
      const size = Math.min(WINDOW, total - at);
      reply.set(this.#data.subarray(0, size), at);
      at += size;
      if (at >= total) break;
      this.#turn(State.NextReply);
    }
    Atomics.store(this.#state, STATE, State.Idle);
    return reply;
  }

  /** Gives the turn to the kernel and waits until it comes back. */
  #turn(state: State): void {
    Atomics.store(this.#state, STATE, state);
    Atomics.add(this.#bell, 0, 1);
    Atomics.notify(this.#bell, 0);
    if (!changesSoon(this.#state, STATE, state)) Atomics.wait(this.#state, STATE, state);
  }
}

/** The kernel's end of one channel. `take` is called whenever the bell rang. */
export class SyncResponder {
  readonly #state: Int32Array;
  readonly #data: Uint8Array;
  #request: Uint8Array<ArrayBuffer> | null = null;
  #received = 0;
  #busy = false;
  #reply: Uint8Array = new Uint8Array(0);
  #sent = 0;

  constructor(channel: SharedArrayBuffer) {
    this.#state = new Int32Array(channel, 0, 2);
    this.#data = new Uint8Array(channel, DATA);
  }

  /** A complete request if one has just arrived. */
  take(): Uint8Array<ArrayBuffer> | null {
    const state = Atomics.load(this.#state, STATE);
    if (state === State.NextReply) {
      this.#sendPiece();
      return null;
    }
    if (state !== State.Request || this.#busy) return null;
    const total = Atomics.load(this.#state, TOTAL);
    this.#request ??= new Uint8Array(total);
    const size = Math.min(WINDOW, total - this.#received);
    this.#request.set(this.#data.subarray(0, size), this.#received);
    this.#received += size;
    if (this.#received < total) {
      this.#turn(State.NextRequest);
      return null;
    }
    const request = this.#request;
    this.#request = null;
    this.#received = 0;
    this.#busy = true;
    return request;
  }

  reply(bytes: Uint8Array): void {
    this.#reply = bytes;
    this.#sent = 0;
    this.#busy = false;
    Atomics.store(this.#state, TOTAL, bytes.byteLength);
    this.#sendPiece();
  }

  #sendPiece(): void {
    const piece = this.#reply.subarray(this.#sent, this.#sent + WINDOW);
    this.#data.set(piece);
    this.#sent += piece.byteLength;
    this.#turn(State.Reply);
  }

  #turn(state: State): void {
    Atomics.store(this.#state, STATE, state);
    Atomics.notify(this.#state, STATE);
  }
}

/** Calls `onRing` (in a microtask or later) whenever a process rang since the last call. Runs until `stop` says so. */
export async function listenToBell(
  bell: SharedArrayBuffer,
  onRing: () => void,
  stopped: () => boolean,
): Promise<void> {
  const cells = new Int32Array(bell);
  const messages = new MessageChannel();
  let seen = 0;
  while (!stopped()) {
    const wait = Atomics.waitAsync(cells, 0, seen);
    if (wait.async) await wait.value;
    const end = performance.now() + LONGEST_TURN;
    do {
      seen = Atomics.load(cells, 0);
      onRing();
    } while (changesSoon(cells, 0, seen) && performance.now() < end);
    if (Atomics.load(cells, 0) !== seen) await nextTask(messages);
  }
}

/** Waits for a change without sleeping. */
function changesSoon(cells: Int32Array, index: number, value: number): boolean {
  for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(cells, index) !== value) return true;
  return false;
}

/** Lets everything run that waits for this thread's event loop. */
function nextTask({ port1, port2 }: MessageChannel): Promise<void> {
  return new Promise((resolve) => {
    port1.onmessage = () => resolve();
    port2.postMessage(null);
  });
}
