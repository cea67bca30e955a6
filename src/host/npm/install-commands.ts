/** install, uninstall, ci, update and their shorter names. */
import { isSet, valueOf, type Args } from './args.ts';
import type { Command, CommandContext } from './command.ts';
import { install, type DependencyKind, type InstallOptions, type InstallOutcome } from './install.ts';
import { summary } from './install-report.ts';
import { NpmError } from './npm-error.ts';
import { readPackageFile, writePackageFile } from './package-json.ts';
import { resolvePath } from './paths.ts';
import type { NpmHost } from './ports.ts';
import { runScript } from './run-script.ts';
import { SaveRequest, type DependencyField, type SaveOptions, type Wanted } from './save-deps.ts';
import { noGit } from './package-store.ts';
import { isGit, isPackageName, splitNameSpec } from './spec.ts';
import { saveInWorkspaces } from './workspace-deps.ts';

export async function installCommand(context: CommandContext): Promise<number> {
  const { args, host, prefix } = context;
  if (isSet(args, 'global')) return refuseGlobal(args.words);
  const add = args.words.map((word) => readWanted(host, word));
  if (add.length === 0 && host.fs.tryStat(`${prefix}/package.json`) === undefined)
    throw noPackageJson(prefix);
  return add.length === 0
    ? performInstall(context, {})
    : changeDependencies(context, {
        add,
        remove: [],
        field: fieldOf(args),
        exact: isSet(args, 'save-exact'),
        ...(valueOf(args, 'save-prefix') === undefined
          ? {}
          : { prefix: valueOf(args, 'save-prefix') ?? '^' }),
        cwd: prefix,
      });
}

/** In package.json of the project, or of those of its packages that were chosen: the lockfile is the project's. */
async function changeDependencies(context: CommandContext, options: SaveOptions): Promise<number> {
  const { host, workspaces, prefix } = context;
  if (workspaces === undefined) return performInstall(context, { change: new SaveRequest(options) });
  const before = await saveInWorkspaces(host, prefix, workspaces, options);
  try {
    return await performInstall(context, {});
  } catch (error) {
    for (const file of before) writePackageFile(host.fs, file);
    throw error;
  }
}

export async function ciCommand(context: CommandContext): Promise<number> {
  return performInstall(context, { frozen: true });
}

export async function uninstallCommand(context: CommandContext): Promise<number> {
  const { args, prefix } = context;
  if (args.words.length === 0) {
    throw new NpmError(
      'EUSAGE',
      'Must provide a package name to remove',
      '',
      'Usage: npm uninstall <pkg>...',
    );
  }
  return changeDependencies(context, { add: [], remove: args.words, cwd: prefix });
}

export async function dedupeCommand(context: CommandContext): Promise<number> {
  return performInstall(context, { dedupe: true });
}

/** `npm it`, `npm cit`: installs and then tests. */
export function thenTest(installing: Command): Command {
  return async (context) =>
    (await installing(context)) || runScript(context.host, { cwd: context.prefix, name: 'test', args: [] });
}

/** What an install leaves is what package.json needs. */
export async function pruneCommand(context: CommandContext): Promise<number> {
  if (context.args.words.length > 0) {
    throw new NpmError('EUSAGE', 'npm prune takes out all that is not needed; it takes no names here.');
  }
  return performInstall(context, {});
}

export async function updateCommand(context: CommandContext): Promise<number> {
  return performInstall(context, { update: new Set(context.args.words) });
}

async function performInstall(context: CommandContext, more: Partial<InstallOptions>): Promise<number> {
  const { host, args, prefix } = context;
  const started = host.now();
  const outcome = await install(host, { ...installOptions(host, args, prefix), ...more });
  const quiet = valueOf(args, 'loglevel') === 'silent' || isSet(args, 'silent');
  if (!quiet) {
    host.stdout.write(
      summary({
        added: outcome.added.length,
        removed: outcome.removed.length,
        changed: outcome.changed.length,
        funding: isSet(args, 'fund', true) ? outcome.funding : 0,
        ms: host.now() - started,
      }),
    );
  }
  return isSet(args, 'scripts') || isSet(args, 'foreground-scripts')
    ? runLifecycle(host, prefix, outcome)
    : 0;
}

