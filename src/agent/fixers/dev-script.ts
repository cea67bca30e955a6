/** `npm run dev` in a project whose package.json has no such script. */
import { readManifest } from '../manifest.ts';
import type { Fixer, FixerProject } from './fixer.ts';

const TOOLS: readonly (readonly [string, string])[] = [
  ['vite', 'vite'],
  ['astro', 'astro dev'],
  ['next', 'next dev'],
  ['nuxt', 'nuxt dev'],
  ['@angular/cli', 'ng serve'],
  ['react-scripts', 'react-scripts start'],
  ['parcel', 'parcel index.html'],
];
const SAME = ['develop', 'start', 'serve', 'server'];
const SERVERS = [
  'server.js',
  'server.mjs',
  'index.js',
  'index.mjs',
  'src/server.js',
  'src/index.js',
  'app.js',
];

export const devScript: Fixer = {
  name: 'dev-script',
  find(problem, project) {
    const name = /has no "(dev|start)" script/.exec(problem.message)?.[1];
    const text = project.text('package.json');
    const manifest = readManifest(text);
    if (name === undefined || !manifest) return Promise.resolve(undefined);
    const script = scriptFor(manifest, project);
    if (script === undefined) return Promise.resolve(undefined);
    const scripts = { [name]: script, ...manifest.scripts };
    return Promise.resolve({
      summary: `package.json has no \`${name}\` script. It now has one: \`${script}\`.`,
      files: { 'package.json': `${JSON.stringify({ ...manifest.all, scripts }, null, 2)}\n` },
      start: `npm run ${name}`,
    });
  },
};

function scriptFor(
  manifest: NonNullable<ReturnType<typeof readManifest>>,
  project: FixerProject,
): string | undefined {
  const same = SAME.find((own) => manifest.scripts[own] !== undefined);
  if (same !== undefined) return `npm run ${same}`;
  const tool = TOOLS.find(([name]) => manifest.packages[name] !== undefined);
  if (tool) return tool[1];
  const server = SERVERS.find((path) => project.text(path) !== undefined);
  return server === undefined ? undefined : `node ${server}`;
}
