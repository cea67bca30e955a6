/** One terminal in xterm: links, search, copy and paste, as many columns as fit. */
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useApp } from '../app-context.tsx';
import { TerminalSearch } from './terminal-search.tsx';

export function TerminalView({ id }: { id: string }): React.ReactNode {
  const { stores, actions } = useApp();
  const host = useRef<HTMLDivElement>(null);
  const terminal = useRef<Terminal>(undefined);
  const [search, setSearch] = useState<SearchAddon>();
  const theme = useStore(stores.settings, (state) => state.theme);
  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const term = new Terminal({
      fontFamily: getComputedStyle(element).getPropertyValue('--mono'),
      fontSize: 13,
      lineHeight: 1.3,
      scrollback: 10_000,
      convertEol: true,
      screenReaderMode: false,
      theme: coloursOf(element),
    });
    const fit = new FitAddon();
    term.loadAddon(fit);
    const finder = new SearchAddon();
    term.loadAddon(finder);
    term.loadAddon(new WebLinksAddon());
    term.attachCustomKeyEventHandler((event) => {
      if (!isFind(event)) return isForTerminal(event);
      // Else the browser's own search comes up.
      event.preventDefault();
      setSearch(finder);
      return false;
    });
    term.open(element);
    terminal.current = term;
    const refit = (): void => {
      if (element.clientWidth === 0) return;
      fit.fit();
      actions.resizeTerminal(id, term.cols, term.rows);
    };
    const observer = new ResizeObserver(refit);
    observer.observe(element);
    refit();
    const data = term.onData((text) => actions.writeTerminal(id, text));
    const detach = actions.attachTerminal(id, (chunk) => term.write(chunk));
    if (id !== 'server') term.focus();
    return () => {
      detach();
      data.dispose();
      observer.disconnect();
      terminal.current = undefined;
      term.dispose();
    };
  }, [actions, id]);
  useEffect(() => {
    const list = matchMedia('(prefers-color-scheme: dark)');
    const onChange = (): void => {
      if (terminal.current && host.current) terminal.current.options.theme = coloursOf(host.current);
    };
    // The theme's attribute is set in an effect of a parent, which runs after this one.
    const timer = setTimeout(onChange);
    list.addEventListener('change', onChange);
    return () => {
      clearTimeout(timer);
      list.removeEventListener('change', onChange);
    };
  }, [theme]);
  return (
    <>
      {search && (
        <TerminalSearch
          search={search}
          onClose={() => {
            setSearch(undefined);
            terminal.current?.focus();
          }}
        />
      )}
      <div className="terminal-host" ref={host} />
    </>
  );
}

function isFind(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'f';
}

/** The app's own shortcuts are not the shell's; Ctrl+E stays with it. */
function isForTerminal(event: KeyboardEvent): boolean {
  if (!event.ctrlKey && !event.metaKey) return true;
  const key = event.key.toLowerCase();
  return !(key === 'k' || key === 'j' || (event.shiftKey && key === 'f'));
}

function coloursOf(element: HTMLElement): Record<string, string> {
  const style = getComputedStyle(element);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  const isDark = style.colorScheme === 'dark';
  const ansi = isDark
    ? ['#3b3b38', '#ff8a80', '#5dc98b', '#e3b25c', '#8aa2ff', '#d39bf0', '#6cc7d6', '#d8d8d3']
    : ['#1d1d1b', '#b3261e', '#1c7a43', '#8a5a00', '#3355d8', '#8a3fb0', '#0f7285', '#66665f'];
  const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
  return {
    background: value('--surface'),
    foreground: value('--text'),
    cursor: value('--text'),
    cursorAccent: value('--surface'),
    selectionBackground: isDark ? '#3a4673' : '#cdd7f8',
    ...Object.fromEntries(names.map((name, at) => [name, ansi[at] ?? ''])),
    ...Object.fromEntries(
      names.map((name, at) => [`bright${name[0]?.toUpperCase()}${name.slice(1)}`, ansi[at] ?? '']),
    ),
    // What programs call grey.
    brightBlack: value('--muted'),
  };
}
