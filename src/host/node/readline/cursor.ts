/** `readline`'s functions on a terminal's cursor. */
type Done = () => void;
export interface Output {
  write(text: string, done?: Done): unknown;
}

function send(stream: Output | null | undefined, text: string, done?: Done): boolean {
  if (!stream || text === '') {
    if (done) queueMicrotask(done);
    return true;
  }
  return stream.write(text, done) !== false;
}

export function clearLine(stream: Output | null, direction: number, done?: Done): boolean {
  return send(stream, direction < 0 ? '\x1b[1K' : direction > 0 ? '\x1b[0K' : '\x1b[2K', done);
}

export function clearScreenDown(stream: Output | null, done?: Done): boolean {
  return send(stream, '\x1b[0J', done);
}

export function cursorTo(stream: Output | null, x: number, y?: number | Done, done?: Done): boolean {
  const text = typeof y === 'number' ? `\x1b[${y + 1};${x + 1}H` : `\x1b[${x + 1}G`;
  return send(stream, text, typeof y === 'function' ? y : done);
}

export function moveCursor(stream: Output | null, dx: number, dy: number, done?: Done): boolean {
  const across = dx < 0 ? `\x1b[${-dx}D` : dx > 0 ? `\x1b[${dx}C` : '';
  const down = dy < 0 ? `\x1b[${-dy}A` : dy > 0 ? `\x1b[${dy}B` : '';
  return send(stream, across + down, done);
}
