/** The `tty` module: terminals of the kernel as streams. */
import { ERR_INVALID_FD } from './errors.ts';
import type { NodeHost } from './host.ts';
import { validateInteger } from './validators.ts';
import {
  createReadable,
  createWritable,
  type DescriptorReadable,
  type DescriptorWritable,
} from './process/descriptor-streams.ts';
import { colorDepth } from './tty/color-depth.ts';

type Done = () => void;
type Direction = -1 | 0 | 1;

interface TtyWritable extends DescriptorWritable {
  columns: number;
  rows: number;
}

const CLEAR_LINE: Record<Direction, string> = { [-1]: '\x1b[1K', 0: '\x1b[2K', 1: '\x1b[0K' };

export function createModule(host: NodeHost) {
  const { kernel } = host;
  const isatty = (fd: unknown): boolean => {
    if (typeof fd !== 'number' || !Number.isInteger(fd) || fd < 0 || fd > 2147483647) return false;
    try {
      return kernel.sync('kind', fd) === 'tty';
    } catch {
      return false; // Not an open descriptor.
    }
  };
  const check = (fd: number): void => {
    if (!Number.isInteger(fd) || fd < 0) throw new ERR_INVALID_FD(fd);
  };

  function ReadStream(this: unknown, fd: number): DescriptorReadable {
    check(fd);
    const stream = createReadable(host, fd);
    return withClass(stream, ReadStream, { isTTY: true, isRaw: false });
  }
  Object.assign(ReadStream.prototype, {
    setRawMode(this: { fd: number; isRaw: boolean }, raw: unknown) {
      kernel.sync('setRawMode', this.fd, Boolean(raw));
      this.isRaw = Boolean(raw);
      return this;
    },
  });

  function WriteStream(this: unknown, fd: number): DescriptorWritable {
    check(fd);
    const stream = createWritable(host, fd, { sync: true });
    return withClass(stream, WriteStream, { ...kernel.sync('windowSize', fd) });
  }
  // On the prototype: programs ask it whether there are colours before they have a terminal.
  Object.assign(WriteStream.prototype, {
    isTTY: true,
    _refreshSize(this: TtyWritable) {
      const size = kernel.sync('windowSize', this.fd);
      if (size.columns === this.columns && size.rows === this.rows) return;
      Object.assign(this, size);
      this.emit('resize');
    },
    ...cursor(),
    ...colors(host),
  });

  return { isatty, ReadStream, WriteStream };
}

/** Makes `stream instanceof Class` true without another layer of stream machinery. */
function withClass<T extends object>(stream: T, Class: { prototype: object }, own: object): T {
  if (
    !(
      Class.prototype instanceof
      (Object.getPrototypeOf(stream) as { constructor: new () => object }).constructor
    )
  ) {
    Object.setPrototypeOf(Class.prototype, Object.getPrototypeOf(stream) as object);
  }
  Object.setPrototypeOf(stream, Class.prototype);
  return Object.assign(stream, own);
}

function cursor() {
  type Target = { write(text: string, done?: Done): boolean };
  return {
    clearLine(this: Target, direction: Direction, done?: Done) {
      return this.write(CLEAR_LINE[direction] ?? CLEAR_LINE[0], done);
    },
    clearScreenDown(this: Target, done?: Done) {
      return this.write('\x1b[0J', done);
    },
    cursorTo(this: Target, x: number, y?: number | Done, done?: Done) {
      const row = typeof y === 'number' ? y : undefined;
      const text = row === undefined ? `\x1b[${x + 1}G` : `\x1b[${row + 1};${x + 1}H`;
      return this.write(text, typeof y === 'function' ? y : done);
    },
    moveCursor(this: Target, dx: number, dy: number, done?: Done) {
      const across = dx < 0 ? `\x1b[${-dx}D` : dx > 0 ? `\x1b[${dx}C` : '';
      const down = dy < 0 ? `\x1b[${-dy}A` : dy > 0 ? `\x1b[${dy}B` : '';
      return this.write(across + down, done);
    },
    getWindowSize(this: TtyWritable) {
      return [this.columns, this.rows];
    },
  };
}

function colors(host: NodeHost) {
  const current = (): Record<string, string | undefined> =>
    (host.builtin('process') as { env: Record<string, string | undefined> }).env;
  const getColorDepth = (env = current()): number => colorDepth(env);
  return {
    getColorDepth,
    hasColors(count?: unknown, env?: Record<string, string | undefined>): boolean {
      const alone =
        env === undefined && (count === undefined || (typeof count === 'object' && count !== null));
      if (!alone) validateInteger(count, 'count', 2);
      const wanted = alone ? 16 : Number(count);
      const given = alone ? (count as Record<string, string> | undefined) : env;
      return wanted <= 2 ** getColorDepth(given);
    },
  };
}
