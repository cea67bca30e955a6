/** A regular file or directory behind a descriptor. */
import type { FileStat } from '../vfs/file-system.ts';
import type { OpenFile } from '../vfs/open-file.ts';
import { BaseDescription } from './description.ts';
import { S_IFDIR, S_IFMT } from '../vfs/constants.ts';
import type { DescriptorKind } from '../protocol/syscalls.ts';

export class FileDescription extends BaseDescription {
  readonly kind: DescriptorKind;
  readonly file: OpenFile;

  constructor(file: OpenFile) {
    super();
    this.file = file;
    this.kind = (file.stat().mode & S_IFMT) === S_IFDIR ? 'directory' : 'file';
  }

  override read(length: number, position: number | null): Uint8Array {
    const into = new Uint8Array(Math.min(length, Math.max(this.file.stat().size, 1)));
    return into.subarray(0, this.file.read(into, position));
  }

  override write(data: Uint8Array, position: number | null): number {
    return this.file.write(data, position);
  }

  override stat(): FileStat {
    return this.file.stat();
  }

  close(): void {
    this.file.close();
  }
}
