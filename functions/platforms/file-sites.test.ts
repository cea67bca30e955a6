import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import { siteStorageContract } from '../../src/testing/site-storage-contract.ts';
import { fileSites } from './file-sites.ts';

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) {
    expect(await readdir(join(folder, 'sites', '.incoming'))).toEqual([]);
    await rm(folder, { recursive: true, force: true });
  }
});

siteStorageContract(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tabwright-sites-'));
  folders.push(folder);
  return fileSites(join(folder, 'sites'));
});
