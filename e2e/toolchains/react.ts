/** React as models write it: Tailwind, Sass, React Router, and the shadcn/ui way of components. */
import type { ToolchainProject } from './project.ts';

const html = (entry: string): string => `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>App</title></head>
  <body><div id="root"></div><script type="module" src="/${entry}"></script></body>
</html>
`;

const main = `import { createRoot } from 'react-dom/client';
import App from './App';
import './index.css';
createRoot(document.getElementById('root')!).render(<App />);
`;

const app = `import { useState } from 'react';
export default function App() {
  const [count, setCount] = useState(0);
  return (
    <main className="p-4">
      <h1 className="text-3xl font-bold">Plain title</h1>
      <button className="rounded bg-blue-600 px-3 py-1 text-white" onClick={() => setCount(count + 1)}>
        count is {count}
      </button>
    </main>
  );
}
`;

const edit = { file: 'src/App.tsx', from: 'Plain title', to: 'Hot title', sees: 'Hot title' };
const react = { react: '^18.3.1', 'react-dom': '^18.3.1' };
const scripts = { dev: 'vite', build: 'vite build', preview: 'vite preview' };

interface Tailwind3 {
  vite: number;
  /** Of `@vitejs/plugin-react`. */
  plugin: string;
  /** Members of Vite's configuration. */
  config?: string;
  /** The configuration files of PostCSS and Tailwind end in this, and export like this. */
  ending: 'mjs' | 'cjs' | 'ts';
}

/** The three differ in what configuration files may look like, too. */
const tailwind3 = ({ vite, plugin, config = '', ending }: Tailwind3): ToolchainProject => {
  const exports = ending === 'cjs' ? 'module.exports =' : 'export default';
  return {
    name: `React, TypeScript, Tailwind 3, PostCSS (Vite ${vite})`,
    scripts,
    dependencies: react,
    devDependencies: {
      vite: `^${vite}.0.0`,
      '@vitejs/plugin-react': plugin,
      tailwindcss: '^3.4.0',
      postcss: '^8.4.0',
      autoprefixer: '^10.4.0',
      ...(ending === 'ts' ? { jiti: '^2.4.0' } : {}),
    },
    files: {
      'index.html': html('src/main.tsx'),
      'vite.config.ts': `import { defineConfig } from 'vite';
import react from '@vitejs/plugin-react';
export default defineConfig({ plugins: [react()], ${config} });
`,
      [`tailwind.config.${ending}`]: `${exports} { content: ['./index.html', './src/**/*.{ts,tsx}'], theme: { extend: {} }, plugins: [] };\n`,
      [`postcss.config.${ending}`]: `${exports} { plugins: { tailwindcss: {}, autoprefixer: {} } };\n`,
      'src/index.css': '@tailwind base;\n@tailwind components;\n@tailwind utilities;\n',
      'src/main.tsx': main,
      'src/App.tsx': app,
    },
    sees: 'Plain title',
    style: { selector: 'button', property: 'background-color', value: 'rgb(37, 99, 235)' },
    counter: true,
    edit,
    build: true,
  };
};

const tailwind4: ToolchainProject = {
  name: 'React, Tailwind 4 (Vite 7)',
  scripts,
  dependencies: react,
  devDependencies: {
    vite: '^7.0.0',
    '@vitejs/plugin-react': '^5.0.0',
    tailwindcss: '^4.1.0',
    '@tailwindcss/vite': '^4.1.0',
  },
  files: {
    'index.html': html('src/main.tsx'),
    'vite.config.ts': `import { defineConfig } from 'vite';
import react from '@vitejs/plugin-react';
import tailwindcss from '@tailwindcss/vite';
export default defineConfig({ plugins: [react(), tailwindcss()] });
`,
    'src/index.css': '@import "tailwindcss";\n',
    'src/main.tsx': main,
    'src/App.tsx': app,
  },
  sees: 'Plain title',
  style: { selector: 'button', property: 'padding-left', value: '12px' },
  counter: true,
  edit,
  build: true,
};

const sassAndRouter: ToolchainProject = {
  name: 'React Router, Sass (Vite 6)',
  scripts,
  dependencies: { ...react, 'react-router-dom': '^6.28.0' },
  devDependencies: { vite: '^6.0.0', '@vitejs/plugin-react': '^4.3.0', sass: '^1.80.0' },
  files: {
    'index.html': html('src/main.tsx'),
    'vite.config.ts': `import { defineConfig } from 'vite';
import react from '@vitejs/plugin-react';
export default defineConfig({ plugins: [react()] });
`,
    'src/colours.scss': '$accent: #663399;\n',
    'src/index.css': 'body { margin: 0; }\n',
    'src/app.scss': "@use './colours';\nmain { button { background-color: colours.$accent; } }\n",
    'src/main.tsx': main,
    'src/App.tsx': `import { useState } from 'react';
import { BrowserRouter, Link, Route, Routes } from 'react-router-dom';
import './app.scss';
function Home() {
  const [count, setCount] = useState(0);
  return <main><h1>Plain title</h1><button onClick={() => setCount(count + 1)}>count is {count}</button></main>;
}
export default function App() {
  return (
    <BrowserRouter>
      <Link to="/about">About us</Link>
      <Routes>
        <Route path="/" element={<Home />} />
        <Route path="/about" element={<h1>About page</h1>} />
      </Routes>
    </BrowserRouter>
  );
}
`,
  },
  sees: 'Plain title',
  style: { selector: 'button', property: 'background-color', value: 'rgb(102, 51, 153)' },
  counter: true,
  edit,
  deepLink: { path: '/about', sees: 'About page' },
  build: true,
};

