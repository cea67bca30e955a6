/** The unary and file operators of `test` and `[[ … ]]`. */
import type { FileSystem } from '../vfs/file-system.ts';
import { S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFMT, S_IFREG, S_IFSOCK } from './file-types.ts';
import { absolute } from './glob.ts';

export interface TestPlace {
  readonly fs: FileSystem;
  readonly cwd: string;
}

const TYPES: Record<string, number> = {
  '-f': S_IFREG,
  '-d': S_IFDIR,
  '-h': S_IFLNK,
  '-L': S_IFLNK,
  '-c': S_IFCHR,
  '-b': S_IFBLK,
  '-p': S_IFIFO,
  '-S': S_IFSOCK,
};
const ACCESS: Record<string, number> = { '-r': 4, '-w': 2, '-x': 1 };

/** Null when there is no such operator. */
export function testFile(
  place: TestPlace,
  operator: string,
  operand: string,
  isTerminal: (fd: number) => boolean,
): boolean | null {
  if (operator === '-n') return operand !== '';
  if (operator === '-z') return operand === '';
  if (operator === '-t') return isTerminal(Number(operand));
  const path = absolute(place.cwd, operand);
  const type = TYPES[operator];
  const access = ACCESS[operator];
  if (operand === '')
    return type !== undefined || access !== undefined || /^-[eaksugOGN]$/.test(operator) ? false : null;
  if (type !== undefined) {
    const stat = place.fs.tryStat(path, type !== S_IFLNK);
    return stat !== undefined && (stat.mode & S_IFMT) === type;
  }
  const stat = place.fs.tryStat(path);
  if (access !== undefined) return stat !== undefined && canAccess(place.fs, path, access);
  if (operator === '-e' || operator === '-a' || operator === '-O' || operator === '-G')
    return stat !== undefined;
  if (operator === '-s') return stat !== undefined && stat.size > 0;
  return /^-[kugN]$/.test(operator) ? false : null;
}

function canAccess(fs: FileSystem, path: string, mode: number): boolean {
  try {
    fs.access(path, mode);
    return true;
  } catch {
    // The answer is in the exception.
    return false;
  }
}

/** `-nt`, `-ot`, `-ef`; null for other operators. */
export function compareFiles(
  place: TestPlace,
  operator: string,
  left: string,
  right: string,
): boolean | null {
  if (!/^-(?:nt|ot|ef)$/.test(operator)) return null;
  const a = place.fs.tryStat(absolute(place.cwd, left));
  const b = place.fs.tryStat(absolute(place.cwd, right));
  if (operator === '-ef') return a !== undefined && b !== undefined && a.ino === b.ino;
  const [newer, older] = operator === '-nt' ? [a, b] : [b, a];
  return newer !== undefined && (older === undefined || newer.mtimeMs > older.mtimeMs);
}
