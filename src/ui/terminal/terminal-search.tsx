/** Finds text in a terminal and its scrollback. */
import type { SearchAddon } from '@xterm/addon-search';
import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { IconButton } from '../components/icon-button.tsx';
import { S } from '../strings.ts';

export function TerminalSearch({
  search,
  onClose,
}: {
  search: SearchAddon;
  onClose: () => void;
}): React.ReactNode {
  const input = useRef<HTMLInputElement>(null);
  const [found, setFound] = useState(true);
  useEffect(() => {
    input.current?.focus();
    return () => search.clearDecorations();
  }, [search]);
  const find = (direction: 'findNext' | 'findPrevious'): void => {
    const text = input.current?.value ?? '';
    setFound(text === '' || search[direction](text));
  };
  return (
    <form
      className="terminal-search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        find('findPrevious');
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
        else if (event.key === 'Enter' && event.shiftKey) {
          event.preventDefault();
          find('findNext');
        }
      }}
    >
      <input
        ref={input}
        aria-label={S.terminal.search}
        placeholder={S.terminal.search}
        spellCheck={false}
        onChange={() => find('findPrevious')}
      />
      {!found && <span className="muted">{S.terminal.notFound}</span>}
      <IconButton
        icon={ChevronUp}
        size={14}
        label={S.terminal.previous}
        onClick={() => find('findPrevious')}
      />
      <IconButton icon={ChevronDown} size={14} label={S.terminal.next} onClick={() => find('findNext')} />
      <IconButton icon={X} size={14} label={S.terminal.closeSearch} onClick={onClose} />
    </form>
  );
}
