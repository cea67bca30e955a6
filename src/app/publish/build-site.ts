/** Makes a project into files that any static host can serve: runs its build and finds what came out. */
import type { FileSystemTree } from '@webcontainer/api';
import { cleanOutput } from '../../agent/receipt.ts';
import type { Container } from '../container.ts';
import type { FileSnapshot } from '../project-files.ts';
import { runCommand } from '../run-command.ts';
import { buildCommand, buildScript } from './package-scripts.ts';

export type SiteFiles = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

export type BuildOutcome =
  | { readonly kind: 'built'; readonly files: SiteFiles }
  | {
      readonly kind: 'failed';
      readonly command: string;
      readonly output: string;
      readonly exitCode: number;
    }
  /** It has no static output: a server, or a build that puts its pages where nobody looks. */
  | { readonly kind: 'no-site' }
  | { readonly kind: 'aborted' };

export interface BuildOptions {
  readonly container: Container;
  readonly files: FileSnapshot;
  /** Where the site will begin: `/`, or a folder of a shared host. */
  readonly base: string;
  readonly signal: AbortSignal;
  readonly onOutput: (chunk: string) => void;
}

/** Where builders leave their pages, the usual first. */
const FOLDERS = ['dist', 'build', 'out', '.output/public', 'dist/client', 'build/client', '_site', 'www'];
const DEPTH = 3;
/** A project without a build is its own site, but for what only its makers need. */
const NOT_PUBLISHED = /(?:^|\/)(?:\.|node_modules\/|package(?:-lock)?\.json$)|^(?:README|RULES)\.md$/i;

export async function buildSite(options: BuildOptions): Promise<BuildOutcome> {
  const { container, files, base, signal, onOutput } = options;
  const packageJson = files.get('package.json');
  const script = buildScript(typeof packageJson === 'string' ? packageJson : undefined);
  if (script === undefined) return plainSite(files);
  const command = buildCommand(script, base);
  const outcome = await runCommand(container, command, { signal, onOutput });
  if (outcome.kind === 'aborted') return { kind: 'aborted' };
  const { output } = outcome;
  if (outcome.kind !== 'exited' || outcome.code !== 0) {
    return { kind: 'failed', command, output, exitCode: outcome.kind === 'exited' ? outcome.code : 124 };
  }
  const folder = await findSite(container, output);
  if (folder === undefined) return { kind: 'no-site' };
  const tree = await container.export(folder, { format: 'json' });
  return { kind: 'built', files: new Map(flatten(tree, '')) };
}

/** Files as they are, from the folder with the page: the root or `public`. */
function plainSite(files: FileSnapshot): BuildOutcome {
  const root = ['', 'public/'].find((folder) => files.has(`${folder}index.html`));
  if (root === undefined) return { kind: 'no-site' };
  const published = [...files].filter(([path]) => path.startsWith(root) && !NOT_PUBLISHED.test(path));
  return {
    kind: 'built',
    files: new Map(published.map(([path, content]) => [path.slice(root.length), bytesOf(content)])),
  };
}

/** The folder that a builder names in its output, else the first usual one with a page in it. */
async function findSite(container: Container, output: string): Promise<string | undefined> {
  const named = [...cleanOutput(output).matchAll(/^\s*(?:\.\/)?([\w@.-][\w@./-]*)\/index\.html\s/gm)];
  for (const folder of [...named.map(([, path = '']) => path), ...FOLDERS]) {
    const found = await pageIn(container, folder, DEPTH);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function pageIn(container: Container, folder: string, depth: number): Promise<string | undefined> {
  // Most of the usual folders are not there.
  const entries = await container.fs.readdir(folder, { withFileTypes: true }).catch(() => []);
  if (entries.some((entry) => entry.isFile() && entry.name === 'index.html')) return folder;
  if (depth === 0) return undefined;
  for (const entry of entries) {
    const found = entry.isDirectory()
      ? await pageIn(container, `${folder}/${entry.name}`, depth - 1)
      : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function* flatten(tree: FileSystemTree, prefix: string): Generator<[string, Uint8Array<ArrayBuffer>]> {
  for (const [name, node] of Object.entries(tree)) {
    const path = prefix + name;
    if ('directory' in node) yield* flatten(node.directory, `${path}/`);
    else if ('contents' in node.file) yield [path, bytesOf(node.file.contents)];
  }
}

function bytesOf(content: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
}
