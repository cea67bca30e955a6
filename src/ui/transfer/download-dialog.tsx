/** Takes a project along: as an archive, or in a folder that is kept as the project is. */
import { Download, FolderSync } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.tsx';
import { S } from '../strings.ts';
import { saveFile } from './save-file.ts';
import './transfer.css';

/** Only some browsers let a page write to a folder. */
type FolderPicker = (options: { mode: 'readwrite' }) => Promise<FileSystemDirectoryHandle>;

function folderPicker(): FolderPicker | undefined {
  const picker: unknown = Reflect.get(globalThis, 'showDirectoryPicker');
  return typeof picker === 'function' ? (picker.bind(globalThis) as FolderPicker) : undefined;
}

export function DownloadDialog(): React.ReactNode {
  const { stores, actions } = useApp();
  const folder = useStore(stores.project, (state) => state.folder);
  const [failure, setFailure] = useState<string>();
  const picker = folderPicker();
  const attempt = (work: () => Promise<void>): void => {
    setFailure(undefined);
    work().catch((error: unknown) => {
      // The person closed the browser's own dialog.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      setFailure(error instanceof Error ? error.message : String(error));
    });
  };
  return (
    <div className="transfer">
      <p className="muted">{S.transfer.downloadHelp}</p>
      <div className="transfer-choices">
        <button
          type="button"
          className="transfer-choice"
          onClick={() =>
            attempt(async () => {
              const archive = await actions.downloadProject();
              if (!archive) return;
              saveFile(archive.name, archive.bytes);
              stores.ui.getState().setDialog('none');
            })
          }
        >
          <Download size={20} strokeWidth={1.5} aria-hidden /> {S.transfer.download}
        </button>
        {picker && (
          <button
            type="button"
            className="transfer-choice"
            onClick={() =>
              folder === undefined
                ? attempt(async () => actions.saveToFolder(await picker({ mode: 'readwrite' })))
                : actions.stopSavingToFolder()
            }
          >
            <FolderSync size={20} strokeWidth={1.5} aria-hidden />
            {folder === undefined ? S.transfer.saveToFolder : S.transfer.stopSaving}
          </button>
        )}
      </div>
      {folder !== undefined && (
        <p className="muted" role="status">
          {S.transfer.saving(folder)}
        </p>
      )}
      {!picker && <p className="muted">{S.transfer.noFolders}</p>}
      {failure !== undefined && (
        <p className="bad" role="alert">
          {failure}
        </p>
      )}
    </div>
  );
}