export function installOptions(host: NpmHost, args: Args, prefix: string): InstallOptions {
  return {
    cwd: prefix,
    force: isSet(args, 'force'),
    legacyPeerDeps: isSet(args, 'legacy-peer-deps'),
    strictPeerDeps: isSet(args, 'strict-peer-deps'),
    ...(isSet(args, 'prefer-dedupe') ? { preferDedupe: true } : {}),
    save: isSet(args, 'save', true),
    packageLock: isSet(args, 'package-lock', true),
    lockOnly: isSet(args, 'package-lock-only'),
    dryRun: isSet(args, 'dry-run'),
    omit: omitted(host, args),
  };
}

function omitted(host: NpmHost, args: Args): Set<DependencyKind> {
  const production = isSet(args, 'production') || valueOf(args, 'only')?.startsWith('prod') === true;
  const omit = new Set<DependencyKind>(production || host.env['NODE_ENV'] === 'production' ? ['dev'] : []);
  for (const kind of (valueOf(args, 'omit') ?? '').split(',')) {
    if (kind === 'dev' || kind === 'optional' || kind === 'peer') omit.add(kind);
  }
  for (const kind of (valueOf(args, 'include') ?? '').split(',')) omit.delete(kind as DependencyKind);
  return omit;
}

function fieldOf(args: Args): DependencyField | undefined {
  if (isSet(args, 'save-dev')) return 'devDependencies';
  if (isSet(args, 'save-optional')) return 'optionalDependencies';
  if (isSet(args, 'save-peer')) return 'peerDependencies';
  return isSet(args, 'save-prod') ? 'dependencies' : undefined;
}

/** `react`, `react@18`, `a@npm:b@1`, `./folder`, `x.tgz`, a URL. Folders and tarballs name themselves. */
export function readWanted(host: NpmHost, word: string): Wanted {
  const isUrl = /^https?:\/\//.test(word);
  const isLocal =
    /^(?:\.{1,2}(?:\/|$)|\/|file:|~\/)/.test(word) || (/\.(?:tgz|tar\.gz)$/.test(word) && !isUrl);
  if (isUrl) {
    const name = /((?:@[^/]+\/)?[^/]+)\/-\/[^/]+\.tgz$/.exec(word)?.[1];
    if (name === undefined)
      throw new NpmError('EINVALIDPACKAGENAME', `No package name in ${word}: write name@URL.`);
    return { name: decodeURIComponent(name), spec: word };
  }
  if (isLocal) return localWanted(host, word);
  if (isGit(word)) throw noGit(word);
  const [name, spec] = splitNameSpec(word);
  if (!isPackageName(name)) {
    throw new NpmError('EINVALIDPACKAGENAME', `Invalid package name "${name}" of package "${word}".`);
  }
  return { name, spec };
}

function localWanted(host: NpmHost, word: string): Wanted {
  const path = resolvePath(host.cwd, word.replace(/^file:/, ''));
  const spec = `file:${path}`;
  const file = readPackageFile(host.fs, `${path}/package.json`);
  if (file?.manifest.name !== undefined) return { name: file.manifest.name, spec };
  const base = /([^/]+?)(?:-\d[^/]*)?(?:\.tgz|\.tar\.gz)?$/.exec(path)?.[1];
  if (base === undefined || host.fs.tryStat(path) === undefined) {
    throw new NpmError(
      'ENOENT',
      `Could not read package.json: no such file or directory, open '${path}/package.json'`,
    );
  }
  return { name: base, spec };
}

async function runLifecycle(host: NpmHost, prefix: string, outcome: InstallOutcome): Promise<number> {
  for (const node of outcome.added) {
    if (node.pkg.hasInstallScript !== true) continue;
    const cwd = `${prefix}/${node.location}`;
    for (const name of ['preinstall', 'install', 'postinstall']) {
      const code = await runScript(host, { cwd, name, args: [], optional: true });
      if (code !== 0 && !node.optional) return code;
    }
  }
  for (const name of ['preinstall', 'install', 'postinstall', 'prepare']) {
    const code = await runScript(host, { cwd: prefix, name, args: [], optional: true });
    if (code !== 0) return code;
  }
  return 0;
}

function refuseGlobal(words: string[]): number {
  throw new NpmError(
    'EGLOBAL',
    'There are no global packages in the tab.',
    `Run ${words.length > 0 ? `\`npx ${words[0] ?? ''}\`` : '`npx <package>`'} instead, or install the package in the project.`,
  );
}

function noPackageJson(prefix: string): NpmError {
  return new NpmError(
    'ENOENT',
    `Could not read package.json: Error: ENOENT: no such file or directory, open '${prefix}/package.json'`,
    'This is related to npm not being able to find a file.',
  );
}
