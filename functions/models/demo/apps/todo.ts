/** Data: the files of the recorded “todo” build. */

export const TODO_FILES: Readonly<Record<string, string>> = {
  'index.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1.0" />
    <meta name="theme-color" content="#f6f4ee" />
    <title>Daybook · a calm to-do list</title>
    <link
      rel="icon"
      href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='9' fill='%233a7150'/%3E%3Cpath d='m9 16.5 4.6 4.6L23 11.6' fill='none' stroke='%23fff' stroke-width='3' stroke-linecap='round' stroke-linejoin='round'/%3E%3C/svg%3E"
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
        paper: '#f6f4ee',
        ink: '#1f2a26',
        moss: { 50: '#eef4ef', 100: '#d8e7db', 500: '#4b8a63', 600: '#3a7150', 700: '#2d5a40' },
        clay: { 100: '#fbe3d6', 600: '#99421f' },
        honey: { 100: '#fbefcf', 700: '#745406' },
      },
      keyframes: {
        rise: { from: { opacity: '0', transform: 'translateY(6px)' }, to: { opacity: '1', transform: 'none' } },
      },
      animation: { rise: 'rise 220ms ease-out' },
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
    @apply bg-paper text-ink antialiased;
  }
  :focus-visible {
    @apply outline-none ring-2 ring-moss-600 ring-offset-2 ring-offset-paper;
  }
}

@media (prefers-reduced-motion: reduce) {
  *,
  *::before,
  *::after {
    animation-duration: 1ms !important;
    transition-duration: 1ms !important;
  }
}
`,
  'src/types.ts': `export const CATEGORIES = ['Work', 'Home', 'Personal'] as const;
export const PRIORITIES = ['Low', 'Medium', 'High'] as const;

export type Category = (typeof CATEGORIES)[number];
export type Priority = (typeof PRIORITIES)[number];

export interface Task {
  id: string;
  title: string;
  category: Category;
  priority: Priority;
  done: boolean;
}
`,
  'src/useTasks.ts': `import { useEffect, useState } from 'react';
import type { Task } from './types';

const KEY = 'daybook.tasks';

const SAMPLES: Task[] = [
  { id: 's1', title: 'Send the workshop outline to Priya', category: 'Work', priority: 'High', done: false },
  { id: 's2', title: 'Repot the fern on the windowsill', category: 'Home', priority: 'Low', done: false },
  { id: 's3', title: 'Book train tickets to Lyon', category: 'Personal', priority: 'Medium', done: false },
  { id: 's4', title: 'Review the budget for spring', category: 'Work', priority: 'Medium', done: true },
  { id: 's5', title: 'Call the dentist', category: 'Personal', priority: 'Low', done: true },
];

function load(): Task[] {
  try {
    const saved = localStorage.getItem(KEY);
    return saved ? (JSON.parse(saved) as Task[]) : SAMPLES;
  } catch {
    return SAMPLES;
  }
}

export function useTasks() {
  const [tasks, setTasks] = useState<Task[]>(load);

  useEffect(() => {
    localStorage.setItem(KEY, JSON.stringify(tasks));
  }, [tasks]);

  return {
    tasks,
    add: (task: Omit<Task, 'id' | 'done'>) =>
      setTasks((all) => [{ ...task, id: crypto.randomUUID(), done: false }, ...all]),
    toggle: (id: string) =>
      setTasks((all) => all.map((task) => (task.id === id ? { ...task, done: !task.done } : task))),
    rename: (id: string, title: string) =>
      setTasks((all) => all.map((task) => (task.id === id ? { ...task, title } : task))),
    remove: (id: string) => setTasks((all) => all.filter((task) => task.id !== id)),
    clearDone: () => setTasks((all) => all.filter((task) => !task.done)),
  };
}
`,
  'src/components/Overview.tsx': `import { CATEGORIES, type Task } from '../types';

const RADIUS = 52;
const LENGTH = 2 * Math.PI * RADIUS;

