/** The builds; scripts/build.ts runs them all, and scripts/dev.ts serves the app with the edge around it. */
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type InlineConfig, type Plugin } from 'vite';

const root = import.meta.dirname;
const common = { configFile: false, logLevel: 'warn' } as const satisfies InlineConfig;
/** Programs see the names of the host's classes and functions: `util.inspect`, `constructor.name`, assertions. */
const KEEP_NAMES = {
  compress: { keepNames: { function: true, class: true } },
  mangle: { keepNames: true },
  codegen: true,
} as const;
/** Scripts without a character beyond ASCII: V8 keeps those in half of the memory and reads them faster, in every process. */
const ascii: Plugin = {
  name: 'ascii',
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'chunk') continue;
      file.code = file.code.replace(
        /[\u0080-\uffff]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
    }
  },
};
/** What a build takes its time for says nothing to who only wants to start the app. */
const QUIET = { bundlerTimings: false } as const;
/** Everything runs in browsers that have module service workers and `Atomics.waitAsync`. */
const target = 'es2023';

/** The app: dist/app. */
export const app: InlineConfig = {
  ...common,
  root,
  plugins: [react()],
  build: {
    outDir: join(root, 'dist/app'),
    emptyOutDir: true,
    target,
    chunkSizeWarningLimit: 2000,
    // What the first screen loads comes in one piece, not in the two dozen that later chunks share with it.
    rolldownOptions: {
      checks: QUIET,
      output: { codeSplitting: { groups: [{ name: 'start', tags: ['$initial'] }] } },
    },
  },
};

/**
 * The sandbox's pages and workers: dist/sandbox. Relative URLs, because the connect page and its files lie at
 * /__tabwright/ of a preview's origin, and the others at the root of the host's.
 */
const sandbox: InlineConfig = {
  ...common,
  root: join(root, 'src/host/page'),
  base: './',
  publicDir: false,
  worker: { format: 'es', plugins: () => [ascii], rolldownOptions: { output: { minify: KEEP_NAMES } } },
  resolve: {
    // readable-stream asks for Node's modules by npm names: it gets the host's own, which programs see too.
    alias: Object.entries({
      buffer: 'buffer',
      events: 'events',
      'string_decoder/?': 'string_decoder',
      'process/': 'next-tick',
    }).map(([id, file]) => ({
      find: new RegExp(`^${id}$`),
      replacement: join(root, 'src/host/node', `${file}.ts`),
    })),
  },
  build: {
    outDir: join(root, 'dist/sandbox'),
    emptyOutDir: true,
    target,
    modulePreload: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 5000,
    rolldownOptions: {
      checks: QUIET,
      input: ['headless.html', 'connect.html'].map((page) => join(root, 'src/host/page', page)),
    },
  },
};

/** A script at a stable name, one file, beside the sandbox's pages: the service workers, and what previews load first. */
function script(entry: string, name: string, format: 'es' | 'iife'): InlineConfig {
  return {
    ...common,
    root,
    publicDir: false,
    build: {
      outDir: join(root, 'dist/sandbox'),
      emptyOutDir: false,
      target,
      modulePreload: false,
      copyPublicDir: false,
      rolldownOptions: {
        input: join(root, entry),
        output: { entryFileNames: name, format, codeSplitting: false },
      },
    },
  };
}

/** All of dist/sandbox, in this order: the first empties the folder. */
export const sandboxBuilds: readonly InlineConfig[] = [
  sandbox,
  script('src/host/worker/main.ts', 'service-worker.js', 'es'),
  script('src/host/worker/preview.ts', 'preview-worker.js', 'es'),
  // A classic script: it runs before anything of the page's own, and leaves no names behind.
  script('src/host/preview/main.ts', 'preview.js', 'iife'),
];

/** The server of `npm start`: dist/server/node.js, with all it needs. */
export const server: InlineConfig = {
  ...common,
  root,
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    outDir: join(root, 'dist/server'),
    emptyOutDir: true,
    target: 'node20',
    ssr: join(root, 'functions/platforms/node.ts'),
    minify: false,
  },
};

export default defineConfig(app);
