/** Search across files. */
import { useApp } from '../app-context.tsx';
import { S } from '../strings.ts';
import { Picker, type PickerItem } from './picker.tsx';

export function SearchFiles(): React.ReactNode {
  const { stores, actions } = useApp();
  const itemsFor = (query: string): PickerItem[] =>
    query.length < 2
      ? []
      : actions.searchFiles(query).map(({ path, line, text }) => ({
          id: `${path}:${line}`,
          label: text,
          note: `${path}:${line}`,
          run: () => {
            stores.ui.getState().setDialog('none');
            stores.editor.getState().openTab(path, line);
            stores.ui.getState().showWorkbench('code');
          },
        }));
  return (
    <Picker
      label={S.code.search}
      placeholder={S.code.searchPlaceholder}
      none={S.code.noHits}
      itemsFor={itemsFor}
      summary={S.code.hits}
    />
  );
}