export default function Overview({ tasks }: { tasks: Task[] }) {
  const done = tasks.filter((task) => task.done).length;
  const share = tasks.length === 0 ? 0 : done / tasks.length;

  return (
    <section aria-label="Progress" className="rounded-3xl bg-moss-700 p-6 text-white shadow-lg shadow-moss-700/20">
      <div className="flex items-center gap-6 lg:flex-col lg:gap-5 lg:pt-2">
        <svg viewBox="0 0 128 128" className="h-28 w-28 shrink-0 lg:h-40 lg:w-40" role="img" aria-label={\`\${Math.round(share * 100)} percent done\`}>
          <circle cx="64" cy="64" r={RADIUS} fill="none" stroke="currentColor" strokeWidth="11" opacity="0.18" />
          <circle
            cx="64"
            cy="64"
            r={RADIUS}
            fill="none"
            stroke="#f2c879"
            strokeWidth="11"
            strokeLinecap="round"
            strokeDasharray={LENGTH}
            strokeDashoffset={LENGTH * (1 - share)}
            transform="rotate(-90 64 64)"
            className="transition-[stroke-dashoffset] duration-500"
            opacity={share === 0 ? 0 : 1}
          />
          <text x="64" y="73" textAnchor="middle" fill="currentColor" fontSize="28" fontWeight="600">
            {Math.round(share * 100)}%
          </text>
        </svg>
        <div className="lg:text-center">
          <p className="text-lg font-semibold">
            {done} of {tasks.length} done
          </p>
          <p className="mt-1 text-sm text-white/75">{share === 1 ? 'All clear. Enjoy the rest of your day.' : 'One thing at a time.'}</p>
        </div>
      </div>
      <dl className="mt-6 grid grid-cols-3 gap-2 border-t border-white/15 pt-5 text-center">
        {CATEGORIES.map((category) => (
          <div key={category}>
            <dd className="text-2xl font-semibold tabular-nums">
              {tasks.filter((task) => task.category === category && !task.done).length}
            </dd>
            <dt className="text-xs text-white/75">{category}</dt>
          </div>
        ))}
      </dl>
    </section>
  );
}
`,
  'src/components/TaskForm.tsx': `import { useState, type FormEvent } from 'react';
import { CATEGORIES, PRIORITIES, type Category, type Priority, type Task } from '../types';

interface Props {
  onAdd: (task: Omit<Task, 'id' | 'done'>) => void;
}

const SELECT =
  'h-11 rounded-xl border border-ink/10 bg-paper px-3 text-sm font-medium text-ink/80 transition hover:border-ink/25';

export default function TaskForm({ onAdd }: Props) {
  const [title, setTitle] = useState('');
  const [category, setCategory] = useState<Category>('Work');
  const [priority, setPriority] = useState<Priority>('Medium');

  function submit(event: FormEvent) {
    event.preventDefault();
    const text = title.trim();
    if (!text) return;
    onAdd({ title: text, category, priority });
    setTitle('');
  }

  return (
    <form onSubmit={submit} className="rounded-3xl bg-white p-3 shadow-sm ring-1 ring-ink/5">
      <label className="sr-only" htmlFor="new-task">
        New task
      </label>
      <input
        id="new-task"
        value={title}
        onChange={(event) => setTitle(event.target.value)}
        placeholder="What needs doing?"
        autoComplete="off"
        className="h-12 w-full rounded-2xl bg-transparent px-3 text-lg placeholder:text-ink/65 focus-visible:ring-0 focus-visible:ring-offset-0"
      />
      <div className="mt-2 flex flex-wrap items-center gap-2 border-t border-ink/5 pt-3">
        <select
          aria-label="Category"
          value={category}
          onChange={(event) => setCategory(event.target.value as Category)}
          className={SELECT}
        >
          {CATEGORIES.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <select
          aria-label="Priority"
          value={priority}
          onChange={(event) => setPriority(event.target.value as Priority)}
          className={SELECT}
        >
          {PRIORITIES.map((name) => (
            <option key={name} value={name}>
              {name} priority
            </option>
          ))}
        </select>
        <button
          type="submit"
          className="h-11 w-full rounded-xl bg-moss-600 px-5 text-sm font-semibold text-white transition hover:bg-moss-700 disabled:bg-ink/15 disabled:text-ink/75 sm:ml-auto sm:w-auto"
          disabled={title.trim() === ''}
        >
          Add task
        </button>
      </div>
    </form>
  );
}
`,
  'src/components/TaskItem.tsx': `import { useState } from 'react';
import type { Priority, Task } from '../types';

interface Props {
  task: Task;
  onToggle: () => void;
  onRename: (title: string) => void;
  onRemove: () => void;
}

const PRIORITY_STYLE: Record<Priority, string> = {
  Low: 'bg-ink/5 text-ink/70',
  Medium: 'bg-honey-100 text-honey-700',
  High: 'bg-clay-100 text-clay-600',
};

export default function TaskItem({ task, onToggle, onRename, onRemove }: Props) {
  const [editing, setEditing] = useState(false);

  function finish(text: string) {
    setEditing(false);
    if (text.trim()) onRename(text.trim());
  }

  return (
    <li className="group flex animate-rise items-center gap-3 rounded-2xl bg-white px-4 py-3 shadow-sm ring-1 ring-ink/5 transition hover:ring-ink/15">
      <button
        type="button"
        role="checkbox"
        aria-checked={task.done}
        aria-label={\`Done: \${task.title}\`}
        onClick={onToggle}
        className="-m-2 grid h-10 w-10 shrink-0 place-items-center rounded-full"
      >
        <span
          className={\`grid h-6 w-6 place-items-center rounded-full border-2 transition \${
            task.done ? 'border-moss-600 bg-moss-600 text-white' : 'border-ink/25 text-transparent hover:border-moss-500'
          }\`}
        >
          <svg viewBox="0 0 16 16" className="h-3.5 w-3.5" fill="none" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
            <path d="m3.5 8.5 3 3 6-6.5" />
          </svg>
        </span>
      </button>

      {editing ? (
        <input
          defaultValue={task.title}
          aria-label="Task title"
          autoFocus
          onBlur={(event) => finish(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur();
            if (event.key === 'Escape') setEditing(false);
          }}
          className="min-w-0 flex-1 rounded-md bg-paper px-2 py-1"
        />
      ) : (
        <button
          type="button"
          onClick={() => setEditing(true)}
          title="Rename"
          className={\`min-w-0 flex-1 py-1 text-left leading-snug transition \${task.done ? 'text-ink/70 line-through' : ''}\`}
        >
          {task.title}
        </button>
      )}

      <span className="hidden text-sm text-ink/75 sm:inline">{task.category}</span>
      <span className={\`rounded-full px-2.5 py-1 text-xs font-semibold \${PRIORITY_STYLE[task.priority]}\`}>{task.priority}</span>
      <button
        type="button"
        onClick={onRemove}
        aria-label={\`Delete \${task.title}\`}
        className="-mr-2 grid h-10 w-10 shrink-0 place-items-center rounded-full text-ink/60 transition hover:bg-clay-100 hover:text-clay-600"
      >
        <svg viewBox="0 0 20 20" className="h-4 w-4" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" aria-hidden="true">
          <path d="m5 5 10 10M15 5 5 15" />
        </svg>
      </button>
    </li>
  );
}
`,
  'src/App.tsx': `import Overview from './components/Overview';
import TaskForm from './components/TaskForm';
import TaskItem from './components/TaskItem';
import { useTasks } from './useTasks';

const today = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long' }).format(new Date());

export default function App() {
  const { tasks, add, toggle, rename, remove, clearDone } = useTasks();
  const visible = tasks;
  const open = visible.filter((task) => !task.done);
  const done = visible.filter((task) => task.done);

  return (
    <div className="mx-auto min-h-screen max-w-5xl px-4 py-8 sm:px-6 sm:py-14">
      <header className="mb-8 sm:mb-10">
        <p className="text-sm font-medium text-moss-600">{today}</p>
        <h1 className="mt-1 text-4xl font-bold tracking-tight sm:text-5xl">Daybook</h1>
      </header>

      <div className="grid items-start gap-6 lg:grid-cols-[18rem_1fr] lg:gap-8">
        <aside className="lg:sticky lg:top-8">
          <Overview tasks={tasks} />
        </aside>

        <main className="space-y-8">
          <TaskForm onAdd={add} />

          <section aria-labelledby="open-heading">
            <h2 id="open-heading" className="mb-3 text-sm font-semibold text-ink/70">
              To do
            </h2>
            {open.length === 0 ? (
              <p className="rounded-2xl border border-dashed border-ink/20 px-4 py-10 text-center text-ink/75">
                Nothing here. Add something above, or take a break.
              </p>
            ) : (
              <ul className="space-y-2">
                {open.map((task) => (
                  <TaskItem
                    key={task.id}
                    task={task}
                    onToggle={() => toggle(task.id)}
                    onRename={(title) => rename(task.id, title)}
                    onRemove={() => remove(task.id)}
                  />
                ))}
              </ul>
            )}
          </section>

          {done.length > 0 && (
            <section aria-labelledby="done-heading">
              <div className="mb-3 flex items-center justify-between">
                <h2 id="done-heading" className="text-sm font-semibold text-ink/70">
                  Done
                </h2>
                <button
                  type="button"
                  onClick={clearDone}
                  className="-my-2 rounded-lg px-3 py-2 text-sm font-medium text-moss-700 transition hover:bg-moss-50"
                >
                  Clear done
                </button>
              </div>
              <ul className="space-y-2">
                {done.map((task) => (
                  <TaskItem
                    key={task.id}
                    task={task}
                    onToggle={() => toggle(task.id)}
                    onRename={(title) => rename(task.id, title)}
                    onRemove={() => remove(task.id)}
                  />
                ))}
              </ul>
            </section>
          )}
        </main>
      </div>
    </div>
  );
}
`,
};
