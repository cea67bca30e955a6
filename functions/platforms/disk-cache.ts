/** A `ResponseCache` in a folder: one file a response, a line of JSON (its head) before the body. */
import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, rename, rm, utimes } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { KeptResponse, ResponseCache, ResponseHead } from '../response-cache.ts';

const CHUNK = 256 * 1024;

/** A body that is being stored, and the readers that wait for more of it. */
interface Growing {
  end: number;
  state: 'growing' | 'complete' | 'failed';
  wake: (() => void)[];
}

/**
 * Keeps responses in `folder`, created when it is missing. Undefined with the reason when nothing can be written there.
 * `onBroken` is told once when writing fails later (a full disk): the cache then only reads.
 */
export async function openDiskCache(
  folder: string,
  onBroken: (reason: string) => void,
): Promise<{ cache: ResponseCache } | { reason: string }> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    return { reason: reasonOf(error) };
  }
  return { cache: new DiskCache(folder, onBroken) };
}

class DiskCache implements ResponseCache {
  readonly #folder: string;
  readonly #onBroken: (reason: string) => void;
  #isBroken = false;

  constructor(folder: string, onBroken: (reason: string) => void) {
    this.#folder = folder;
    this.#onBroken = onBroken;
  }

  async get(key: string): Promise<KeptResponse | undefined> {
    const path = this.#path(key);
    let file: FileHandle;
    try {
      file = await open(path);
    } catch {
      // Not kept; an unreadable file is as good as none.
      return undefined;
    }
    try {
      const { mtimeMs, size } = await file.stat();
      const { head, start } = await readHead(file, key);
      return {
        head: { ...head, length: size - start },
        checkedAt: mtimeMs,
        open: () => readWhole(path, start),
      };
    } catch {
      // A file that another version wrote is fetched anew.
      return undefined;
    } finally {
      await file.close();
    }
  }

  async put(
    key: string,
    head: ResponseHead,
    body: ReadableStream<Uint8Array>,
  ): Promise<KeptResponse | undefined> {
    if (this.#isBroken) return undefined;
    const path = this.#path(key);
    const temporary = `${path}.${randomUUID()}.tmp`;
    const kept: ResponseHead = { etag: `W/"${Date.now().toString(36)}"`, ...head };
    const line = Buffer.from(`${JSON.stringify({ key, ...kept })}\n`);
    let file: FileHandle;
    try {
      await mkdir(dirname(path), { recursive: true });
      file = await open(temporary, 'wx+');
      await file.write(line);
    } catch (error) {
      this.#break(error);
      return undefined;
    }
    const growing: Growing = { end: line.length, state: 'growing', wake: [] };
    const readers = new Readers(file);
    readers.acquire();
    void this.#store(body, file, growing, {
      temporary,
      path,
      expected: head.length,
      start: line.length,
    }).finally(() => readers.release());
    return {
      head: kept,
      checkedAt: Date.now(),
      open: () => (readers.isClosed ? readWhole(path, line.length) : follow(readers, growing, line.length)),
    };
  }

  async touch(key: string): Promise<void> {
    const now = new Date();
    try {
      await utimes(this.#path(key), now, now);
    } catch {
      // It is only checked again sooner.
    }
  }

  async #store(
    body: ReadableStream<Uint8Array>,
    file: FileHandle,
    growing: Growing,
    target: { temporary: string; path: string; expected: number | undefined; start: number },
  ): Promise<void> {
    try {
      for await (const chunk of body) {
        await this.#write(file, chunk);
        growing.end += chunk.byteLength;
        wakeAll(growing);
      }
      const length = growing.end - target.start;
      if (target.expected !== undefined && target.expected !== length) throw new Error('body cut off');
      await rename(target.temporary, target.path);
      growing.state = 'complete';
    } catch {
      // The upstream broke off or the disk is full: readers see a broken body, and the next request begins anew.
      growing.state = 'failed';
      await rm(target.temporary, { force: true });
    } finally {
      wakeAll(growing);
    }
  }

  async #write(file: FileHandle, chunk: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < chunk.byteLength;) at += (await file.write(chunk, at)).bytesWritten;
    } catch (error) {
      this.#break(error);
      throw error;
    }
  }

  #break(error: unknown): void {
    if (!this.#isBroken) this.#onBroken(reasonOf(error));
    this.#isBroken = true;
  }

  #path(key: string): string {
    const name = createHash('sha256').update(key).digest('hex').slice(0, 40);
    return join(this.#folder, name.slice(0, 2), name.slice(2));
  }
}

/** Closes a file when the last of its users is gone. */
class Readers {
  readonly file: FileHandle;
  #count = 0;
  isClosed = false;

  constructor(file: FileHandle) {
    this.file = file;
  }

  acquire(): void {
    this.#count++;
  }

  release(): void {
    if (--this.#count > 0 || this.isClosed) return;
    this.isClosed = true;
    void this.file.close();
  }
}

function wakeAll(growing: Growing): void {
  for (const wake of growing.wake.splice(0)) wake();
}

/** Reads a file from `start` while it is written. */
function follow(readers: Readers, growing: Growing, start: number): ReadableStream<Uint8Array> {
  let at = start;
  readers.acquire();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        while (at >= growing.end && growing.state === 'growing') {
          await new Promise<void>((resolve) => growing.wake.push(resolve));
        }
        if (growing.state === 'failed') {
          readers.release();
          controller.error(new Error('The upstream broke off.'));
          return;
        }
        if (at >= growing.end) {
          readers.release();
          controller.close();
          return;
        }
        const chunk = new Uint8Array(Math.min(CHUNK, growing.end - at));
        const { bytesRead } = await readers.file.read(chunk, 0, chunk.length, at);
        at += bytesRead;
        controller.enqueue(chunk.subarray(0, bytesRead));
      },
      cancel: () => readers.release(),
    },
    { highWaterMark: 0 },
  );
}

/** Reads a finished file from `start`, opening it when the first piece is asked for. */
function readWhole(path: string, start: number): ReadableStream<Uint8Array> {
  let file: FileHandle | undefined;
  let at = start;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        file ??= await open(path);
        const chunk = new Uint8Array(CHUNK);
        const { bytesRead } = await file.read(chunk, 0, CHUNK, at);
        at += bytesRead;
        if (bytesRead > 0) controller.enqueue(chunk.subarray(0, bytesRead));
        if (bytesRead < CHUNK) {
          await file.close();
          controller.close();
        }
      },
      cancel: () => file?.close(),
    },
    { highWaterMark: 0 },
  );
}

/** The head of a stored response, and where its body starts. Throws when it is not `key`'s. */
async function readHead(file: FileHandle, key: string): Promise<{ head: ResponseHead; start: number }> {
  const buffer = Buffer.alloc(2048);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
  const end = buffer.subarray(0, bytesRead).indexOf(10);
  const parsed: unknown = JSON.parse(buffer.toString('utf8', 0, end));
  if (typeof parsed !== 'object' || parsed === null || !('key' in parsed) || parsed.key !== key) {
    throw new Error('not this response');
  }
  if (!('contentType' in parsed) || typeof parsed.contentType !== 'string')
    throw new Error('no content type');
  const text = (name: 'etag' | 'validator'): Partial<ResponseHead> => {
    const value: unknown = Reflect.get(parsed, name);
    return typeof value === 'string' ? { [name]: value } : {};
  };
  return { head: { contentType: parsed.contentType, ...text('etag'), ...text('validator') }, start: end + 1 };
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
