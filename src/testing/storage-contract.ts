/** What every storage driver does, as cases that run under vitest and in a browser's page alike. */
import type { Migration, StorageDriver } from '../storage/driver.ts';
import { MIGRATIONS } from '../storage/schema.ts';
import type { Stores } from '../storage/schema.ts';
import { createStorage } from '../storage/storage.ts';
import type { AppStorage } from '../storage/storage.ts';
import { StorageError } from '../storage/storage-error.ts';

/** A database that is empty at first and can be closed and opened again. */
export interface StorageSubject {
  open<S>(migrations: readonly Migration[]): Promise<StorageDriver<S>>;
}

export interface StorageCase {
  title: string;
  run(subject: StorageSubject): Promise<void>;
}

interface Two {
  a: string;
  b: number;
}

const TWO: readonly Migration[] = [
  async (upgrade) => {
    upgrade.createStore('a');
    upgrade.createStore('b');
  },
];

const FILES = new Map<string, string | Uint8Array>([
  ['index.html', '<h1>Grüße 😀</h1>\r\n'],
  ['bom.txt', '\ufeffkept'],
  ['empty.txt', ''],
  ['src/logo.png', new Uint8Array([137, 80, 0, 255])],
]);

const project = (
  id: string,
  files: ReadonlyMap<string, string | Uint8Array> = FILES,
  messages: unknown[] = [],
) => ({
  id,
  title: `Project ${id}`,
  updatedAt: 5,
  files,
  messages,
  tabs: ['index.html'],
  activeTab: 'index.html',
});

