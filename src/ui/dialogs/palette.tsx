/** The command menu: everything that can be done, and every file. */
import { useStore } from 'zustand';
import { useApp, type AppContextValue } from '../app-context.tsx';
import { baseName } from '../format.ts';
import { S } from '../strings.ts';
import { Picker, type PickerItem } from './picker.tsx';

const MAX_FILES = 40;

export function Palette(): React.ReactNode {
  const app = useApp();
  const files = useStore(app.stores.project, (state) => state.files);
  const inProject = useStore(app.stores.project, (state) => state.id !== undefined);
  const close = (run: () => void) => () => {
    app.stores.ui.getState().setDialog('none');
    run();
  };
  const commands = commandsOf(app, inProject).map((item) => ({ ...item, run: close(item.run) }));
  const itemsFor = (query: string): PickerItem[] => {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const matches = (text: string): boolean => words.every((word) => text.toLowerCase().includes(word));
    const paths = query === '' ? [] : Object.keys(files).filter(matches).slice(0, MAX_FILES);
    return [
      ...commands.filter(({ label }) => matches(label)),
      ...paths.map((path) => ({
        id: `file ${path}`,
        label: baseName(path),
        note: path,
        run: close(() => {
          app.stores.editor.getState().openTab(path);
          app.stores.ui.getState().showWorkbench('code');
        }),
      })),
    ];
  };
  return (
    <Picker
      label={S.palette.title}
      placeholder={S.palette.placeholder}
      none={S.palette.none}
      itemsFor={itemsFor}
    />
  );
}

function commandsOf({ stores, actions, navigate }: AppContextValue, inProject: boolean): PickerItem[] {
  const { showWorkbench, setTerminal, setDialog, terminal } = stores.ui.getState();
  const busy = stores.chat.getState().active !== undefined;
  const command = (label: string, run: () => void, keys?: string): PickerItem => ({
    id: label,
    label,
    run,
    ...(keys === undefined ? {} : { keys }),
  });
  const general = [
    command(S.project.settings, () => setDialog('settings')),
    command(S.transfer.importTitle, () => setDialog('import')),
    command(S.shortcuts.title, () => setDialog('shortcuts'), '?'),
    ...(['system', 'light', 'dark'] as const).map((theme) =>
      command(`${S.settings.theme}: ${S.settings.themes[theme]}`, () =>
        stores.settings.getState().set({ theme }),
      ),
    ),
  ];
  if (!inProject) return general;
  return [
    ...(busy ? [command(S.chat.stop, () => void actions.stop(), 'Esc')] : []),
    command(S.project.preview, () => showWorkbench('preview'), 'Mod E'),
    command(S.project.code, () => showWorkbench('code'), 'Mod E'),
    command(S.project.terminal, () => setTerminal(!terminal), 'Mod J'),
    command(S.terminal.new, () => {
      setTerminal(true);
      void actions.openShell();
    }),
    command(S.publish.title, () => setDialog('publish')),
    command(S.code.search, () => setDialog('search'), 'Mod Shift F'),
    command(S.transfer.downloadTitle, () => setDialog('download')),
    command(S.versions.title, () => setDialog('versions')),
    command(S.preview.reload, () => stores.preview.getState().reload()),
    command(S.preview.fullScreen, () => stores.ui.getState().setFullScreen(true)),
    command(S.preview.restart, () => void actions.stopDev().then(() => actions.runDev())),
    command(S.project.back, () => navigate('/')),
    ...general,
  ];
}
