/** The storage as a page of its origin has it: bundled for the end-to-end tests. */
import { openIndexedDb } from '../storage/indexed-db-driver.ts';
import { lockProject } from '../storage/project-lock.ts';
import { openStorage } from '../storage/storage.ts';
import { STORAGE_CASES } from './storage-contract.ts';

export { lockProject, openStorage };

export const titles = STORAGE_CASES.map(({ title }) => title);

/** Runs one case of the contract on an IndexedDB database of its own. */
export async function runCase(title: string): Promise<void> {
  const found = STORAGE_CASES.find((own) => own.title === title);
  if (!found) throw new Error(`There is no case “${title}”.`);
  const name = `case ${crypto.randomUUID()}`;
  await found.run({ open: (migrations) => openIndexedDb({ name, migrations }) });
  indexedDB.deleteDatabase(name);
}

const VERSIONED_FILES = 30;

/** Saves project after project state: in each, all files and the only message say the same number. */
export async function saveForever(name: string): Promise<void> {
  const storage = await openStorage({ name });
  for (let round = Math.floor(Math.random() * 1e9); ; round++) {
    const files = Array.from({ length: VERSIONED_FILES }, (_, at): [string, string] => [
      `f${at}`,
      `${round}`,
    ]);
    const state = {
      id: 'p',
      title: `${round}`,
      updatedAt: round,
      files: new Map(files),
      messages: [{ round }],
      tabs: [],
    };
    await storage.projects.save(state);
    await storage.versions.add({
      project: 'p',
      files: state.files,
      prompt: `${round}`,
      green: true,
      chat: state.messages,
    });
    if (round % 5 === 0) await storage.collectGarbage();
  }
}

/** What is wrong with what `saveForever` left, in the files, the chat and the newest versions. */
export async function inspectSaved(
  name: string,
  newest: number,
): Promise<{ versions: number; wrong: string[] }> {
  const storage = await openStorage({ name });
  const project = await storage.projects.load('p');
  const wrong: string[] = [];
  const check = (what: string, files: ReadonlyMap<string, unknown>, expected: string): void => {
    const contents = new Set(files.values());
    if (files.size !== VERSIONED_FILES || contents.size !== 1 || !contents.has(expected)) wrong.push(what);
  };
  const versions = await storage.versions.list('p');
  if (project) {
    check('files', project.files, project.title);
    if (JSON.stringify(project.messages) !== `[{"round":${project.title}}]`) wrong.push('messages');
  } else if (versions.length > 0) wrong.push('project');
  for (const { id, prompt } of versions.slice(0, newest))
    check(`version ${id}`, await storage.versions.files('p', id), prompt);
  storage.close();
  return { versions: versions.length, wrong };
}