export const STORAGE_CASES: readonly StorageCase[] = [
  {
    title: 'keeps values over closing and opening, and ranges of keys in order',
    async run(subject) {
      const driver = await subject.open<Two>(TWO);
      await driver.transact(['a'], 'write', async (t) => {
        for (const key of ['p/2', 'p/1', 'p', 'p0', 'q/1']) await t.put('a', key, key.toUpperCase());
      });
      driver.close();
      const again = await subject.open<Two>(TWO);
      const found = await again.transact(['a'], 'read', async (t) => [
        await t.entries('a', { prefix: 'p/' }),
        await t.keys('a'),
        await t.get('a', 'nothing'),
        [await t.has('a', 'p'), await t.has('a', 'nothing')],
      ]);
      same(found, [
        [
          ['p/1', 'P/1'],
          ['p/2', 'P/2'],
        ],
        ['p', 'p/1', 'p/2', 'p0', 'q/1'],
        undefined,
        [true, false],
      ]);
      await again.transact(['a'], 'write', (t) => t.deleteAll('a', { prefix: 'p/' }));
      same(await again.transact(['a'], 'read', (t) => t.keys('a')), ['p', 'p0', 'q/1']);
      again.close();
    },
  },
  {
    title: 'keeps all changes of a transaction, or none',
    async run(subject) {
      const driver = await subject.open<Two>(TWO);
      await driver.transact(['a', 'b'], 'write', async (t) => {
        await t.put('a', 'x', 'before');
      });
      const failure = new Error('in the middle');
      const failed = await rejection(
        driver.transact(['a', 'b'], 'write', async (t) => {
          await t.put('a', 'x', 'after');
          await t.put('b', 'y', 1);
          throw failure;
        }),
      );
      same(failed === failure, true);
      const found = await driver.transact(['a', 'b'], 'read', async (t) => [
        await t.get('a', 'x'),
        await t.keys('b'),
      ]);
      same(found, ['before', []]);
      driver.close();
    },
  },
  {
    title: 'runs transactions that write to the same store one after the other',
    async run(subject) {
      const driver = await subject.open<Two>(TWO);
      const increment = (): Promise<void> =>
        driver.transact(['b'], 'write', async (t) => t.put('b', 'n', ((await t.get('b', 'n')) ?? 0) + 1));
      await Promise.all(Array.from({ length: 20 }, increment));
      same(await driver.transact(['b'], 'read', (t) => t.get('b', 'n')), 20);
      driver.close();
    },
  },
  {
    title: 'refuses to write in a transaction that only reads',
    async run(subject) {
      const driver = await subject.open<Two>(TWO);
      const failed = await rejection(driver.transact(['a'], 'read', (t) => t.put('a', 'x', 'y')));
      same(failed instanceof Error, true);
      driver.close();
    },
  },
  {
    title: 'upgrades what an older release kept, and leaves it alone when that fails',
    async run(subject) {
      const old = await subject.open<Two>(TWO);
      await old.transact(['b'], 'write', (t) => t.put('b', 'count', 41));
      old.close();
      const broken: Migration = async (upgrade) => {
        await upgrade.put('b', 'count', 0);
        throw new Error('cannot be upgraded');
      };
      same(String(await rejection(subject.open([...TWO, broken]))), 'Error: cannot be upgraded');
      const step: Migration = async (upgrade) => {
        upgrade.createStore('c');
        for (const [key, value] of await upgrade.entries('b')) {
          await upgrade.put('c', key, { value: Number(value) + 1 });
        }
        upgrade.deleteStore('b');
      };
      const driver = await subject.open<{ a: string; c: { value: number } }>([...TWO, step]);
      same(await driver.transact(['c'], 'read', (t) => t.get('c', 'count')), { value: 42 });
      driver.close();
      const downgrade = await rejection(subject.open(TWO));
      same(downgrade instanceof StorageError && downgrade.kind, 'newer');
    },
  },
  {
    title: 'brings back a project as it was saved: text, bytes, chat and tabs',
    async run(subject) {
      const first = await open(subject);
      const saved = project('p', FILES, [{ id: 1 }, { id: 2, image: 'data:' }]);
      await first.projects.save(saved);
      first.close();
      const storage = await open(subject);
      const { files, ...rest } = (await storage.projects.load('p')) ?? project('none');
      const { files: _files, ...expected } = saved;
      same(rest, expected);
      same([...files].sort(), [...FILES].sort());
      same(await storage.projects.load('other'), undefined);
      same(await storage.projects.list(), [{ id: 'p', title: 'Project p', updatedAt: 5 }]);
      storage.close();
    },
  },
  {
    title: 'saves what changed: files and messages that went are gone',
    async run(subject) {
      const storage = await open(subject);
      const [one, two, three] = [{ n: 1 }, { n: 2 }, { n: 3 }];
      await storage.projects.save(project('p', FILES, [one, two, three]));
      const files = new Map(FILES);
      files.delete('empty.txt');
      files.set('index.html', 'new');
      await Promise.all([
        storage.projects.save(project('p', new Map([['x', 'y']]), [one])),
        storage.projects.save({ ...project('p', files, [one, { n: 4 }]), title: 'Renamed' }),
      ]);
      const found = await storage.projects.load('p');
      same(
        [found?.title, found?.messages, [...(found?.files ?? [])].sort()],
        ['Renamed', [one, { n: 4 }], [...files].sort()],
      );
      storage.close();
    },
  },
  {
    title: 'keeps versions, whose unchanged files cost nothing, and forks one with the chat up to it',
    async run(subject) {
      const storage = await open(subject);
      const large = 'x'.repeat(50_000);
      await storage.projects.save(
        project(
          'p',
          new Map([
            ['a', large],
            ['b', '2'],
          ]),
          [{ n: 1 }, { n: 2 }, { n: 3 }],
        ),
      );
      const version = { project: 'p', prompt: 'Make it', green: true, createdAt: 7 };
      await storage.versions.add({
        ...version,
        files: new Map([
          ['a', large],
          ['b', '1'],
        ]),
        chat: [{ n: 1 }, { n: 2 }],
      });
      await storage.versions.add({
        ...version,
        files: new Map([
          ['a', large],
          ['b', '2'],
        ]),
        chat: [{ n: 1 }, { n: 2 }, { n: 3 }],
      });
      const list = await storage.versions.list('p');
      same(
        list.map(({ id, parent, messages }) => [id, parent, messages]),
        [
          ['000002', '000001', 3],
          ['000001', undefined, 2],
        ],
      );
      const { bytes } = await storage.space();
      same(bytes < 55_000, true);
      await storage.versions.fork('p', '000001', { id: 'f', title: 'Fork' });
      const fork = await storage.projects.load('f');
      same([fork?.title, fork?.messages, fork?.files.get('b')], ['Fork', [{ n: 1 }, { n: 2 }], '1']);
      same(
        (await storage.versions.list('f')).map(({ id, prompt }) => [id, prompt]),
        [['000001', 'Make it']],
      );
      same(await storage.versions.chat('p', '000001'), [{ n: 1 }, { n: 2 }]);
      await storage.versions.update('p', '000002', { green: false, picture: 'data:' });
      same((await storage.versions.list('p'))[0]?.green, false);
      storage.close();
    },
  },
  {
    title: 'collects the contents of deleted projects, and no others',
    async run(subject) {
      const storage = await open(subject);
      await storage.projects.save(
        project(
          'p',
          new Map([
            ['shared', '1'],
            ['own', '2'],
          ]),
        ),
      );
      await storage.projects.save(project('q', new Map([['shared', '1']])));
      await storage.versions.add({
        project: 'p',
        files: new Map([['old', '3']]),
        prompt: '',
        green: true,
        chat: [{ n: 1 }],
      });
      same(await storage.collectGarbage(), 0);
      await storage.projects.keepCache('p', new Uint8Array([1]));
      same(await storage.projects.cache('p'), new Uint8Array([1]));
      await storage.projects.remove('p');
      same(await storage.projects.cache('p'), undefined);
      await storage.projects.keepCache('p', new Uint8Array([2]));
      same(await storage.projects.cache('p'), undefined);
      same([await storage.collectGarbage(), await storage.collectGarbage()], [3, 0]);
      same((await storage.projects.load('q'))?.files.get('shared'), '1');
      same(await storage.versions.list('p'), []);
      storage.close();
    },
  },
  {
    title: 'exports everything but secrets, deletes all, and imports it back; a taken id comes as a copy',
    async run(subject) {
      const storage = await open(subject);
      await storage.projects.save(project('p', FILES, [{ n: 1 }]));
      await storage.projects.setSite('p', 'built-in', {
        target: 'built-in',
        id: 's',
        url: 'https://s.example',
        publishedAt: 1,
        secret: 'owner',
      });
      await storage.versions.add({ project: 'p', files: FILES, prompt: 'v', green: true, chat: [{ n: 1 }] });
      await storage.settings.set('theme', 'dark');
      await storage.settings.set('secret:key', 'k');
      const zip = await storage.exportAll();
      same(await storage.exportAll(), zip);
      await storage.deleteAll();
      same([await storage.projects.list(), await storage.settings.get('secret:key')], [[], undefined]);
      same(await storage.importAll(zip), ['p']);
      const [copy = ''] = await storage.importAll(zip);
      for (const id of ['p', copy]) {
        const found = await storage.projects.load(id);
        same([[...(found?.files ?? [])].sort(), found?.messages], [[...FILES].sort(), [{ n: 1 }]]);
        same((await storage.versions.files(id, '000001')).size, FILES.size);
      }
      same(copy === 'p', false);
      same((await storage.projects.sites('p'))[0]?.secret, undefined);
      same(
        [await storage.settings.get('theme'), await storage.settings.get('secret:key')],
        ['dark', undefined],
      );
      // More than an entry's header, where a change may mean nothing.
      zip.fill(85, zip.length >> 1, (zip.length >> 1) + 200);
      const failed = await rejection(storage.importAll(zip));
      same(failed instanceof StorageError && failed.kind, 'bad-backup');
      same((await storage.projects.list()).length, 2);
      storage.close();
    },
  },
];

export async function open(subject: StorageSubject): Promise<AppStorage> {
  return createStorage(await subject.open<Stores>(MIGRATIONS));
}

async function rejection(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('It did not reject.');
}

/** Deep equality, without a test runner. */
function same(actual: unknown, expected: unknown): void {
  const [left, right] = [show(actual), show(expected)];
  if (left !== right) throw new Error(`expected ${right}\nbut got ${left}`);
}

function show(value: unknown): string {
  if (value instanceof Uint8Array) return `bytes(${[...value].join()})`;
  if (Array.isArray(value)) return `[${value.map(show).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  const members = Object.entries(value).filter(([, own]) => own !== undefined);
  return `{${members
    .map(([name, own]) => `${name}:${show(own)}`)
    .sort()
    .join()}}`;
}
