/** A package that is imported and not there: installed, in the newest version that fits what is there. */
import satisfies from 'semver/functions/satisfies';
import { readManifest, type ProjectManifest } from '../manifest.ts';
import { packageOf } from './package-name.ts';
import type { Fixer, FixerProject } from './fixer.ts';

const PATTERNS: readonly RegExp[] = [
  /failed to resolve import "([^"]+)"/i,
  /could not resolve ["']([^"']+)["']/i,
  /cannot find (?:module|package) ["']([^"']+)["']/i,
  /the following dependencies are imported but could not be resolved:\s+(\S+) \(imported by/i,
  /can't resolve ["']([^"']+)["']/i,
  /couldn't find (?:any versions for|package) ["']?([^"'\s]+)/i,
];
/** Packages that are only used while developing. */
const DEVELOPMENT =
  /^(?:@types\/|@vitejs\/|@tailwindcss\/|vite|vitest|typescript|tailwindcss|postcss|autoprefixer|eslint|sass|less)/;
/** Of packages that do not fit, so many older major versions are looked at. */
const MAX_MAJORS = 6;

export const missingPackage: Fixer = {
  name: 'missing-package',
  async find(problem, project) {
    const text = `${problem.message}\n${problem.source === 'install' ? '' : (problem.stack ?? '')}`;
    const specifier = PATTERNS.map((pattern) => pattern.exec(text)?.[1]).find((own) => own !== undefined);
    const name = specifier === undefined ? undefined : packageOf(specifier);
    const manifest = readManifest(project.text('package.json'));
    if (name === undefined || !manifest || aliases(project).some((alias) => specifier?.startsWith(alias)))
      return undefined;
    if (manifest.packages[name] !== undefined) {
      if ((await project.installed(`${name}/package.json`)) !== undefined) return undefined;
      return {
        summary: `${name} is in package.json and was not installed. Now it is.`,
        command: 'npm install',
      };
    }
    const version = await fittingVersion(name, manifest, project);
    if (version === undefined) return undefined;
    const where = problem.file === undefined ? 'It is imported' : `${problem.file} imports it`;
    const flag = DEVELOPMENT.test(name) ? ' --save-dev' : '';
    return {
      summary: `The package ${name} was missing. ${where}, so it is installed.`,
      command: `npm install${flag} ${name}@${version}`,
    };
  },
};

/** The newest version whose peers the installed packages are; undefined when the registry has no such package. */
async function fittingVersion(
  name: string,
  manifest: ProjectManifest,
  project: FixerProject,
): Promise<string | undefined> {
  // Types are of the version of what they describe; sisters of one release go together.
  const described = name.startsWith('@types/')
    ? name.slice('@types/'.length).replace('__', '/')
    : SISTERS[name];
  const version = described === undefined ? undefined : await installedVersion(described, project);
  const range = version && (SISTERS[name] === undefined ? `^${version.split('.', 1)[0] ?? ''}` : version);
  const wanted = range === undefined ? undefined : await project.published(name, range);
  if (wanted) return `^${wanted.version}`;
  const latest = await project.published(name);
  if (!latest) return undefined;
  if (await fits(latest.peers, manifest, project)) return `^${latest.version}`;
  const majors = [...new Set(latest.versions.map((own) => Number(own.split('.', 1)[0])))].sort(
    (a, b) => b - a,
  );
  const own = Number(latest.version.split('.', 1)[0]);
  for (const major of majors.filter((other) => other < own).slice(0, MAX_MAJORS)) {
    const older = await project.published(name, `^${major}`);
    if (older && (await fits(older.peers, manifest, project))) return `^${older.version}`;
  }
  return `^${latest.version}`;
}

const SISTERS: Readonly<Record<string, string>> = {
  'react-dom': 'react',
  '@tailwindcss/vite': 'tailwindcss',
  '@tailwindcss/postcss': 'tailwindcss',
};

async function fits(
  peers: Readonly<Record<string, string>>,
  manifest: ProjectManifest,
  project: FixerProject,
): Promise<boolean> {
  for (const [name, range] of Object.entries(peers)) {
    if (manifest.packages[name] === undefined) continue;
    const version = await installedVersion(name, project);
    if (version !== undefined && !satisfies(version, range)) return false;
  }
  return true;
}

async function installedVersion(name: string, project: FixerProject): Promise<string | undefined> {
  const text = await project.installed(`${name}/package.json`);
  const version = readManifest(text)?.all['version'];
  return typeof version === 'string' ? version : undefined;
}

/** Prefixes that the project's own configuration gives a meaning: they are no packages. */
function aliases(project: FixerProject): string[] {
  const texts = ['vite.config.ts', 'vite.config.js', 'tsconfig.json', 'tsconfig.app.json'].flatMap(
    (path) => project.text(path) ?? [],
  );
  return texts.flatMap((text) =>
    [
      ...text.matchAll(/["']([@~#$\w-]+)\/?\*?["']\s*:\s*(?:path|resolve|fileURLToPath|new URL|["'[])/g),
    ].flatMap(([, alias]) => (alias === undefined || alias === '' ? [] : [`${alias}/`])),
  );
}
