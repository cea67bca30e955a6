import { expect, it } from 'vitest';
import { DescriptorTable, NullDescription } from './description.ts';

it('gives a program that a shell becomes the streams it was left, and nothing where there was none', () => {
  const table = new DescriptorTable();
  const output = new NullDescription();
  const file = new NullDescription();
  table.add(output, 1);
  table.add(file, 7);
  table.add(new NullDescription(), 9);
  table.keep([null, 1, 1, 7]);
  expect(table.get(0, 'read').kind).toBe('null');
  expect([table.get(1, 'write'), table.get(2, 'write'), table.get(3, 'read')]).toEqual([
    output,
    output,
    file,
  ]);
  expect(() => table.get(9, 'read')).toThrow('EBADF');
});
