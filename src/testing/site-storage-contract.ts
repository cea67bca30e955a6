/** What every storage of published sites does, as a vitest suite. */
import { expect, it } from 'vitest';
import type { SiteStorage } from '../../functions/sites/storage.ts';

const record = { createdAt: 1, tokenHash: 'h' };
const bytes = (text: string): ReadableStream<Uint8Array> => new Blob([text]).stream();
const text = async (storage: SiteStorage, hash: string, range?: { start: number; end: number }) => {
  const found = await storage.openContent('shop', hash, range);
  return found && [await new Response(found.body).text(), found.size];
};

/** @param make - gives an empty storage. */
export function siteStorageContract(make: () => Promise<SiteStorage>): void {
  it('gives a slug to the first who asks', async () => {
    const storage = await make();
    const made = await Promise.all([1, 2, 3].map(() => storage.createSite('shop', record)));
    expect(made.filter((was) => was)).toHaveLength(1);
    expect(await storage.readSite('shop')).toEqual(record);
    expect(await storage.readSite('other')).toBeUndefined();
  });

  it('keeps contents whole and in parts, and nothing of one that errors', async () => {
    const storage = await make();
    await storage.writeContent('shop', 'aa', bytes('0123456789'));
    await storage.writeContent('shop', 'ee', bytes(''));
    expect(await text(storage, 'aa')).toEqual(['0123456789', 10]);
    expect(await text(storage, 'aa', { start: 2, end: 5 })).toEqual(['234', 3]);
    expect(await text(storage, 'ee')).toEqual(['', 0]);
    const cut = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new Uint8Array(10));
        controller.error(new Error('cut'));
      },
    });
    await expect(storage.writeContent('shop', 'bb', cut)).rejects.toThrow('cut');
    expect(await storage.listContents('shop')).toEqual(new Set(['aa', 'ee']));
    expect(await storage.openContent('shop', 'bb')).toBeUndefined();
    await storage.removeContents('shop', ['aa']);
    expect(await storage.listContents('shop')).toEqual(new Set(['ee']));
    expect(await storage.listContents('other')).toEqual(new Set());
  });

  it('removes a site with all that it has, and no other', async () => {
    const storage = await make();
    const files = { 'index.html': { sha256: 'aa', size: 1 } };
    for (const slug of ['shop', 'shop-2']) {
      await storage.createSite(slug, record);
      await storage.writeSite(slug, { ...record, live: { files, publishedAt: 2 } });
      await storage.writeDeploy(slug, 'd', { files, startedAt: 1 });
      await storage.writeContent(slug, 'aa', bytes(slug));
    }
    await storage.removeSite('shop');
    expect(await storage.readSite('shop')).toBeUndefined();
    expect(await storage.readDeploy('shop', 'd')).toBeUndefined();
    expect(await storage.listContents('shop')).toEqual(new Set());
    expect((await storage.readSite('shop-2'))?.live?.files).toEqual(files);
    expect(await storage.readDeploy('shop-2', 'd')).toEqual({ files, startedAt: 1 });
    await storage.removeDeploy('shop-2', 'd');
    expect(await storage.readDeploy('shop-2', 'd')).toBeUndefined();
    expect(await storage.createSite('shop', record)).toBe(true);
  });
}
