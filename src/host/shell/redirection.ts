/** Redirections: opens their files and puts them in a shell's descriptor table, for one command or for good. */
import {
  O_APPEND,
  O_CREAT,
  O_EXCL,
  O_RDONLY,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
  S_IFMT,
  S_IFREG,
} from '../vfs/constants.ts';
import { ShellError } from './control-flow.ts';
import { Descriptor, openPipe } from './descriptor.ts';
import { errorWords } from './error-words.ts';
import { expandText } from './expand.ts';
import type { Shell } from './shell.ts';
import type { Redirect } from './syntax.ts';

const FLAGS: Record<string, number> = {
  '<': O_RDONLY,
  '<>': O_RDWR | O_CREAT,
  '>': O_WRONLY | O_CREAT | O_TRUNC,
  '>|': O_WRONLY | O_CREAT | O_TRUNC,
  '&>': O_WRONLY | O_CREAT | O_TRUNC,
  '>>': O_WRONLY | O_CREAT | O_APPEND,
  '&>>': O_WRONLY | O_CREAT | O_APPEND,
};

/** Applies the redirections; the result puts the table back as it was. */
export async function redirect(shell: Shell, redirects: Redirect[]): Promise<() => Promise<void>> {
  const saved = shell.descriptors;
  const opened: Descriptor[] = [];
  const undo = async (): Promise<void> => {
    shell.descriptors = saved;
    for (const each of opened) await each.release();
  };
  try {
    for (const each of redirects) {
      const entries = await openRedirect(shell, each);
      // Only now: the words of a redirection still see the table before it.
      shell.descriptors = new Map(shell.descriptors);
      for (const [fd, descriptor] of entries) {
        if (descriptor === null) shell.descriptors.delete(fd);
        else {
          opened.push(descriptor);
          shell.descriptors.set(fd, descriptor);
        }
      }
    }
  } catch (error) {
    await undo();
    throw error;
  }
  return undo;
}

/** The redirections of `exec` without a command: they stay. */
export async function redirectForGood(shell: Shell, redirects: Redirect[]): Promise<void> {
  for (const each of redirects) {
    for (const [fd, descriptor] of await openRedirect(shell, each)) {
      const before = shell.descriptors.get(fd);
      if (descriptor === null) shell.descriptors.delete(fd);
      else shell.descriptors.set(fd, descriptor);
      await before?.release();
    }
  }
}

type Entry = [fd: number, descriptor: Descriptor | null];

async function openRedirect(shell: Shell, { operator, fd, target }: Redirect): Promise<Entry[]> {
  const text = await expandText(target, shell);
  const number = fd ?? (operator.startsWith('<') ? 0 : 1);
  if (operator === '<<') return [[number, hereText(shell, text)]];
  if (operator === '<<<') return [[number, hereText(shell, `${text}\n`)]];
  if (operator === '<&' || operator === '>&') {
    if (text === '-') return [[number, null]];
    if (/^\d+-?$/.test(text)) {
      const source = shell.descriptors.get(parseInt(text, 10));
      if (source === undefined) throw new ShellError(`${text}: Bad file descriptor`);
      return [[number, source.retain()]];
    }
    if (operator === '<&' || fd !== null) throw new ShellError(`${text}: ambiguous redirect`);
    return both(await openFile(shell, text, FLAGS['&>'] ?? 0));
  }
  const flags = FLAGS[operator] ?? O_RDONLY;
  const descriptor = await openFile(
    shell,
    text,
    operator === '>' && shell.options.has('C') ? noClobber(shell, text, flags) : flags,
  );
  return operator.startsWith('&') ? both(descriptor) : [[number, descriptor]];
}

function both(descriptor: Descriptor): Entry[] {
  return [
    [1, descriptor],
    [2, descriptor.retain()],
  ];
}

function noClobber(shell: Shell, path: string, flags: number): number {
  const stat = shell.fs.tryStat(shell.absolute(path));
  return stat !== undefined && (stat.mode & S_IFMT) !== S_IFREG ? flags : (flags & ~O_TRUNC) | O_EXCL;
}

async function openFile(shell: Shell, path: string, flags: number): Promise<Descriptor> {
  if (path === '') throw new ShellError(': No such file or directory');
  const special = /^\/dev\/(?:fd\/(\d+)|stdin|stdout|stderr)$/.exec(path);
  if (special !== null) {
    const fd = special[1] ?? { stdin: '0', stdout: '1', stderr: '2' }[path.slice(5)] ?? '0';
    const source = shell.descriptors.get(Number(fd));
    if (source === undefined) throw new ShellError(`${path}: No such file or directory`);
    return source.retain();
  }
  if (path === '/dev/null') return new Descriptor(shell.host.kernel, null);
  try {
    const fd = await shell.host.kernel.async('open', shell.absolute(path), flags, 0o644);
    return new Descriptor(shell.host.kernel, fd);
  } catch (error) {
    const words = (flags & O_EXCL) !== 0 ? 'cannot overwrite existing file' : errorWords(error);
    throw new ShellError(`${path}: ${words}`);
  }
}

/** A pipe that holds the text; what does not fit is written as it is read. */
function hereText(shell: Shell, text: string): Descriptor {
  const { reader, writer } = openPipe(shell.host.kernel);
  const written = writer.write(text, shell.signal).catch(() => undefined); // Nobody needs to have read it.
  void written.then(() => writer.release());
  return reader;
}
