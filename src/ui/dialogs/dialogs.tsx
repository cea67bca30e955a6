/** The dialogs, of which one is open at a time. */
import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.tsx';
import { S } from '../strings.ts';
import { Palette } from './palette.tsx';
import { SearchFiles } from './search-files.tsx';
import { SettingsForm } from './settings-form.tsx';
import { DownloadDialog } from '../transfer/download-dialog.tsx';
import { ImportDialog } from '../transfer/import-dialog.tsx';
import { VersionsDialog } from '../versions/versions-dialog.tsx';
import { Shortcuts } from './shortcuts.tsx';
import './dialogs.css';

const PublishForm = lazy(async () => ({
  default: (await import('../publish/publish-form.tsx')).PublishForm,
}));

const CONTENT = {
  palette: { title: S.palette.title, Body: Palette, bare: true, wide: false },
  search: { title: S.code.search, Body: SearchFiles, bare: true, wide: false },
  settings: { title: S.settings.title, Body: SettingsForm, bare: false, wide: false },
  import: { title: S.transfer.importTitle, Body: ImportDialog, bare: false, wide: false },
  download: { title: S.transfer.downloadTitle, Body: DownloadDialog, bare: false, wide: false },
  versions: { title: S.versions.title, Body: VersionsDialog, bare: false, wide: true },
  publish: { title: S.publish.title, Body: PublishForm, bare: false, wide: false },
  shortcuts: { title: S.shortcuts.title, Body: Shortcuts, bare: false, wide: false },
} as const;

export function Dialogs(): React.ReactNode {
  const { stores } = useApp();
  const dialog = useStore(stores.ui, (state) => state.dialog);
  const content = dialog in CONTENT ? CONTENT[dialog as keyof typeof CONTENT] : undefined;
  if (!content) return null;
  const { title, Body, bare, wide } = content;
  return (
    <Dialog.Root
      open
      onOpenChange={(open) => {
        if (!open) stores.ui.getState().setDialog('none');
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className={`dialog ${bare ? 'dialog-bare' : ''} ${wide ? 'dialog-wide' : ''}`}>
          <div className={bare ? 'visually-hidden' : 'dialog-head'}>
            <Dialog.Title className="dialog-title">{title}</Dialog.Title>
            {!bare && (
              <Dialog.Close className="icon-button" aria-label={S.settings.close}>
                <X size={16} aria-hidden />
              </Dialog.Close>
            )}
          </div>
          <Suspense>
            <Body />
          </Suspense>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
