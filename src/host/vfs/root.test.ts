import { expect, it } from 'vitest';
import { createDisk } from './disk.ts';
import { Vfs } from './vfs.ts';

it('keeps the root when a descriptor of it is closed', () => {
  const vfs = new Vfs(createDisk({ maxBytes: 1 << 24 }));
  vfs.close(vfs.open('/', 0));
  vfs.mkdir('/a');
  expect(vfs.stat('/a').ino).not.toBe(vfs.stat('/').ino);
});
