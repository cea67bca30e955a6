/** Files that the recorded builds have in common, so that each recording holds only what is its own. Pure. */

const VERSIONS: Readonly<Record<string, string>> = {
  '@fontsource-variable/fraunces': '5.3.0',
  '@fontsource-variable/inter': '5.3.0',
  '@types/react': '18.3.31',
  '@types/react-dom': '18.3.7',
  '@vitejs/plugin-react': '4.7.0',
  autoprefixer: '10.6.2',
  dompurify: '3.4.18',
  express: '4.22.3',
  marked: '15.0.12',
  postcss: '8.5.33',
  react: '18.3.1',
  'react-dom': '18.3.1',
  tailwindcss: '3.4.19',
  typescript: '5.9.3',
  vite: '6.4.6',
};

const REACT = ['react', 'react-dom'];
const REACT_TOOLS = [
  '@types/react',
  '@types/react-dom',
  '@vitejs/plugin-react',
  'autoprefixer',
  'postcss',
  'tailwindcss',
  'typescript',
  'vite',
];

export interface ProjectOptions {
  name: string;
  /** `react`: with Tailwind CSS; `plain`: TypeScript under Vite. */
  kind: 'react' | 'plain';
  /** Packages besides those of the kind. */
  packages?: readonly string[];
  scripts?: Readonly<Record<string, string>>;
}

/** package.json and the configuration of the tools: what comes before `npm install`. */
export function projectFiles(options: ProjectOptions): Record<string, string> {
  const isReact = options.kind === 'react';
  const dependencies = pinned([...(options.packages ?? []), ...(isReact ? REACT : [])]);
  const manifest = {
    name: options.name,
    private: true,
    version: '0.0.0',
    type: 'module',
    scripts: {
      dev: 'vite',
      build: 'vite build',
      preview: 'vite preview',
      typecheck: 'tsc --noEmit',
      ...options.scripts,
    },
    ...(Object.keys(dependencies).length > 0 ? { dependencies } : {}),
    devDependencies: pinned(isReact ? REACT_TOOLS : ['typescript', 'vite']),
  };
  return {
    'package.json': json(manifest),
    'tsconfig.json': json({ compilerOptions: compilerOptions(isReact), include: ['src'] }),
    ...(isReact ? { 'postcss.config.js': POSTCSS, 'vite.config.ts': VITE } : {}),
  };
}

function compilerOptions(isReact: boolean): Record<string, unknown> {
  return {
    target: 'ES2022',
    lib: ['ES2023', 'DOM', 'DOM.Iterable'],
    module: 'ESNext',
    moduleResolution: 'bundler',
    ...(isReact ? { jsx: 'react-jsx' } : {}),
    strict: true,
    noEmit: true,
    isolatedModules: true,
    skipLibCheck: true,
    types: ['vite/client'],
  };
}

const POSTCSS = `export default {
  plugins: { tailwindcss: {}, autoprefixer: {} },
};
`;

const VITE = `import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
});
`;

function pinned(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.toSorted().map((name) => [name, VERSIONS[name] ?? 'latest']));
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
