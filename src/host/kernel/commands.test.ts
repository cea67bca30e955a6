import { describe, expect, it } from 'vitest';
import { commandNames } from '../shell/run-command.ts';
import { createDisk } from '../vfs/disk.ts';
import { Vfs } from '../vfs/vfs.ts';
import { DEFAULT_PATH, installCommands, resolveCommand } from './commands.ts';

function system(): Vfs {
  const vfs = new Vfs(createDisk({ maxBytes: 1 << 26 }));
  vfs.mkdir('/home/project', { recursive: true });
  installCommands(vfs);
  return vfs;
}

const script = (vfs: Vfs, path: string, text: string, mode = 0o755): void =>
  vfs.writeFile(path, new TextEncoder().encode(text), { mode });

const resolve = (vfs: Vfs, command: string, args: string[] = []) =>
  resolveCommand(vfs, { command, argv0: command, args, cwd: '/home/project', path: DEFAULT_PATH });

describe('commands', () => {
  it('are in PATH for every command that the shell has', () => {
    const vfs = system();
    const missing = commandNames().filter((name) => !vfs.tryStat(`/usr/bin/${name}`));
    expect(missing).toEqual([]);
  });

  it('follow #! lines, env with its options included', () => {
    const vfs = system();
    script(vfs, '/home/project/a.js', '#!/usr/bin/env -S node --no-warnings\n');
    expect(resolve(vfs, './a.js', ['x'])).toEqual({
      name: 'node',
      argv0: './a.js',
      args: ['--no-warnings', '/home/project/./a.js', 'x'],
    });
  });

  it('give text without a #! line to the shell', () => {
    const vfs = system();
    script(vfs, '/home/project/run', 'echo hi\n');
    expect(resolve(vfs, '/home/project/run')).toMatchObject({ name: 'sh', args: ['/home/project/run'] });
  });

  it('refuse what is missing, not executable, or native', () => {
    const vfs = system();
    script(vfs, '/home/project/plain', 'x', 0o644);
    script(vfs, '/home/project/native', '\x7fELF\0\0');
    expect(() => resolve(vfs, 'nothing')).toThrow(expect.objectContaining({ code: 'ENOENT' }) as Error);
    expect(() => resolve(vfs, './plain')).toThrow(expect.objectContaining({ code: 'EACCES' }) as Error);
    expect(() => resolve(vfs, './native')).toThrow(expect.objectContaining({ code: 'ENOEXEC' }) as Error);
  });
});
