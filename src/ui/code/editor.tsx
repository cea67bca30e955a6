/** One file in CodeMirror. Text from outside is taken over as changes, so that place and focus stay. */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, Transaction } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.tsx';
import { editorTheme } from './editor-theme.ts';
import { loadLanguage } from './language.ts';

export interface EditorProps {
  readonly path: string;
  readonly text: string;
  /** Changes when the file was written by something else than typing here. */
  readonly version: number;
  readonly readOnly?: boolean;
}

export function Editor({ path, text, version, readOnly = false }: EditorProps): React.ReactNode {
  const { stores, actions } = useApp();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const draft = useStore(stores.editor, (state) => (readOnly ? undefined : state.drafts[path]?.text));
  const reveal = useStore(stores.editor, (state) => state.reveal);
  const shown = draft ?? text;
  const initial = useRef(shown);
  useEffect(() => {
    if (!host.current) return undefined;
    const language = new Compartment();
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: initial.current,
        extensions: [
          readOnly ? [EditorState.readOnly.of(true), EditorView.editable.of(false)] : [],
          baseExtensions(path, (own) => void actions.save(own)),
          language.of([]),
          EditorView.contentAttributes.of({ 'aria-label': path, tabindex: '0' }),
          EditorView.updateListener.of((update) => {
            const isOurs = update.transactions.some((own) => own.annotation(Transaction.remote));
            if (update.docChanged && !isOurs && !readOnly) actions.edit(path, update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    void loadLanguage(path).then((extension) => {
      if (view.current === editor) editor.dispatch({ effects: language.reconfigure(extension) });
    });
    return () => {
      view.current = undefined;
      editor.destroy();
    };
  }, [actions, path, readOnly]);
  useEffect(() => {
    const editor = view.current;
    if (editor) takeOver(editor, shown, readOnly);
  }, [shown, version, readOnly]);
  useEffect(() => {
    const editor = view.current;
    if (!editor || !reveal || reveal.path !== path) return;
    const line = editor.state.doc.line(Math.max(1, Math.min(reveal.line, editor.state.doc.lines)));
    editor.dispatch({
      selection: { anchor: line.from },
      effects: EditorView.scrollIntoView(line.from, { y: 'center' }),
    });
    editor.focus();
  }, [reveal, path]);
  return <div className="editor" ref={host} />;
}

function baseExtensions(
  path: string,
  save: (path: string) => void,
): readonly import('@codemirror/state').Extension[] {
  return [
    lineNumbers(),
    foldGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    autocompletion(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    search({ top: true }),
    editorTheme,
    keymap.of([
      {
        key: 'Mod-s',
        preventDefault: true,
        run: () => {
          save(path);
          return true;
        },
      },
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...completionKeymap,
      indentWithTab,
    ]),
  ];
}

/** Changes only what differs; a file that streams grows at its end, and is followed there. */
function takeOver(editor: EditorView, text: string, follow: boolean): void {
  const old = editor.state.doc.toString();
  if (old === text) return;
  let start = 0;
  const shorter = Math.min(old.length, text.length);
  while (start < shorter && old.charCodeAt(start) === text.charCodeAt(start)) start++;
  let end = 0;
  while (
    end < shorter - start &&
    old.charCodeAt(old.length - 1 - end) === text.charCodeAt(text.length - 1 - end)
  )
    end++;
  editor.dispatch({
    changes: { from: start, to: old.length - end, insert: text.slice(start, text.length - end) },
    annotations: [Transaction.remote.of(true), Transaction.addToHistory.of(false)],
  });
  if (follow) editor.scrollDOM.scrollTop = editor.scrollDOM.scrollHeight;
}
