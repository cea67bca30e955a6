/** Data: the files of the recorded “guestbook” build. */

export const GUESTBOOK_FILES: Readonly<Record<string, string>> = {
  'vite.config.ts': `import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  server: {
    proxy: { '/api': 'http://localhost:3001' },
    // Entries are data, not source: writing one must not reload the page.
    watch: { ignored: ['**/server/data/**'] },
  },
});
`,
  'index.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1.0" />
    <title>The Keeper's House · guestbook</title>
    <link
      rel="icon"
      href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%2312475c'/%3E%3Cpath d='M13 27l1.2-15h3.6L19 27Z' fill='%23fff'/%3E%3Cpath d='M13.4 8h5.2v4h-5.2z' fill='%23ffd36e'/%3E%3Cpath d='M12.5 8 16 4.6 19.5 8Z' fill='%23e2553d'/%3E%3C/svg%3E"
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
  theme: {
    extend: {
      colors: {
        fog: '#eef3f5',
        sea: { 100: '#d7e6ec', 600: '#1f6d87', 800: '#12475c', 950: '#0b2a38' },
        buoy: { 500: '#e2553d', 600: '#bf3f29' },
      },
      fontFamily: { hand: ['"Iowan Old Style"', '"Palatino Linotype"', 'Palatino', 'Georgia', 'serif'] },
    },
  },
  plugins: [],
};
`,
  'dev.js': `// Starts the page (Vite) and the API (Express) together. Vite passes /api on, see vite.config.ts.
import { createServer } from 'vite';
import { createApp } from './server/app.js';

const vite = await createServer();
await vite.listen(process.env.PORT ? Number(process.env.PORT) : undefined);
vite.printUrls();

createApp().listen(3001, () => console.log('  API on port 3001'));
`,
  'server/index.js': `// Production: the built page and the API from one server.
import express from 'express';
import { fileURLToPath } from 'node:url';
import { createApp } from './app.js';

