import { expect, it } from 'vitest';
import type { ChatMessage } from '../state/chat-store.ts';
import type { StorageDriver } from './driver.ts';
import { openMemory } from './memory-driver.ts';
import { createProjectRepository } from './project-repository.ts';
import type { StoredProject } from './project-repository.ts';
import { MIGRATIONS } from './schema.ts';
import type { Stores } from './schema.ts';

const message = (id: string): ChatMessage => ({
  id,
  role: 'user',
  text: id,
  mode: 'build',
  images: [],
  at: 1,
});

/** Counts what is put, by store. */
function counting(driver: StorageDriver<Stores>, puts: string[]): StorageDriver<Stores> {
  return {
    close: () => driver.close(),
    transact: (stores, mode, work) =>
      driver.transact(stores, mode, (transaction) =>
        work({
          ...transaction,
          put(store, key, value) {
            puts.push(store);
            return transaction.put(store, key, value);
          },
        }),
      ),
  };
}

it('writes only what changed', async () => {
  const puts: string[] = [];
  const driver = counting(await openMemory<Stores>({ migrations: MIGRATIONS }), puts);
  const repository = createProjectRepository<ChatMessage>(driver);
  const record: StoredProject<ChatMessage> = {
    id: 'p',
    title: 'P',
    updatedAt: 1,
    files: new Map([
      ['a.ts', 'a'],
      ['b.ts', 'b'],
    ]),
    messages: [message('1'), message('2')],
    tabs: [],
  };
  await repository.save(record);
  expect(puts.sort()).toEqual(['blobs', 'blobs', 'heads', 'messages', 'messages', 'projects']);
  puts.length = 0;
  const files = new Map(record.files).set('b.ts', 'changed');
  await repository.save({ ...record, files, messages: [...record.messages, message('3')] });
  expect(puts.sort()).toEqual(['blobs', 'heads', 'messages', 'projects']);
  expect((await repository.load('p'))?.messages.map(({ id }) => id)).toEqual(['1', '2', '3']);
});

it('keeps where a project is published over later saves', async () => {
  const repository = createProjectRepository<string>(await openMemory<Stores>({ migrations: MIGRATIONS }));
  const project = { id: 'p', title: 'P', updatedAt: 1, files: new Map(), messages: [], tabs: [] };
  await repository.save(project);
  const site = { target: 'built-in', id: 'shop', url: 'https://shop.example', publishedAt: 2, secret: 's' };
  await repository.setSite('p', 'built-in', site);
  await repository.save({ ...project, updatedAt: 3 });
  expect(await repository.sites('p')).toEqual([site]);
  await repository.setSite('p', 'built-in', undefined);
  expect(await repository.sites('p')).toEqual([]);
});
