/** ls: directories in columns, long lines, colours on a terminal. */
import type { FileStat } from '../../vfs/file-system.ts';
import { errorWords } from '../error-words.ts';
import { isDirectory, isLink, modeText } from '../file-types.ts';
import { absolute } from '../glob.ts';
import type { Command, CommandContext } from '../ports.ts';
import { formatDate } from './date-format.ts';
import { complain } from './input.ts';
import { parseOptions } from './options.ts';
import { humanSize } from './sizes.ts';
import { widthOf } from '../width.ts';

interface Item {
  name: string;
  path: string;
  stat: FileStat;
}

export const ls: Command = async (context) => {
  const { flags, values, operands } = parseOptions(context.args, {
    flags: 'laA1RhtrdFSUiCngopsx',
    long: {
      all: 'a',
      'almost-all': 'A',
      recursive: 'R',
      'human-readable': 'h',
      reverse: 'r',
      directory: 'd',
      color: 'K',
    },
  });
  const when = values.get('K') ?? (flags.has('K') ? 'always' : 'auto');
  const listing = new Listing(
    context,
    flags,
    when === 'always' || (when === 'auto' && context.stdout.isTerminal),
  );
  const files: Item[] = [];
  const directories: Item[] = [];
  let status = 0;
  for (const operand of operands.length === 0 ? ['.'] : operands) {
    const path = absolute(context.cwd, operand);
    const stat = context.fs.tryStat(path) ?? context.fs.tryStat(path, false);
    if (stat === undefined) {
      await complain(context, `cannot access '${operand}': No such file or directory`);
      status = 2;
    } else
      (isDirectory(stat.mode) && !flags.has('d') ? directories : files).push({ name: operand, path, stat });
  }
  await listing.print(listing.sorted(files), false);
  const titled = files.length + directories.length > 1 || flags.has('R');
  let first = files.length === 0;
  for (const each of listing.sorted(directories)) {
    status = Math.max(status, await listing.directory(each, titled, first));
    first = false;
  }
  return status;
};

class Listing {
  readonly #context: CommandContext;
  readonly #flags: Set<string>;
  readonly #colours: boolean;

  constructor(context: CommandContext, flags: Set<string>, colours: boolean) {
    this.#context = context;
    this.#flags = flags;
    this.#colours = colours;
  }

