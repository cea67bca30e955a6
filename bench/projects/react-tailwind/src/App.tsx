import { Check, Plus } from 'lucide-react';
import { useState } from 'react';

export function App() {
  const [tasks, setTasks] = useState(['Measure', 'Improve']);
  return (
    <main className="mx-auto max-w-md p-8">
      <h1 className="text-2xl font-semibold">Tasks</h1>
      <ul className="mt-4 space-y-2">
        {tasks.map((task, index) => (
          <li key={index} className="flex items-center gap-2 rounded-lg border p-3 shadow-sm">
            <Check size={16} /> {task}
          </li>
        ))}
      </ul>
      <button
        className="mt-4 flex items-center gap-2 rounded bg-blue-600 px-4 py-2 text-white"
        onClick={() => setTasks([...tasks, `Task ${tasks.length + 1}`])}
      >
        <Plus size={16} /> Add
      </button>
    </main>
  );
}
