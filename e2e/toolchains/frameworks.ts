/** Frameworks with a server of their own: beyond what has to run, tried with `TOOLCHAINS=all`. */
import type { ToolchainProject } from './project.ts';

const react = { react: '^19.0.0', 'react-dom': '^19.0.0' };

const astro: ToolchainProject = {
  name: 'Astro 5',
  scripts: { dev: 'astro dev', build: 'astro build', preview: 'astro preview' },
  dependencies: { astro: '^5.0.0' },
  files: {
    'src/pages/index.astro': `---
const title = 'Plain title';
---
<html lang="en"><head><meta charset="utf-8" /><title>{title}</title></head><body><h1>{title}</h1></body></html>
`,
  },
  sees: 'Plain title',
  edit: { file: 'src/pages/index.astro', from: 'Plain', to: 'Hot', sees: 'Hot title', loses: 'page' },
  build: true,
};

const svelteKit: ToolchainProject = {
  name: 'SvelteKit 2 (Vite 8)',
  scripts: { dev: 'vite dev', build: 'vite build', preview: 'vite preview' },
  devDependencies: {
    '@sveltejs/adapter-auto': '^7.0.0',
    '@sveltejs/kit': '^2.63.0',
    '@sveltejs/vite-plugin-svelte': '^7.1.0',
    svelte: '^5.56.0',
    vite: '^8.0.0',
  },
  files: {
    'vite.config.js': `import adapter from '@sveltejs/adapter-auto';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
export default defineConfig({ plugins: [sveltekit({ adapter: adapter() })] });
`,
    'src/app.html': `<!doctype html>
<html lang="en"><head><meta charset="utf-8" />%sveltekit.head%</head><body><div>%sveltekit.body%</div></body></html>
`,
    'src/routes/+page.server.js': `export const load = () => ({ from: 'the server' });
`,
    'src/routes/+page.svelte': `<script>
  let { data } = $props();
  let count = $state(0);
</script>
<h1>Plain words from {data.from}</h1>
<button onclick={() => (count += 1)}>count is {count}</button>
`,
  },
  sees: 'Plain words from the server',
  counter: true,
  edit: {
    file: 'src/routes/+page.svelte',
    from: 'Plain',
    to: 'Hot',
    sees: 'Hot words from the server',
    loses: 'state',
  },
  build: true,
};

const reactRouter: ToolchainProject = {
  name: 'React Router 7, as a framework (Vite 6)',
  scripts: { dev: 'react-router dev', build: 'react-router build' },
  // One version for all of them: they ask for each other exactly.
  dependencies: {
    ...react,
    '@react-router/node': '7.18.4',
    '@react-router/serve': '7.18.4',
    'react-router': '7.18.4',
    isbot: '^5.1.0',
  },
  devDependencies: { '@react-router/dev': '7.18.4', typescript: '^5.8.0', vite: '^6.3.0' },
  files: {
    'vite.config.ts': `import { reactRouter } from '@react-router/dev/vite';
import { defineConfig } from 'vite';
export default defineConfig({ plugins: [reactRouter()] });
`,
    'app/routes.ts': `import { index } from '@react-router/dev/routes';
export default [index('routes/home.tsx')];
`,
    'app/root.tsx': `import { Outlet, Scripts } from 'react-router';
export function Layout({ children }) {
  return <html lang="en"><head><meta charSet="utf-8" /></head><body>{children}<Scripts /></body></html>;
}
export default function App() { return <Outlet />; }
`,
    'app/routes/home.tsx': `import { useState } from 'react';
export function loader() { return { from: 'the server' }; }
export default function Home({ loaderData }) {
  const [count, setCount] = useState(0);
  return <main><h1>Plain words from {loaderData.from}</h1><button onClick={() => setCount(count + 1)}>count is {count}</button></main>;
}
`,
  },
  sees: 'Plain words from the server',
  counter: true,
  edit: { file: 'app/routes/home.tsx', from: 'Plain', to: 'Hot', sees: 'Hot words from the server' },
  commands: [{ run: 'npm run build', prints: 'built in' }],
};

const next: ToolchainProject = {
  name: 'Next.js 16',
  why: 'its compiler is a native one, and what it would fetch instead is not in the registry',
  scripts: { dev: 'next dev', build: 'next build' },
  dependencies: { ...react, next: '^16.0.0' },
  files: {
    'app/layout.jsx': `export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }
`,
    'app/page.jsx': `export default function Page() { return <h1>Plain title</h1>; }
`,
  },
  sees: 'Plain title',
};

const nuxt: ToolchainProject = {
  name: 'Nuxt 4',
  why: 'its parts talk over a Unix socket that they look for as a file; here sockets are no files',
  scripts: { dev: 'nuxt dev', build: 'nuxt build' },
  dependencies: { nuxt: '^4.0.0', vue: '^3.5.0', 'vue-router': '^4.5.0' },
  files: {
    'nuxt.config.ts':
      'export default defineNuxtConfig({ telemetry: false, devtools: { enabled: false } });\n',
    'app/app.vue': '<template>\n  <h1>Plain title</h1>\n</template>\n',
  },
  sees: 'Plain title',
};

export const frameworks: readonly ToolchainProject[] = [astro, svelteKit, reactRouter, next, nuxt].map(
  (project) => ({ ...project, beyond: true }),
);