  sorted(items: Item[]): Item[] {
    if (this.#flags.has('U')) return items;
    const byName = (a: Item, b: Item): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
    items.sort((a, b) => {
      if (this.#flags.has('t')) return b.stat.mtimeMs - a.stat.mtimeMs || byName(a, b);
      if (this.#flags.has('S')) return b.stat.size - a.stat.size || byName(a, b);
      return byName(a, b);
    });
    return this.#flags.has('r') ? items.reverse() : items;
  }

  async directory(directory: Item, titled: boolean, first: boolean): Promise<number> {
    const { fs, stdout } = this.#context;
    if (titled) await stdout.write(`${first ? '' : '\n'}${directory.name}:\n`);
    let items: Item[];
    try {
      items = this.#read(directory.path);
    } catch (error) {
      await complain(this.#context, `cannot open directory '${directory.name}': ${errorWords(error)}`);
      return 2;
    }
    if (this.#flags.has('a')) {
      for (const name of ['.', '..']) {
        const path = absolute(directory.path, name);
        items.push({ name, path, stat: fs.stat(path) });
      }
    }
    await this.print(this.sorted(items), true);
    if (!this.#flags.has('R')) return 0;
    for (const item of items) {
      if (!isDirectory(item.stat.mode) || item.name === '.' || item.name === '..') continue;
      await this.directory(
        { ...item, name: `${directory.name.replace(/\/$/, '')}/${item.name}` },
        true,
        false,
      );
    }
    return 0;
  }

  #read(path: string): Item[] {
    const { fs } = this.#context;
    const hidden = this.#flags.has('a') || this.#flags.has('A');
    return fs.readdir(path).flatMap(({ name }) => {
      if (name.startsWith('.') && !hidden) return [];
      const stat = fs.tryStat(`${path}/${name}`, false);
      return stat === undefined ? [] : [{ name, path: absolute(path, name), stat }];
    });
  }

  async print(items: Item[], total: boolean): Promise<void> {
    const { stdout } = this.#context;
    const long = ['l', 'n', 'g', 'o'].some((flag) => this.#flags.has(flag));
    if (long) return this.#printLong(items, total);
    const columns = (stdout.isTerminal || this.#flags.has('C')) && !this.#flags.has('1');
    if (!columns) {
      for (const item of items) await stdout.write(`${this.#label(item)}\n`);
    } else if (items.length > 0) {
      await stdout.write(inColumns(items.map((item) => ({ text: this.#label(item), width: widthOf(item.name) + this.#mark(item).length })), stdout.columns)); // prettier-ignore
    }
  }

  async #printLong(items: Item[], total: boolean): Promise<void> {
    const { stdout, fs, env } = this.#context;
    const sizes = items.map(({ stat }) => (this.#flags.has('h') ? humanSize(stat.size) : String(stat.size)));
    const width = Math.max(0, ...sizes.map((size) => size.length));
    const links = Math.max(0, ...items.map(({ stat }) => String(stat.nlink).length));
    const blocks = items.reduce((sum, { stat }) => sum + Math.ceil(stat.size / 4096) * 4, 0);
    if (total) await stdout.write(`total ${this.#flags.has('h') ? humanSize(blocks * 1024) : blocks}\n`);
    const owner = env.USER ?? 'root';
    for (const [i, item] of items.entries()) {
      const { stat } = item;
      const recent = Math.abs(Date.now() - stat.mtimeMs) < 182 * 86_400_000;
      const date = formatDate(new Date(stat.mtimeMs), recent ? '%b %e %H:%M' : '%b %e  %Y', env.TZ === 'UTC');
      const target = isLink(stat.mode) ? ` -> ${fs.readlink(item.path)}` : '';
      const inode = this.#flags.has('i') ? `${stat.ino} ` : '';
      await stdout.write(`${inode}${modeText(stat.mode)} ${String(stat.nlink).padStart(links)} ${owner} ${owner} ${(sizes[i] ?? '').padStart(width)} ${date} ${this.#label(item)}${target}\n`); // prettier-ignore
    }
  }

  #mark({ stat }: Item): string {
    if (isDirectory(stat.mode)) return this.#flags.has('F') || this.#flags.has('p') ? '/' : '';
    if (!this.#flags.has('F')) return '';
    return isLink(stat.mode) ? '@' : (stat.mode & 0o111) !== 0 ? '*' : '';
  }

  #label(item: Item): string {
    const { mode } = item.stat;
    const colour = isDirectory(mode) ? '1;34' : isLink(mode) ? '1;36' : (mode & 0o111) !== 0 ? '1;32' : null;
    const name = this.#colours && colour !== null ? `\x1b[${colour}m${item.name}\x1b[0m` : item.name;
    return name + this.#mark(item);
  }
}

/** Down the columns, as many as fit. */
export function inColumns(cells: { text: string; width: number }[], total: number): string {
  for (let rows = 1; ; rows++) {
    const count = Math.ceil(cells.length / rows);
    const widths = Array.from({ length: count }, (_, column) =>
      Math.max(...cells.slice(column * rows, (column + 1) * rows).map((cell) => cell.width)),
    );
    if (count > 1 && widths.reduce((sum, width) => sum + width + 2, -2) > total) continue;
    let text = '';
    for (let row = 0; row < rows; row++) {
      const line = widths.flatMap((width, column) => {
        const cell = cells[column * rows + row];
        return cell === undefined ? [] : [cell.text + ' '.repeat(width - cell.width)];
      });
      text += `${line.join('  ').trimEnd()}\n`;
    }
    return text;
  }
}
