/** Projects in and out: imported from folders, archives and repositories, downloaded, and kept in a folder. */
import type { AppActions } from './app-actions.ts';
import { archiveName, exportZip } from './export-project.ts';
import { ImportError, type ImportedProject } from './import-rules.ts';
import type { OpenProject } from './open-project.ts';
import type { FileContent } from './project-files.ts';
import { readRepositoryAddress } from './repository-address.ts';
import type { TabwrightDeps } from './tabwright-deps.ts';
import type { FolderFile } from './import-project.ts';

export type ImportSource =
  | { readonly kind: 'folder'; readonly files: readonly FolderFile[] }
  | { readonly kind: 'zip'; readonly file: File }
  | { readonly kind: 'repository'; readonly address: string };

export interface TransferDeps extends Pick<TabwrightDeps, 'stores' | 'edge'> {
  readonly open: () => OpenProject | undefined;
  readonly start: (title: string, files: readonly (readonly [string, FileContent])[]) => Promise<OpenProject>;
  readonly notifyFailure: (error: unknown) => void;
}

type TransferActions = Pick<
  AppActions,
  'importProject' | 'downloadProject' | 'saveToFolder' | 'stopSavingToFolder'
>;

export function transferActions({ stores, edge, open, start, notifyFailure }: TransferDeps): TransferActions {
  return {
    async importProject(source) {
      const { title, files, leftOut } = await readSource(source, edge);
      const project = await start(title, files);
      project.resume().catch(notifyFailure);
      if (leftOut.length > 0)
        stores.ui
          .getState()
          .notify(
            'info',
            `Left out: ${leftOut.slice(0, 6).join(', ')}. Packages are installed anew; secrets stay with you.`,
          );
      return project.id;
    },
    async downloadProject() {
      const project = open();
      if (!project) return undefined;
      const { title } = stores.project.getState();
      return { name: archiveName(title), bytes: await exportZip(project.files.snapshot(), title) };
    },
    saveToFolder: async (folder) => open()?.saveToFolder(folder),
    stopSavingToFolder: () => open()?.stopSavingToFolder(),
  };
}

async function readSource(source: ImportSource, edge: TabwrightDeps['edge']): Promise<ImportedProject> {
  // Reading archives comes when it is needed: most visits never import.
  const { readFolder, readZip } = await import('./import-project.ts');
  if (source.kind === 'folder') return readFolder(source.files);
  if (source.kind === 'zip') return readZip(source.file.stream(), source.file.name.replace(/\.zip$/i, ''));
  const address = readRepositoryAddress(source.address);
  if (!address)
    throw new ImportError('This is no address of a GitHub repository. It looks like github.com/owner/name.');
  return readZip(await edge.repository(address), address.name, address.folder);
}
