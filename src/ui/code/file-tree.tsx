/** The tree of files. Only rows in sight are drawn, so that a thousand scroll as ten do. */
import { ChevronDown, ChevronRight, FilePlus, Pencil, Search, Trash2 } from 'lucide-react';
import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { baseName } from '../format.ts';
import { S } from '../strings.ts';
import { treeRows, type TreeRow } from './tree-rows.ts';

/** The type of what is dragged, so that other things are not taken for files of the project. */
const DRAGGED = 'application/x-tabwright-path';
const ROW = 28;
const OVERSCAN = 12;

type Editing = { readonly kind: 'new' } | { readonly kind: 'rename'; readonly path: string };

export function FileTree(): React.ReactNode {
  const { stores, actions } = useApp();
  const files = useStore(stores.project, (state) => state.files);
  const active = useStore(stores.editor, (state) => state.active);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [scrolled, setScrolled] = useState(0);
  const [focused, setFocused] = useState<string>();
  const [editing, setEditing] = useState<Editing>();
  const list = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => treeRows(Object.keys(files), closed), [files, closed]);
  const first = Math.max(0, Math.floor(scrolled / ROW) - OVERSCAN);
  const shown = rows.slice(first, first + 60 + 2 * OVERSCAN);
  const current = rows.some((row) => row.path === focused) ? focused : (active ?? rows[0]?.path);
  const toggle = (path: string): void => {
    const next = new Set(closed);
    if (!next.delete(path)) next.add(path);
    setClosed(next);
  };
  const activate = (row: TreeRow): void => {
    setFocused(row.path);
    if (row.isFolder) toggle(row.path);
    else stores.editor.getState().openTab(row.path);
  };
  const focusRow = (index: number): void => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (!row) return;
    setFocused(row.path);
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(row.path)}"]`)?.focus(),
    );
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = rows.findIndex((row) => row.path === current);
    const row = rows[at];
    if (!row) return;
    const keys: Record<string, () => void> = {
      ArrowDown: () => focusRow(at + 1),
      ArrowUp: () => focusRow(at - 1),
      Home: () => focusRow(0),
      End: () => focusRow(rows.length - 1),
      ArrowRight: () => (row.isFolder && !row.isOpen ? toggle(row.path) : focusRow(at + 1)),
      ArrowLeft: () => (row.isFolder && row.isOpen ? toggle(row.path) : focusRow(at - 1)),
      F2: () => setEditing({ kind: 'rename', path: row.path }),
      Delete: () => remove(row.path),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  const remove = (path: string): void => {
    if (confirm(S.code.confirmDelete(path))) void actions.deleteFile(path);
  };
  /** Into a folder; into itself or where it is already means nothing. */
  const move = (path: string, folder: string): void => {
    const to = folder === '' ? baseName(path) : `${folder}/${baseName(path)}`;
    if (path === '' || to === path || `${folder}/`.startsWith(`${path}/`)) return;
    void actions.renameFile(path, to).then((refused) => {
      if (refused !== undefined) stores.ui.getState().notify('error', refused);
    });
  };
  return (
    <div className="tree">
      <div className="tree-bar">
        <span className="tree-title">{S.code.files}</span>
        <IconButton
          icon={Search}
          size={14}
          label={S.code.search}
          onClick={() => stores.ui.getState().setDialog('search')}
        />
        <IconButton
          icon={FilePlus}
          size={14}
          label={S.code.newFile}
          onClick={() => setEditing({ kind: 'new' })}
        />
      </div>
      {editing && <PathForm editing={editing} onDone={() => setEditing(undefined)} />}
      <div
        ref={list}
        className="tree-list"
        role="tree"
        aria-label={S.code.files}
        onScroll={(event) => setScrolled(event.currentTarget.scrollTop)}
        onKeyDown={onKeyDown}
        onDragOver={(event) => {
          if (event.dataTransfer.types.includes(DRAGGED)) event.preventDefault();
        }}
        onDrop={(event) => move(event.dataTransfer.getData(DRAGGED), '')}
      >
        <div style={{ height: rows.length * ROW, paddingTop: first * ROW }} role="none">
          {shown.map((row) => (
            <div
              key={row.path}
              role="treeitem"
              className="tree-row"
              data-path={row.path}
              aria-level={row.depth + 1}
              aria-expanded={row.isFolder ? row.isOpen : undefined}
              aria-selected={row.path === active}
              tabIndex={row.path === current ? 0 : -1}
              style={{ paddingLeft: 8 + row.depth * 12 }}
              onClick={() => activate(row)}
              draggable
              onDragStart={(event) => event.dataTransfer.setData(DRAGGED, row.path)}
              onDragOver={(event) => {
                if (event.dataTransfer.types.includes(DRAGGED)) event.preventDefault();
              }}
              onDrop={(event) => {
                event.stopPropagation();
                move(event.dataTransfer.getData(DRAGGED), row.isFolder ? row.path : folderOf(row.path));
              }}
              onKeyDown={(event) => {
                if (event.key === 'Enter' || event.key === ' ') {
                  event.preventDefault();
                  activate(row);
                }
              }}
            >
              <span className="tree-chevron" aria-hidden>
                {row.isFolder && (row.isOpen ? <ChevronDown size={14} /> : <ChevronRight size={14} />)}
              </span>
              <span className="ellipsis" title={row.path}>
                {row.name}
              </span>
              <ChangeMark path={row.path} />
            </div>
          ))}
        </div>
      </div>
      {active !== undefined && files[active] && (
        <div className="tree-foot">
          <span className="ellipsis muted" title={active}>
            {active}
          </span>
          <IconButton
            icon={Pencil}
            size={13}
            label={S.code.renameFile}
            onClick={() => setEditing({ kind: 'rename', path: active })}
          />
          <IconButton icon={Trash2} size={13} label={S.code.deleteFile} onClick={() => remove(active)} />
        </div>
      )}
    </div>
  );
}

function ChangeMark({ path }: { path: string }): React.ReactNode {
  const { stores } = useApp();
  const change = useStore(stores.project, (state) => state.files[path]?.change);
  const unsaved = useStore(stores.editor, (state) => state.drafts[path] !== undefined);
  if (unsaved) return <span className="dot-mark" role="img" aria-label={S.code.unsaved} />;
  return change ? <span className={`change change-${change}`}>{S.code[change]}</span> : null;
}

function PathForm({ editing, onDone }: { editing: Editing; onDone: () => void }): React.ReactNode {
  const { actions } = useApp();
  const [refused, setRefused] = useState<string>();
  const old = editing.kind === 'rename' ? editing.path : '';
  const submit = async (path: string): Promise<void> => {
    const reason =
      editing.kind === 'new' ? await actions.createFile(path) : await actions.renameFile(old, path);
    setRefused(reason);
    if (reason === undefined) onDone();
  };
  return (
    <form
      className="path-form"
      onSubmit={(event) => {
        event.preventDefault();
        const path = new FormData(event.currentTarget).get('path');
        if (typeof path === 'string') void submit(path);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onDone();
      }}
    >
      <input
        key={old}
        ref={focusOnce}
        name="path"
        defaultValue={old}
        aria-label={S.code.newPath}
        placeholder={S.code.newPath}
        spellCheck={false}
        onBlur={onDone}
      />
      {refused && <p role="alert">{refused}</p>}
    </form>
  );
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function focusOnce(element: HTMLInputElement | null): void {
  element?.focus();
}
