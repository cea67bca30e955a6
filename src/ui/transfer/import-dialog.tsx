/** Brings a project in: a folder, a ZIP archive, or a public repository. */
import { FileArchive, FolderUp } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ImportSource } from '../../app/transfer-actions.ts';
import { useApp } from '../app-context.tsx';
import { S } from '../strings.ts';
import { filesOfInput } from './picked-files.ts';
import './transfer.css';

export function ImportDialog(): React.ReactNode {
  const { stores, actions, navigate } = useApp();
  const folder = useRef<HTMLInputElement>(null);
  const archive = useRef<HTMLInputElement>(null);
  const [address, setAddress] = useState('');
  const [state, setState] = useState<{ busy: boolean; failure?: string }>({ busy: false });
  const take = async (source: ImportSource): Promise<void> => {
    setState({ busy: true });
    try {
      const id = await actions.importProject(source);
      stores.ui.getState().setDialog('none');
      navigate(`/p/${id}`);
    } catch (error) {
      setState({ busy: false, failure: error instanceof Error ? error.message : String(error) });
    }
  };
  return (
    <div className="transfer">
      <p className="muted">{S.transfer.importHelp}</p>
      <div className="transfer-choices">
        <button
          type="button"
          className="transfer-choice"
          disabled={state.busy}
          onClick={() => folder.current?.click()}
        >
          <FolderUp size={20} strokeWidth={1.5} aria-hidden /> {S.transfer.folder}
        </button>
        <button
          type="button"
          className="transfer-choice"
          disabled={state.busy}
          onClick={() => archive.current?.click()}
        >
          <FileArchive size={20} strokeWidth={1.5} aria-hidden /> {S.transfer.zip}
        </button>
      </div>
      <form
        className="transfer-address"
        onSubmit={(event) => {
          event.preventDefault();
          void take({ kind: 'repository', address });
        }}
      >
        <label htmlFor="repository">{S.transfer.repository}</label>
        <div>
          <input
            id="repository"
            value={address}
            placeholder={S.transfer.repositoryExample}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setAddress(event.target.value)}
          />
          <button type="submit" className="button" disabled={state.busy || address.trim() === ''}>
            {S.transfer.import}
          </button>
        </div>
      </form>
      {state.busy && (
        <p className="muted" role="status">
          {S.transfer.reading}
        </p>
      )}
      {state.failure !== undefined && (
        <p className="bad" role="alert">
          {state.failure}
        </p>
      )}
      <input
        ref={folder}
        type="file"
        hidden
        multiple
        {...{ webkitdirectory: '' }}
        data-testid="import-folder"
        onChange={({ target }) => {
          if (target.files?.length) void take({ kind: 'folder', files: filesOfInput(target.files) });
        }}
      />
      <input
        ref={archive}
        type="file"
        hidden
        accept=".zip,application/zip"
        data-testid="import-zip"
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          if (file) void take({ kind: 'zip', file });
        }}
      />
    </div>
  );
}
