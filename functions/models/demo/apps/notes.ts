/** Data: the files of the recorded “notes” build. */

export const NOTES_FILES: Readonly<Record<string, string>> = {
  'index.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1.0" />
    <meta name="color-scheme" content="light dark" />
    <title>Margin · Markdown notes</title>
    <link
      rel="icon"
      href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='7' fill='%230f6a72'/%3E%3Cpath d='M11 7v18M15 12h8M15 17h8M15 22h5' stroke='%23fff' stroke-width='2.2' stroke-linecap='round'/%3E%3C/svg%3E"
    />
  </head>
  <body>
    <div id="root"></div>
    <script type="module" src="/src/main.tsx"></script>
  </body>
</html>
`,
  'tailwind.config.js': `/** @type {import('tailwindcss').Config} */
export default {
  content: ['./index.html', './src/**/*.{ts,tsx}'],
  darkMode: 'media',
  theme: {
    extend: {
      colors: {
        desk: { DEFAULT: '#f3f4f1', dark: '#14171a' },
        sheet: { DEFAULT: '#ffffff', dark: '#1b1f23' },
        line: { DEFAULT: '#dfe2dc', dark: '#2d3338' },
        text: { DEFAULT: '#20262b', dark: '#e6e8e4' },
        mute: { DEFAULT: '#5f6a70', dark: '#98a3a8' },
        mark: { DEFAULT: '#0f6a72', dark: '#6cc7c9' },
      },
      fontFamily: { mono: ['ui-monospace', 'SFMono-Regular', 'Menlo', 'Consolas', 'monospace'] },
    },
  },
  plugins: [],
};
`,
  'src/main.tsx': `import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import App from './App';
import './index.css';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
`,
  'src/index.css': `@tailwind base;
@tailwind components;
@tailwind utilities;

@layer base {
  body {
    @apply bg-desk text-text antialiased dark:bg-desk-dark dark:text-text-dark;
  }
  :focus-visible {
    @apply outline outline-2 outline-offset-2 outline-mark dark:outline-mark-dark;
  }
}

@layer components {
  .prose-note {
    @apply leading-relaxed;
  }
  .prose-note > * + * {
    @apply mt-4;
  }
  .prose-note h1 {
    @apply text-3xl font-bold tracking-tight;
  }
  .prose-note h2 {
    @apply mt-8 text-xl font-semibold;
  }
  .prose-note h3 {
    @apply mt-6 font-semibold;
  }
  .prose-note ul {
    @apply list-disc space-y-1 pl-6 marker:text-mark dark:marker:text-mark-dark;
  }
  .prose-note ol {
    @apply list-decimal space-y-1 pl-6 marker:text-mute;
  }
  .prose-note li:has(> input) {
    @apply -ml-6 list-none;
  }
  .prose-note input {
    @apply mr-2 accent-mark;
  }
  .prose-note a {
    @apply text-mark underline underline-offset-4 dark:text-mark-dark;
  }
  .prose-note blockquote {
    @apply rounded-r-lg bg-mark/5 py-3 pl-5 pr-4 italic dark:bg-mark-dark/10;
  }
  .prose-note code {
    @apply rounded bg-text/5 px-1.5 py-0.5 font-mono text-[0.9em] dark:bg-white/10;
  }
  .prose-note pre {
    @apply overflow-x-auto rounded-xl bg-[#172126] p-4 text-sm text-[#dfeae6];
  }
  .prose-note pre code {
    @apply bg-transparent p-0;
  }
  .prose-note table {
    @apply w-full border-collapse text-sm;
  }
  .prose-note th,
  .prose-note td {
    @apply border-b border-line px-3 py-2 text-left dark:border-line-dark;
  }
  .prose-note hr {
    @apply border-line dark:border-line-dark;
  }
}
`,
  'src/notes.ts': `export interface Note {
  id: string;
  body: string;
  updated: number;
}

const hour = 3_600_000;

export const SAMPLES: Note[] = [
  {
    id: 'welcome',
    updated: Date.now() - hour,
    body: \`# A week in Lisbon

Three days in **Alfama**, two in *Belém*, and the rest wherever the tram goes.

## Before leaving

- [x] Renew the passport
- [x] Book the room above the bakery
- [ ] Learn to order coffee properly

> A *galão* is milk with a little coffee. A *bica* is the opposite, and braver.

## Budget

| What | Per day |
| --- | --- |
| Room | 68 € |
| Trains and trams | 9 € |
| Pastéis de nata | embarrassing |

Sunset from the [Miradouro da Graça](https://www.openstreetmap.org/#map=17/38.7164/-9.1316), every evening.
\`,
  },
  {
    id: 'bread',
    updated: Date.now() - 26 * hour,
    body: \`# Sunday sourdough

1. Feed the starter the night before
2. Mix 500 g flour, 350 g water, 100 g starter
3. Rest, fold, rest, fold
4. Shape and leave in the fridge overnight

Bake at 250 °C under a lid for 25 minutes, then 20 without.
\`,
  },
  {
    id: 'code',
    updated: Date.now() - 70 * hour,
    body: \`# Snippets worth keeping

Group without a library:

\\\`\\\`\\\`js
const byAuthor = Object.groupBy(books, (book) => book.author);
\\\`\\\`\\\`

And \\\`structuredClone\\\` copies almost anything.
\`,
  },
];

export function titleOf({ body }: Note): string {
  const first = body.split('\\n').find((line) => line.trim() !== '');
  return first?.replace(/^#+\\s*/, '').trim() || 'Untitled note';
}

/** Links, fences, marks at the start of a line, marks of emphasis and tables. */
const MARKS = /!?\\[([^\\]]*)\\]\\([^)]*\\)|^ *(?:[-*>#]+|\\d+\\.) +(?:\\[[ x]\\] )?|\`{3}\\w*|-{3,}|[*\`|_]/gm;

export function excerptOf({ body }: Note): string {
  const rest = body.trim().split('\\n').slice(1).join('\\n');
  return rest.replace(MARKS, '$1').replace(/\\s+/g, ' ').trim().slice(0, 90) || 'No more text';
}

export function ago(time: number): string {
  const hours = (Date.now() - time) / hour;
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  if (hours < 1 / 60) return 'just now';
  if (hours < 1) return format.format(-Math.round(hours * 60), 'minute');
  return hours < 24 ? format.format(-Math.round(hours), 'hour') : format.format(-Math.round(hours / 24), 'day');
}
`,
  'src/useNotes.ts': `import { useEffect, useState } from 'react';
import { SAMPLES, type Note } from './notes';

const KEY = 'margin.notes';

function load(): Note[] {
  try {
    const saved = localStorage.getItem(KEY);
    return saved ? (JSON.parse(saved) as Note[]) : SAMPLES;
  } catch {
    return SAMPLES;
  }
}

export function useNotes() {
  const [notes, setNotes] = useState<Note[]>(load);
  const [openId, setOpenId] = useState<string | undefined>(notes[0]?.id);

  useEffect(() => {
    localStorage.setItem(KEY, JSON.stringify(notes));
  }, [notes]);

  return {
    notes: [...notes].sort((a, b) => b.updated - a.updated),
    open: notes.find((note) => note.id === openId),
    select: setOpenId,
    create() {
      const note: Note = { id: crypto.randomUUID(), body: '# ', updated: Date.now() };
      setNotes((all) => [note, ...all]);
      setOpenId(note.id);
    },
    write(id: string, body: string) {
      setNotes((all) => all.map((note) => (note.id === id ? { ...note, body, updated: Date.now() } : note)));
    },
    remove(id: string) {
      setNotes((all) => all.filter((note) => note.id !== id));
      setOpenId(notes.find((note) => note.id !== id)?.id);
    },
  };
}
`,
  'src/components/Preview.tsx': `import DOMPurify from 'dompurify';
import { marked } from 'marked';
import { useMemo } from 'react';

function toHtml(markdown: string): string {
  const html = marked.parse(markdown, { async: false, gfm: true });
  // The boxes of task lists come without a name.
  return DOMPurify.sanitize(html.replaceAll('<input ', '<input aria-label="Task" '));
}

export default function Preview({ markdown }: { markdown: string }) {
  const html = useMemo(() => toHtml(markdown), [markdown]);
  return <article className="prose-note mx-auto max-w-[65ch]" dangerouslySetInnerHTML={{ __html: html }} />;
}
`,
  'src/components/NoteList.tsx': `import { useState } from 'react';
import { ago, excerptOf, titleOf, type Note } from '../notes';

interface Props {
  notes: Note[];
  openId?: string;
  onSelect: (id: string) => void;
  onCreate: () => void;
}

export default function NoteList({ notes, openId, onSelect, onCreate }: Props) {
  const [query, setQuery] = useState('');
  const words = query.toLowerCase().split(/\\s+/).filter(Boolean);
  const found = notes.filter((note) => words.every((word) => note.body.toLowerCase().includes(word)));

  return (
    <div className="flex h-full flex-col">
      <div className="flex items-center justify-between px-5 pb-3 pt-5">
        <h1 className="text-xl font-bold tracking-tight">Margin</h1>
        <button
          type="button"
          onClick={onCreate}
          className="h-10 rounded-lg bg-mark px-4 text-sm font-semibold text-white transition hover:brightness-110 dark:bg-mark-dark dark:text-desk-dark"
        >
          New note
        </button>
      </div>
      <div className="px-5 pb-3">
        <input
          type="search"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          placeholder="Search in all notes"
          aria-label="Search in all notes"
          className="h-10 w-full rounded-lg border border-line bg-sheet px-3 text-sm placeholder:text-mute dark:border-line-dark dark:bg-sheet-dark dark:placeholder:text-mute-dark"
        />
      </div>
      <nav aria-label="Notes" className="flex-1 overflow-y-auto px-3 pb-6">
        {found.length === 0 && (
          <p className="px-2 py-8 text-center text-sm text-mute dark:text-mute-dark">
            {query ? \`Nothing matches “\${query}”.\` : 'No notes yet. Write the first one.'}
          </p>
        )}
        <ul className="space-y-1">
          {found.map((note) => (
            <li key={note.id}>
              <button
                type="button"
                onClick={() => onSelect(note.id)}
                aria-current={note.id === openId ? 'page' : undefined}
                className={\`w-full rounded-xl px-3 py-3 text-left transition \${
                  note.id === openId
                    ? 'bg-sheet shadow-sm ring-1 ring-line dark:bg-sheet-dark dark:ring-line-dark'
                    : 'hover:bg-text/5 dark:hover:bg-white/5'
                }\`}
              >
                <span className="block truncate font-medium">{titleOf(note)}</span>
                <span className="mt-0.5 block truncate text-sm text-mute dark:text-mute-dark">{excerptOf(note)}</span>
                <span className="mt-1 block text-xs text-mute dark:text-mute-dark">{ago(note.updated)}</span>
              </button>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}
`,
  'src/components/Editor.tsx': `import { useEffect, useRef, useState } from 'react';
import type { Note } from '../notes';
import Preview from './Preview';

interface Props {
  note: Note;
  onWrite: (body: string) => void;
  onRemove: () => void;
  onBack: () => void;
}

type View = 'write' | 'read';

export default function Editor({ note, onWrite, onRemove, onBack }: Props) {
  const [view, setView] = useState<View>('read');
  const [asking, setAsking] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const words = note.body.split(/\\s+/).filter((word) => /\\w/.test(word)).length;

  useEffect(() => {
    setAsking(false);
    if (note.body.trim() !== '#') return;
    setView('write');
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(2, 2);
    });
  }, [note.id]);

  function insertTab(event: React.KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key !== 'Tab' || event.shiftKey) return;
    event.preventDefault();
    const { selectionStart, selectionEnd } = event.currentTarget;
    onWrite(\`\${note.body.slice(0, selectionStart)}  \${note.body.slice(selectionEnd)}\`);
    requestAnimationFrame(() => field.current?.setSelectionRange(selectionStart + 2, selectionStart + 2));
  }

  return (
    <div className="flex h-full flex-col bg-sheet dark:bg-sheet-dark">
      <div className="flex items-center gap-2 border-b border-line px-4 py-3 dark:border-line-dark md:px-6">
        <button type="button" onClick={onBack} className="h-10 whitespace-nowrap rounded-lg px-2 text-sm font-medium md:hidden">
          ← Notes
        </button>
        <div role="group" aria-label="View" className="flex rounded-lg bg-text/5 p-1 dark:bg-white/10 lg:hidden">
          {(['write', 'read'] as const).map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={view === name}
              onClick={() => setView(name)}
              className={\`h-9 rounded-md px-4 text-sm font-medium capitalize \${view === name ? 'bg-sheet shadow-sm dark:bg-desk-dark' : ''}\`}
            >
              {name}
            </button>
          ))}
        </div>
        <p className="hidden text-sm tabular-nums text-mute dark:text-mute-dark sm:block">{words} words</p>
        <div className="ml-auto">
          {asking ? (
            <span className="flex items-center gap-1 text-sm">
              <button type="button" onClick={onRemove} className="h-10 rounded-lg bg-red-700 px-4 font-semibold text-white">
                Delete
              </button>
              <button type="button" onClick={() => setAsking(false)} className="h-10 rounded-lg px-3 font-medium">
                Keep
              </button>
            </span>
          ) : (
            <button type="button" onClick={() => setAsking(true)} className="h-10 rounded-lg px-3 text-sm font-medium text-mute transition hover:text-red-700 dark:text-mute-dark">
              Delete…
            </button>
          )}
        </div>
      </div>
      <div className="grid min-h-0 flex-1 lg:grid-cols-2">
        <textarea
          ref={field}
          value={note.body}
          onChange={(event) => onWrite(event.target.value)}
          onKeyDown={insertTab}
          aria-label="Markdown text"
          spellCheck
          className={\`min-h-0 resize-none bg-transparent p-6 font-mono text-[0.925rem] leading-7 focus-visible:outline-none md:p-8 \${view === 'read' ? 'hidden lg:block' : ''}\`}
        />
        <div className={\`min-h-0 overflow-y-auto border-line p-6 dark:border-line-dark md:p-8 lg:border-l \${view === 'write' ? 'hidden lg:block' : ''}\`}>
          <Preview markdown={note.body} />
        </div>
      </div>
    </div>
  );
}
`,
  'src/App.tsx': `import { useState } from 'react';
import Editor from './components/Editor';
import NoteList from './components/NoteList';
import { useNotes } from './useNotes';

export default function App() {
  const { notes, open, select, create, write, remove } = useNotes();
  const [showsList, setShowsList] = useState(false);

  return (
    <div className="grid h-dvh md:grid-cols-[19rem_1fr]">
      <aside className={\`min-h-0 border-line dark:border-line-dark md:block md:border-r \${open && !showsList ? 'hidden' : ''}\`}>
        <NoteList
          notes={notes}
          openId={open?.id}
          onSelect={(id) => {
            select(id);
            setShowsList(false);
          }}
          onCreate={() => {
            create();
            setShowsList(false);
          }}
        />
      </aside>
      <main className={\`min-h-0 min-w-0 md:block \${open && !showsList ? '' : 'hidden'}\`}>
        {open ? (
          <Editor
            note={open}
            onWrite={(body) => write(open.id, body)}
            onRemove={() => remove(open.id)}
            onBack={() => setShowsList(true)}
          />
        ) : (
          <div className="grid h-full place-items-center text-mute dark:text-mute-dark">Choose a note, or write a new one.</div>
        )}
      </main>
    </div>
  );
}
`,
};
