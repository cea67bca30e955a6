/** Tab: the commands and paths that the word before the cursor can become. */
import { COMMANDS } from './commands/index.ts';
import { isDirectory } from './file-types.ts';
import type { Shell } from './shell.ts';

export interface Completion {
  /** Where the completed word begins. */
  start: number;
  /** Whole words, each with what comes after it (a slash or a space). */
  words: string[];
}

export function completeLine(shell: Shell, line: string, cursor: number): Completion {
  const before = line.slice(0, cursor);
  const word = /(?:\\.|[^\s|&;<>()"'])*$/.exec(before)?.[0] ?? '';
  const start = cursor - word.length;
  const first = /(?:^|[|&;(]|\b(?:then|do|else|sudo|npx|time))\s*$/.test(before.slice(0, start));
  const words = first && !word.includes('/') ? commandsFrom(shell, word) : [];
  return { start, words: words.length > 0 ? words : pathsFrom(shell, word) };
}

function commandsFrom(shell: Shell, prefix: string): string[] {
  if (prefix === '') return [];
  const names = new Set([...COMMANDS.keys(), ...shell.functions.keys(), ...shell.aliases.keys(), 'cd', 'export', 'exit', 'unset', 'source']); // prettier-ignore
  for (const directory of (shell.get('PATH') ?? '').split(':')) {
    if (shell.fs.tryStat(shell.absolute(directory)) === undefined) continue;
    for (const { name } of shell.fs.readdir(shell.absolute(directory))) names.add(name);
  }
  return [...names].filter((name) => name.startsWith(prefix)).sort().map((name) => `${name} `); // prettier-ignore
}

function pathsFrom(shell: Shell, word: string): string[] {
  const plain = word.replace(/\\(.)/g, '$1');
  const slash = plain.lastIndexOf('/') + 1;
  const [shown, prefix] = [plain.slice(0, slash), plain.slice(slash)];
  const directory = shell.absolute(shown.replace(/^~(?=\/)/, shell.get('HOME') ?? '~') || '.');
  const stat = shell.fs.tryStat(directory);
  if (stat === undefined || !isDirectory(stat.mode)) return [];
  return shell.fs
    .readdir(directory)
    .map(({ name }) => name)
    .filter((name) => name.startsWith(prefix) && (prefix.startsWith('.') || !name.startsWith('.')))
    .sort()
    .map((name) => {
      const mode = shell.fs.tryStat(`${directory}/${name}`)?.mode ?? 0;
      return (shown + name).replace(/[\s"'\\$&;|<>()*?[\]]/g, '\\$&') + (isDirectory(mode) ? '/' : ' ');
    });
}