const app = createApp();
const port = Number(process.env.PORT ?? 3000);
app.use(express.static(fileURLToPath(new URL('../dist', import.meta.url))));
app.listen(port, () => console.log(\`Guestbook on port \${port}\`));
`,
  'server/app.js': `import express from 'express';
import { addEntry, likeEntry, readEntries } from './store.js';

export function createApp() {
  const app = express();
  app.use(express.json({ limit: '10kb' }));

  app.get('/api/entries', async (_request, response) => {
    response.json(await readEntries());
  });

  app.post('/api/entries', async (request, response) => {
    const name = String(request.body?.name ?? '').trim();
    const message = String(request.body?.message ?? '').trim();
    if (name.length < 2 || name.length > 40) {
      return response.status(400).json({ error: 'Please give a name of 2 to 40 characters.' });
    }
    if (message.length < 3 || message.length > 280) {
      return response.status(400).json({ error: 'Please write a message of 3 to 280 characters.' });
    }
    response.status(201).json(await addEntry({ name, message }));
  });

  app.post('/api/entries/:id/like', async (request, response) => {
    const entry = await likeEntry(request.params.id);
    if (!entry) return response.status(404).json({ error: 'That entry is gone.' });
    response.json(entry);
  });

  app.use('/api', (_request, response) => {
    response.status(404).json({ error: 'There is no such address.' });
  });
  app.use((error, _request, response, _next) => {
    response.status(error.status ?? 500).json({ error: 'The server could not do that.' });
  });
  return app;
}
`,
  'server/store.js': `// Entries in a JSON file. Writes go one after the other, so that two visitors at once lose nothing.
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(new URL('./data/entries.json', import.meta.url));
const DAY = 86_400_000;

const FIRST = [
  { id: 'a1', name: 'Marguerite', message: 'We came for the lighthouse and stayed for the soup. Thank you for the extra blankets!', likes: 7, date: Date.now() - DAY },
  { id: 'a2', name: 'Tomás & Lena', message: 'The room with the round window is the one you want. Woke up to seals on the rocks.', likes: 12, date: Date.now() - 4 * DAY },
  { id: 'a3', name: 'Yuki', message: 'Quietest week of my year. The path behind the garden leads to the best beach, do not tell anyone.', likes: 4, date: Date.now() - 9 * DAY },
];

let queue = Promise.resolve();

export async function readEntries() {
  try {
    return JSON.parse(await readFile(FILE, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return FIRST;
    throw error;
  }
}

function change(edit) {
  const result = queue.then(async () => {
    const entries = await readEntries();
    const value = edit(entries);
    await mkdir(dirname(FILE), { recursive: true });
    await writeFile(\`\${FILE}.tmp\`, JSON.stringify(entries, null, 2));
    await rename(\`\${FILE}.tmp\`, FILE);
    return value;
  });
  queue = result.then(
    () => undefined,
    () => undefined,
  );
  return result;
}

export function addEntry({ name, message }) {
  const entry = { id: randomUUID(), name, message, likes: 0, date: Date.now() };
  return change((entries) => {
    entries.unshift(entry);
    return entry;
  });
}

export function likeEntry(id) {
  return change((entries) => {
    const entry = entries.find((own) => own.id === id);
    if (entry) entry.likes += 1;
    return entry;
  });
}
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
    @apply bg-fog text-sea-950 antialiased;
  }
  :focus-visible {
    @apply outline outline-2 outline-offset-2 outline-buoy-500;
  }
}

@layer components {
  .field {
    @apply w-full rounded-xl border border-sea-950/15 bg-fog/60 px-4 py-3 placeholder:text-sea-950/50;
  }
}
`,
  'src/api.ts': `export interface Entry {
  id: string;
  name: string;
  message: string;
  likes: number;
  date: number;
}

async function call<T>(path: string, body?: unknown): Promise<T> {
  const response = await fetch(\`/api\${path}\`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => {
    throw new Error('The server cannot be reached. Check your connection and try again.');
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? 'Something went wrong on the server.');
  return answer as T;
}

export const listEntries = () => call<Entry[]>('/entries');
export const addEntry = (name: string, message: string) => call<Entry>('/entries', { name, message });
export const likeEntry = (id: string) => call<Entry>(\`/entries/\${id}/like\`, {});
`,
  'src/components/Lighthouse.tsx': `export default function Lighthouse() {
  return (
    <svg viewBox="0 0 1200 320" preserveAspectRatio="xMaxYMax slice" className="absolute inset-x-0 bottom-0 h-64 w-full sm:h-full" aria-hidden="true">
      <rect width="1200" height="320" fill="#12475c" />
      <circle cx="770" cy="56" r="22" fill="#ffe2a6" opacity="0.95" />
      <path d="M905 92 0 10v130Z" fill="#ffd36e" opacity="0.14" />
      <path d="M905 92 1200 40v110Z" fill="#ffd36e" opacity="0.14" />
      <path d="M760 320c30-70 90-96 148-96s140 30 190 96Z" fill="#0b2a38" />
      <path d="M884 232l8-124h26l8 124Z" fill="#f6f1e7" />
      <path d="M889 160h32l2 30h-36Z" fill="#e2553d" />
      <path d="M886 108h38v-7h-38Z" fill="#0b2a38" />
      <rect x="893" y="82" width="24" height="20" fill="#ffd36e" />
      <path d="M888 82 905 64l17 18Z" fill="#e2553d" />
      <path d="M938 232v-30l20-15 20 15v30Z" fill="#f6f1e7" />
      <path d="M933 204l25-20 25 20" fill="none" stroke="#e2553d" strokeWidth="6" />
      <rect x="951" y="208" width="13" height="13" fill="#ffd36e" />
      <path d="M0 268c80-18 130 12 210 0s130-14 210 0 130 12 210 0 130-14 210 0 130 10 180 0 120-8 180 0v52H0Z" fill="#1f6d87" />
      <path d="M0 290c90-14 150 10 240 0s150-12 240 0 150 10 240 0 150-12 240 0 150 8 240 0v30H0Z" fill="#eef3f5" />
    </svg>
  );
}
`,
  'src/components/EntryForm.tsx': `import { useState, type FormEvent } from 'react';
import { addEntry, type Entry } from '../api';

const LIMIT = 280;

export default function EntryForm({ onAdded }: { onAdded: (entry: Entry) => void }) {
  const [name, setName] = useState('');
  const [message, setMessage] = useState('');
  const [error, setError] = useState('');
  const [sending, setSending] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setSending(true);
    setError('');
    try {
      onAdded(await addEntry(name, message));
      setMessage('');
    } catch (reason) {
      setError((reason as Error).message);
    } finally {
      setSending(false);
    }
  }

  return (
    <form onSubmit={submit} className="rounded-3xl bg-white p-6 shadow-sm sm:p-7">
      <h2 className="font-hand text-2xl font-semibold">Leave a few words</h2>
      <label htmlFor="name" className="mt-5 block text-sm font-medium">
        Your name
      </label>
      <input id="name" value={name} onChange={(event) => setName(event.target.value)} autoComplete="name" className="field mt-1.5" />
      <label htmlFor="message" className="mt-4 block text-sm font-medium">
        Your message
      </label>
      <textarea
        id="message"
        rows={4}
        value={message}
        maxLength={LIMIT}
        onChange={(event) => setMessage(event.target.value)}
        placeholder="What will you remember?"
        className="field mt-1.5 resize-none"
      />
      <p className="mt-1 text-right text-xs tabular-nums text-sea-950/75">{LIMIT - message.length} characters left</p>
      {error && (
        <p role="alert" className="mt-2 rounded-xl bg-buoy-500/10 px-4 py-3 text-sm font-medium text-buoy-600">
          {error}
        </p>
      )}
      <button
        type="submit"
        disabled={sending}
        className="mt-4 h-12 w-full rounded-xl bg-buoy-600 font-semibold text-white transition hover:bg-sea-800 disabled:opacity-60"
      >
        {sending ? 'Writing…' : 'Sign the guestbook'}
      </button>
    </form>
  );
}
`,
  'src/App.tsx': `import { useEffect, useState } from 'react';
import { likeEntry, listEntries, type Entry } from './api';
import EntryForm from './components/EntryForm';
import Lighthouse from './components/Lighthouse';

const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long', year: 'numeric' });

export default function App() {
  const [entries, setEntries] = useState<Entry[]>();
  const [error, setError] = useState('');

  async function load() {
    setError('');
    try {
      setEntries(await listEntries());
    } catch (reason) {
      setError((reason as Error).message);
    }
  }

  useEffect(() => {
    void load();
  }, []);

  async function like(id: string) {
    try {
      const liked = await likeEntry(id);
      setEntries((all) => all?.map((entry) => (entry.id === id ? liked : entry)));
    } catch (reason) {
      setError((reason as Error).message);
    }
  }

  return (
    <>
      <header className="relative overflow-hidden bg-sea-800 text-white">
        <Lighthouse />
        <div className="relative mx-auto max-w-5xl px-5 pb-60 pt-12 sm:pb-40 sm:pt-20">
          <h1 className="font-hand text-4xl font-semibold sm:text-6xl">The Keeper’s House</h1>
          <p className="mt-3 text-lg text-sea-100">Words from those who slept by the light</p>
        </div>
      </header>

      <main className="mx-auto grid max-w-5xl items-start gap-8 px-5 pb-20 pt-8 md:grid-cols-[1fr_20rem]">
        <div className="md:sticky md:top-8 md:order-2">
          <EntryForm onAdded={(entry) => setEntries((all) => [entry, ...(all ?? [])])} />
        </div>
        <section aria-label="Entries" aria-busy={!entries && !error}>
          {error && (
            <div role="alert" className="mb-4 flex flex-wrap items-center justify-between gap-3 rounded-2xl bg-white p-5">
              <p>{error}</p>
              <button type="button" onClick={load} className="h-10 rounded-lg bg-sea-800 px-4 text-sm font-semibold text-white">
                Try again
              </button>
            </div>
          )}
          {!entries && !error && <p className="py-10 text-center text-sea-950/75">Opening the book…</p>}
          {entries?.length === 0 && <p className="py-10 text-center text-sea-950/75">The first page is yours.</p>}
          <ul className="divide-y divide-sea-950/10">
            {entries?.map((entry) => (
              <li key={entry.id} className="py-7 first:pt-0">
                <p className="font-hand text-xl leading-relaxed sm:text-2xl">{entry.message}</p>
                <div className="mt-3 flex items-center gap-3 text-sm">
                  <strong className="font-semibold">{entry.name}</strong>
                  <span className="text-sea-950/75">{day.format(entry.date)}</span>
                  <button
                    type="button"
                    onClick={() => like(entry.id)}
                    aria-label={\`Like the entry of \${entry.name}, \${entry.likes} so far\`}
                    className="ml-auto flex h-10 items-center gap-2 rounded-full bg-white px-4 font-medium tabular-nums shadow-sm transition hover:text-buoy-600 active:scale-95"
                  >
                    <svg viewBox="0 0 20 20" className="h-4 w-4 text-buoy-500" fill="currentColor" aria-hidden="true">
                      <path d="M10 17s-6.5-4-6.5-8.6A3.6 3.6 0 0 1 10 6.3a3.6 3.6 0 0 1 6.5 2.1C16.5 13 10 17 10 17Z" />
                    </svg>
                    {entry.likes}
                  </button>
                </div>
              </li>
            ))}
          </ul>
        </section>
      </main>
    </>
  );
}
`,
};
