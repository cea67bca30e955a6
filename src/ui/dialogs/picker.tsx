/** A field that narrows a list: arrows move, Enter chooses. */
import { useId, useState, type KeyboardEvent } from 'react';

export interface PickerItem {
  readonly id: string;
  readonly label: string;
  readonly note?: string;
  readonly keys?: string;
  readonly run: () => void;
}

export interface PickerProps {
  readonly label: string;
  readonly placeholder: string;
  readonly none: string;
  readonly itemsFor: (query: string) => readonly PickerItem[];
  readonly summary?: (count: number) => string;
}

export function Picker({ label, placeholder, none, itemsFor, summary }: PickerProps): React.ReactNode {
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const id = useId();
  const items = itemsFor(query);
  const current = items[Math.min(at, items.length - 1)];
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const next = (Math.min(at, items.length - 1) + step + items.length) % Math.max(1, items.length);
      setAt(next);
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      current?.run();
    }
  };
  return (
    <div className="picker">
      <input
        role="combobox"
        aria-label={label}
        aria-expanded
        aria-controls={id}
        aria-activedescendant={current ? `${id}-${items.indexOf(current)}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={id} role="listbox" aria-label={label}>
        {items.map((item, index) => (
          <li
            key={item.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={item === current}
            onPointerMove={() => setAt(index)}
            onClick={() => item.run()}
          >
            <span className="ellipsis">{item.label}</span>
            {item.note && <span className="note ellipsis muted">{item.note}</span>}
            {item.keys && <Keys keys={item.keys} />}
          </li>
        ))}
      </ul>
      {items.length === 0 && query !== '' && <p className="picker-none muted">{none}</p>}
      {summary && items.length > 0 && (
        <p className="visually-hidden" role="status">
          {summary(items.length)}
        </p>
      )}
    </div>
  );
}

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function Keys({ keys }: { keys: string }): React.ReactNode {
  return (
    <span className="keys">
      {keys.split(' ').map((key) => (
        <kbd key={key}>{key === 'Mod' ? (IS_MAC ? '⌘' : 'Ctrl') : key}</kbd>
      ))}
    </span>
  );
}
