/** What the last turn changed in a file. */
import { unifiedMergeView } from '@codemirror/merge';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { editorTheme } from './editor-theme.ts';
import { loadLanguage } from './language.ts';

export interface DiffViewProps {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export function DiffView({ path, before, after }: DiffViewProps): React.ReactNode {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return undefined;
    const language = new Compartment();
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: after,
        extensions: [
          lineNumbers(),
          EditorState.readOnly.of(true),
          EditorView.contentAttributes.of({ 'aria-label': path, tabindex: '0' }),
          editorTheme,
          language.of([]),
          unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: { margin: 3 } }),
        ],
      }),
    });
    let live = true;
    void loadLanguage(path).then((extension) => {
      if (live) view.dispatch({ effects: language.reconfigure(extension) });
    });
    return () => {
      live = false;
      view.destroy();
    };
  }, [path, before, after]);
  return <div className="editor" ref={host} />;
}
