import { describe, expect, it } from 'vitest';
import { Tty } from './tty.ts';

const me = { alive: true };
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array | Promise<Uint8Array>): Promise<string> =>
  Promise.resolve(bytes).then((all) => new TextDecoder().decode(all));

function terminal() {
  const signals: string[] = [];
  const tty = new Tty(
    { columns: 80, rows: 24 },
    (signal) => signals.push(signal),
    () => signals.push('SIGWINCH'),
  );
  return { tty, signals };
}

describe('a terminal', () => {
  it('hands over whole lines, edited, and echoes them', async () => {
    const { tty } = terminal();
    tty.type(encode('helpé\x7f\x7flo\r'));
    expect(await decode(tty.read(100, null, me))).toBe('hello\n');
    expect(await decode(tty.output.read(100, me))).toContain('help');
  });

  it('turns Ctrl-C into SIGINT and forgets the line', async () => {
    const { tty, signals } = terminal();
    tty.type(encode('half\x03'));
    expect(signals).toEqual(['SIGINT']);
    tty.type(encode('ok\n'));
    expect(await decode(tty.read(100, null, me))).toBe('ok\n');
  });

  it('turns Ctrl-D on an empty line into an end of file, once', async () => {
    const { tty } = terminal();
    const read = tty.read(100, null, me);
    tty.type(encode('\x04'));
    expect(await decode(read)).toBe('');
    tty.type(encode('more\n'));
    expect(await decode(tty.read(100, null, me))).toBe('more\n');
  });

  it('passes everything on in raw mode', async () => {
    const { tty, signals } = terminal();
    tty.setRaw(true);
    tty.type(encode('\x03\x04a'));
    expect(await decode(tty.read(100, null, me))).toBe('\x03\x04a');
    expect(signals).toEqual([]);
  });

  it('starts new lines at their beginning', async () => {
    const { tty } = terminal();
    expect(tty.write(encode('a\nb\n'), null, me)).toBe(4);
    expect(await decode(tty.output.read(100, me))).toBe('a\r\nb\r\n');
  });

  it('tells of a new size, and only of a new one', () => {
    const { tty, signals } = terminal();
    tty.resize({ columns: 80, rows: 24 });
    tty.resize({ columns: 100, rows: 24 });
    expect(signals).toEqual(['SIGWINCH']);
  });
});
