/** Every template that `create-vite` ships, with the Vite it asks for today; and those that models write most with older ones. */
import type { ToolchainEdit, ToolchainProject } from './project.ts';

interface Template {
  name: string;
  /** The file that has the page's first heading. */
  file: string;
  loses?: ToolchainEdit['loses'];
  beyond?: boolean;
  why?: string;
}

const TEMPLATES: Template[] = [
  { name: 'vanilla', file: 'src/main.js', loses: 'page' },
  { name: 'vanilla-ts', file: 'src/main.ts', loses: 'page' },
  { name: 'react', file: 'src/App.jsx' },
  { name: 'react-ts', file: 'src/App.tsx' },
  { name: 'react-compiler-ts', file: 'src/App.tsx' },
  { name: 'preact-ts', file: 'src/app.tsx' },
  { name: 'vue-ts', file: 'src/components/HelloWorld.vue' },
  { name: 'svelte-ts', file: 'src/App.svelte', loses: 'state' },
  { name: 'solid-ts', file: 'src/App.tsx', loses: 'state' },
  { name: 'lit-ts', file: 'index.html', loses: 'page' },
  {
    name: 'qwik-ts',
    file: 'src/app.tsx',
    loses: 'page',
    beyond: true,
    why: 'it asks for a version of Qwik that the registry does not have: npm install fails everywhere',
  },
];

function template({ name, file, loses, beyond = false, why }: Template): ToolchainProject {
  const edit = { file, from: 'Get started', to: 'Hot and new', sees: 'Hot and new' };
  return {
    name: `create-vite ${name} (latest Vite)`,
    // At a terminal it asks for what the template leaves open, as it does anywhere.
    create: `npm create vite@latest app -- --template ${name} </dev/null`,
    beyond,
    ...(why === undefined ? {} : { why }),
    sees: 'Get started',
    counter: true,
    edit: loses ? { ...edit, loses } : edit,
    build: true,
  };
}

/** The same, when Vite's major is named: their pages said something else then. */
function older(major: number, name: string, file: string, title: string): ToolchainProject {
  return {
    name: `create-vite ${name} (Vite ${major})`,
    beyond: true,
    create: `npm create --yes vite@${major} app -- --template ${name} --no-interactive`,
    sees: title,
    counter: true,
    edit: {
      file,
      from: title,
      to: 'Hot and new',
      sees: 'Hot and new',
      ...(name === 'svelte-ts' ? { loses: 'state' as const } : {}),
    },
    build: true,
  };
}

export const templates: ToolchainProject[] = [
  ...TEMPLATES.map(template),
  older(7, 'react-ts', 'src/App.tsx', 'Vite + React'),
  older(7, 'vue-ts', 'src/App.vue', 'Vite + Vue'),
  older(7, 'svelte-ts', 'src/App.svelte', 'Vite + Svelte'),
  older(5, 'react-ts', 'src/App.tsx', 'Vite + React'),
];
