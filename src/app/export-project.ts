/** The project as a ZIP archive that runs anywhere: the same content gives the same bytes. */
import { strToU8, zip, type AsyncZippable } from 'fflate';
import { ignoreRules } from './ignore-rules.ts';
import type { FileContent, FileSnapshot } from './project-files.ts';

/** ZIP's own first day. */
const DATE = '1980-01-01T00:00:00';

/** What of a project goes out: what `.gitignore` leaves out does not; a README says how to run it. */
export function filesToExport(files: FileSnapshot, title: string): [string, FileContent][] {
  const text = (path: string): string | undefined => {
    const content = files.get(path);
    return typeof content === 'string' ? content : undefined;
  };
  const isIgnored = ignoreRules([...files.keys()], text);
  const kept = [...files].filter(([path]) => !isIgnored(path));
  const hasReadme = kept.some(([path]) => /^readme(?:\.\w+)?$/i.test(path));
  if (!hasReadme) kept.push(['README.md', readme(title, text('package.json'))]);
  return kept.sort(([a], [b]) => (a < b ? -1 : 1));
}

export function exportZip(files: FileSnapshot, title: string): Promise<Uint8Array> {
  const entries: AsyncZippable = {};
  for (const [path, content] of filesToExport(files, title))
    entries[path] = typeof content === 'string' ? strToU8(content) : content;
  return new Promise((resolve, reject) => {
    zip(entries, { mtime: DATE, level: 6, consume: false }, (error, bytes) => {
      if (error) reject(error);
      else resolve(bytes);
    });
  });
}

/** A file name from a title. */
export function archiveName(title: string): string {
  const name = title
    .normalize('NFKD')
    .replace(/[^\w\s-]/g, '')
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-')
    .slice(0, 60);
  return `${name || 'project'}.zip`;
}

function readme(title: string, manifest: string | undefined): string {
  const scripts = scriptsOf(manifest);
  const start = ['dev', 'start'].find((name) => scripts.includes(name));
  const steps = [
    ...(manifest === undefined ? [] : ['npm install']),
    ...(start === undefined ? [] : [`npm run ${start}`]),
  ];
  const run =
    steps.length > 0
      ? `Run it with [Node.js](https://nodejs.org) 20 or newer:\n\n\`\`\`sh\n${steps.join('\n')}\n\`\`\`\n`
      : 'Open `index.html` in a browser.\n';
  const build = scripts.includes('build') ? '\n`npm run build` makes what a web server serves.\n' : '';
  return `# ${title}\n\n${run}${build}`;
}

function scriptsOf(manifest: string | undefined): string[] {
  try {
    const parsed: unknown = JSON.parse(manifest ?? '{}');
    const scripts: unknown = typeof parsed === 'object' && parsed !== null && Reflect.get(parsed, 'scripts');
    return typeof scripts === 'object' && scripts !== null ? Object.keys(scripts) : [];
  } catch {
    // Not valid JSON: npm says so when it is run.
    return [];
  }
}
