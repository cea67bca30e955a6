/** Data: the recorded reply to the follow-up of the “todo” build. */

export const TODO_FOLLOW_UP = `I'll give tasks an optional due date with a clear label when they are late, and add filters by status and category above the list.

<artifact id="daybook-due-dates" title="Due dates and filters">
<action type="edit" path="src/types.ts">
<<<<<<< SEARCH
  priority: Priority;
  done: boolean;
=======
  priority: Priority;
  /** \`YYYY-MM-DD\`. */
  due?: string;
  done: boolean;
>>>>>>> REPLACE
</action>
<action type="file" path="src/due.ts">
export interface DueLabel {
  text: string;
  late: boolean;
}

const DAY = 86_400_000;
const short = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });

/** A date as \`YYYY-MM-DD\` in local time, some days from today. */
export function dayFromNow(days: number): string {
  const date = new Date();
  date.setDate(date.getDate() + days);
  return \`\${date.getFullYear()}-\${String(date.getMonth() + 1).padStart(2, '0')}-\${String(date.getDate()).padStart(2, '0')}\`;
}

export function dueLabel(due: string): DueLabel {
  const date = new Date(\`\${due}T00:00:00\`);
  const days = Math.round((date.getTime() - new Date(\`\${dayFromNow(0)}T00:00:00\`).getTime()) / DAY);
  if (days === 0) return { text: 'Today', late: false };
  if (days === 1) return { text: 'Tomorrow', late: false };
  if (days === -1) return { text: 'Yesterday', late: true };
  return { text: short.format(date), late: days < 0 };
}
</action>
<action type="file" path="src/components/Filters.tsx">
import { CATEGORIES, type Category } from '../types';

export type Status = 'All' | 'Today' | 'Late' | 'No date';
export interface Filter {
  status: Status;
  category: Category | 'All';
}

const STATUSES: Status[] = ['All', 'Today', 'Late', 'No date'];

interface Props {
  filter: Filter;
  counts: Record<Status, number>;
  onChange: (filter: Filter) => void;
}

export default function Filters({ filter, counts, onChange }: Props) {
  return (
    <div className="flex flex-wrap items-center gap-2" role="group" aria-label="Filter tasks">
      {STATUSES.map((status) => (
        <button
          key={status}
          type="button"
          aria-pressed={filter.status === status}
          onClick={() => onChange({ ...filter, status })}
          className={\`h-10 rounded-full px-4 text-sm font-medium transition \${
            filter.status === status ? 'bg-ink text-white' : 'bg-white text-ink/75 ring-1 ring-ink/10 hover:ring-ink/30'
          }\`}
        >
          {status} <span className="tabular-nums opacity-70">{counts[status]}</span>
        </button>
      ))}
      <select
        aria-label="Category filter"
        value={filter.category}
        onChange={(event) => onChange({ ...filter, category: event.target.value as Filter['category'] })}
        className="h-10 rounded-full bg-white px-4 text-sm font-medium text-ink/75 ring-1 ring-ink/10 sm:ml-auto"
      >
        <option value="All">All categories</option>
        {CATEGORIES.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </div>
  );
}
</action>
<action type="edit" path="src/useTasks.ts">
<<<<<<< SEARCH
import type { Task } from './types';

const KEY = 'daybook.tasks';
=======
import { dayFromNow } from './due';
import type { Task } from './types';

const KEY = 'daybook.tasks.v2';
>>>>>>> REPLACE
<<<<<<< SEARCH
  { id: 's1', title: 'Send the workshop outline to Priya', category: 'Work', priority: 'High', done: false },
=======
  { id: 's1', title: 'Send the workshop outline to Priya', category: 'Work', priority: 'High', due: dayFromNow(0), done: false },
>>>>>>> REPLACE
<<<<<<< SEARCH
  { id: 's3', title: 'Book train tickets to Lyon', category: 'Personal', priority: 'Medium', done: false },
=======
  { id: 's3', title: 'Book train tickets to Lyon', category: 'Personal', priority: 'Medium', due: dayFromNow(-1), done: false },
>>>>>>> REPLACE
<<<<<<< SEARCH
    const saved = localStorage.getItem(KEY);
=======
    // Lists from before due dates are taken over as they are.
    const saved = localStorage.getItem(KEY) ?? localStorage.getItem('daybook.tasks');
>>>>>>> REPLACE
</action>
<action type="edit" path="src/components/TaskForm.tsx">
<<<<<<< SEARCH
  const [priority, setPriority] = useState<Priority>('Medium');
=======
  const [priority, setPriority] = useState<Priority>('Medium');
  const [due, setDue] = useState('');
>>>>>>> REPLACE
<<<<<<< SEARCH
    onAdd({ title: text, category, priority });
    setTitle('');
=======
    onAdd({ title: text, category, priority, ...(due ? { due } : {}) });
    setTitle('');
    setDue('');
>>>>>>> REPLACE
<<<<<<< SEARCH
        <button
          type="submit"
=======
        <input
          type="date"
          aria-label="Due date"
          value={due}
          onChange={(event) => setDue(event.target.value)}
          className={SELECT}
        />
        <button
          type="submit"
>>>>>>> REPLACE
</action>
<action type="edit" path="src/components/TaskItem.tsx">
<<<<<<< SEARCH
import { useState } from 'react';
import type { Priority, Task } from '../types';
=======
import { useState } from 'react';
import { dueLabel } from '../due';
import type { Priority, Task } from '../types';
>>>>>>> REPLACE
<<<<<<< SEARCH
  const [editing, setEditing] = useState(false);
=======
  const [editing, setEditing] = useState(false);
  const due = task.due ? dueLabel(task.due) : undefined;
  const isLate = due?.late === true && !task.done;
>>>>>>> REPLACE
<<<<<<< SEARCH
          {task.title}
        </button>
      )}
=======
          {task.title}
          {due && (
            <span className={\`mt-0.5 block text-sm no-underline \${isLate ? 'font-semibold text-clay-600' : 'text-ink/75'}\`}>
              {isLate ? \`Late: \${due.text}\` : due.text}
            </span>
          )}
        </button>
      )}
>>>>>>> REPLACE
</action>
<action type="edit" path="src/App.tsx">
<<<<<<< SEARCH
import Overview from './components/Overview';
=======
import { useState } from 'react';
import Filters, { type Filter, type Status } from './components/Filters';
import Overview from './components/Overview';
>>>>>>> REPLACE
<<<<<<< SEARCH
import { useTasks } from './useTasks';
=======
import { dayFromNow } from './due';
import type { Task } from './types';
import { useTasks } from './useTasks';
>>>>>>> REPLACE
<<<<<<< SEARCH
export default function App() {
  const { tasks, add, toggle, rename, remove, clearDone } = useTasks();
  const visible = tasks;
=======
const MATCHES: Record<Status, (task: Task) => boolean> = {
  All: () => true,
  Today: (task) => task.due === dayFromNow(0),
  Late: (task) => !task.done && task.due !== undefined && task.due < dayFromNow(0),
  'No date': (task) => task.due === undefined,
};

export default function App() {
  const { tasks, add, toggle, rename, remove, clearDone } = useTasks();
  const [filter, setFilter] = useState<Filter>({ status: 'All', category: 'All' });
  const inCategory = tasks.filter((task) => filter.category === 'All' || task.category === filter.category);
  const visible = inCategory.filter(MATCHES[filter.status]);
  const count = (status: Status) => inCategory.filter((task) => !task.done && MATCHES[status](task)).length;
  const counts = { All: count('All'), Today: count('Today'), Late: count('Late'), 'No date': count('No date') };
>>>>>>> REPLACE
<<<<<<< SEARCH
          <TaskForm onAdd={add} />

=======
          <TaskForm onAdd={add} />
          <Filters filter={filter} counts={counts} onChange={setFilter} />

>>>>>>> REPLACE
<<<<<<< SEARCH
                Nothing here. Add something above, or take a break.
=======
                {tasks.length === visible.length
                  ? 'Nothing here. Add something above, or take a break.'
                  : 'No task matches these filters.'}
>>>>>>> REPLACE
</action>
</artifact>

A new task can have a date in the form, and the chips count what is due today, late or without a date.
`;