const shadcn: ToolchainProject = {
  name: 'shadcn/ui style: Radix, cva, Tailwind 3, `@/` alias (Vite 6)',
  scripts: { ...scripts, build: 'tsc -b && vite build' },
  dependencies: {
    ...react,
    '@radix-ui/react-dialog': '^1.1.0',
    '@radix-ui/react-slot': '^1.1.0',
    'class-variance-authority': '^0.7.1',
    clsx: '^2.1.1',
    'lucide-react': '^0.460.0',
    'tailwind-merge': '^2.5.0',
    'tailwindcss-animate': '^1.0.7',
  },
  devDependencies: {
    vite: '^6.0.0',
    '@vitejs/plugin-react': '^4.3.0',
    '@types/react': '^18.3.0',
    '@types/react-dom': '^18.3.0',
    typescript: '^5.6.0',
    tailwindcss: '^3.4.0',
    postcss: '^8.4.0',
    autoprefixer: '^10.4.0',
  },
  files: {
    'index.html': html('src/main.tsx'),
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        target: 'ES2022',
        module: 'ESNext',
        moduleResolution: 'bundler',
        jsx: 'react-jsx',
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        types: ['vite/client'],
        paths: { '@/*': ['./src/*'] },
      },
      include: ['src'],
    }),
    'vite.config.ts': `import path from 'path';
import { fileURLToPath } from 'url';
import { defineConfig } from 'vite';
import react from '@vitejs/plugin-react';
const here = path.dirname(fileURLToPath(import.meta.url));
export default defineConfig({ plugins: [react()], resolve: { alias: { '@': path.resolve(here, './src') } } });
`,
    'tailwind.config.js': `import animate from 'tailwindcss-animate';
export default {
  content: ['./index.html', './src/**/*.{ts,tsx}'],
  theme: { extend: { colors: { primary: 'hsl(var(--primary))' } } },
  plugins: [animate],
};
`,
    'postcss.config.js': 'export default { plugins: { tailwindcss: {}, autoprefixer: {} } };\n',
    'src/index.css':
      '@tailwind base;\n@tailwind components;\n@tailwind utilities;\n@layer base { :root { --primary: 120 100% 25%; } }\n',
    'src/lib/utils.ts': `import { clsx, type ClassValue } from 'clsx';
import { twMerge } from 'tailwind-merge';
export const cn = (...inputs: ClassValue[]) => twMerge(clsx(inputs));
`,
    'src/components/ui/button.tsx': `import * as React from 'react';
import { Slot } from '@radix-ui/react-slot';
import { cva, type VariantProps } from 'class-variance-authority';
import { cn } from '@/lib/utils';
const buttonVariants = cva('inline-flex rounded-md', {
  variants: { variant: { default: 'bg-primary text-white', ghost: 'hover:bg-primary' } },
  defaultVariants: { variant: 'default' },
});
type Props = React.ButtonHTMLAttributes<HTMLButtonElement> & VariantProps<typeof buttonVariants> & { asChild?: boolean };
export const Button = React.forwardRef<HTMLButtonElement, Props>(({ className, variant, asChild, ...props }, ref) => {
  const Comp = asChild ? Slot : 'button';
  return <Comp ref={ref} className={cn(buttonVariants({ variant }), className)} {...props} />;
});
`,
    'src/main.tsx': main,
    'src/App.tsx': `import { useState } from 'react';
import * as Dialog from '@radix-ui/react-dialog';
import { Sparkles } from 'lucide-react';
import { Button } from '@/components/ui/button';
export default function App() {
  const [count, setCount] = useState(0);
  return (
    <Dialog.Root>
      <h1><Sparkles /> Plain title</h1>
      <Button onClick={() => setCount(count + 1)}>count is {count}</Button>
      <Dialog.Trigger>Open</Dialog.Trigger>
      <Dialog.Portal><Dialog.Content><Dialog.Title>Inside</Dialog.Title></Dialog.Content></Dialog.Portal>
    </Dialog.Root>
  );
}
`,
  },
  sees: 'Plain title',
  style: { selector: 'button', property: 'background-color', value: 'rgb(0, 128, 0)' },
  counter: true,
  edit,
  build: true,
};

export const reactProjects: ToolchainProject[] = [
  tailwind3({ vite: 5, plugin: '^4.3.0', ending: 'mjs', config: "base: '/sub/'" }),
  tailwind3({ vite: 6, plugin: '^4.3.0', ending: 'cjs' }),
  tailwind3({ vite: 7, plugin: '^5.0.0', ending: 'ts' }),
  tailwind4,
  sassAndRouter,
  shadcn,
];
