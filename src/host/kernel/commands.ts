/** How a command becomes a program: PATH, execute bits, `#!` lines. Follows execve(2) and execvp(3). */
import type { Program } from '../protocol/messages.ts';
import { S_IFDIR, S_IFMT } from '../vfs/constants.ts';
import { FsError } from '../vfs/errno.ts';
import type { FileSystem } from '../vfs/file-system.ts';

/** Files in /usr/bin that start with this name a program of the host itself. */
const BUILTIN_MARK = '#!tabwright ';
const SHEBANG_LIMIT = 256;
const MAX_INTERPRETERS = 4;

export const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';

const COMMANDS = (
  'node npm npx pnpm pnpx yarn bun bunx corepack sh bash jsh zsh ' +
  'ls cat cp mv rm mkdir rmdir touch head tail wc grep egrep fgrep find sort uniq sed xargs which env printenv true false ' +
  'test [ sleep ps kill clear chmod ln basename dirname date tee tree curl realpath readlink du stat cut tr seq ' +
  'yes mktemp nproc whoami hostname uname id timeout echo printf pwd diff nohup nice tty awk arch xdg-open code ' +
  'tac rev nl paste base64 sha1sum sha256sum sha512sum expr'
).split(' ');

/** Makes /usr/bin: one marked file a command, so that PATH, `which` and `ls` tell the truth. */
export function installCommands(fs: FileSystem): void {
  const encoder = new TextEncoder();
  fs.mkdir('/usr/bin', { recursive: true });
  for (const name of COMMANDS) {
    fs.writeFile(`/usr/bin/${name}`, encoder.encode(`${BUILTIN_MARK}${name}\n`), { mode: 0o755 });
  }
  fs.mkdir('/usr/local/bin', { recursive: true });
  fs.symlink('/usr/bin/node', '/usr/local/bin/node');
  fs.symlink('/usr/bin', '/bin');
}

export interface Command {
  command: string;
  argv0: string;
  args: string[];
  cwd: string;
  path: string;
}

/** The program to run for a command. ENOENT, EACCES, ENOEXEC with syscall `spawn`. */
export function resolveCommand(fs: FileSystem, command: Command): Program {
  let file = findExecutable(fs, command);
  let args = command.args;
  for (let depth = 0; depth < MAX_INTERPRETERS; depth++) {
    const first = firstLine(fs, file);
    if (first.startsWith(BUILTIN_MARK)) {
      return { name: first.slice(BUILTIN_MARK.length).trim(), argv0: command.argv0, args };
    }
    const interpreter = /^#!\s*(\S+)(?:[ \t]+(.*?))?\s*$/.exec(first);
    if (!interpreter) {
      // execvp(3): what is not a known format goes to the shell; scripts without a line are common in .bin.
      if (isText(first)) return { name: 'sh', argv0: command.argv0, args: [file, ...args] };
      throw new FsError('ENOEXEC', `spawn`, command.command);
    }
    const rest = interpreter[2] ? splitInterpreterArguments(interpreter[2]) : [];
    args = [...rest, file, ...args];
    let next = interpreter[1] ?? '';
    if (/(^|\/)env$/.test(next)) {
      if (args[0] === '-S') args.shift();
      while (args[0]?.includes('=')) args.shift();
      next = args.shift() ?? '';
    }
    file = findExecutable(fs, { ...command, command: next });
  }
  throw new FsError('ELOOP', 'spawn', command.command);
}

function splitInterpreterArguments(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

function findExecutable(fs: FileSystem, { command, cwd, path }: Command): string {
  if (command === '') throw new FsError('ENOENT', 'spawn', command);
  if (command.includes('/')) {
    const file = command.startsWith('/') ? command : `${cwd}/${command}`;
    const found = executable(fs, file);
    if (found === 'yes') return file;
    throw new FsError(found === 'no' ? 'EACCES' : 'ENOENT', 'spawn', command);
  }
  let denied = false;
  for (const dir of path.split(':')) {
    const file = `${dir === '' ? cwd : dir.startsWith('/') ? dir : `${cwd}/${dir}`}/${command}`;
    const found = executable(fs, file);
    if (found === 'yes') return file;
    denied ||= found === 'no';
  }
  throw new FsError(denied ? 'EACCES' : 'ENOENT', 'spawn', command);
}

function executable(fs: FileSystem, file: string): 'yes' | 'no' | 'missing' {
  const stat = fs.tryStat(file);
  if (!stat) return 'missing';
  return (stat.mode & S_IFMT) !== S_IFDIR && (stat.mode & 0o111) !== 0 ? 'yes' : 'no';
}

function firstLine(fs: FileSystem, file: string): string {
  const bytes = new Uint8Array(SHEBANG_LIMIT);
  const fd = fs.open(file, 0);
  const size = fs.read(fd, bytes, 0);
  fs.close(fd);
  return new TextDecoder('latin1').decode(bytes.subarray(0, size)).split('\n', 1)[0] ?? '';
}

function isText(line: string): boolean {
  return !line.includes('\0') && !line.startsWith('\x7fELF');
}
