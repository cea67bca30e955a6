/** `npm view`: what the registry says about a package. */
import { isSet } from './args.ts';
import { print, type CommandContext } from './command.ts';
import { FetchPool } from './fetch-pool.ts';
import type { Manifest, Packument } from './manifest.ts';
import { NpmError } from './npm-error.ts';
import { readPackageFile } from './package-json.ts';
import { Registry } from './registry.ts';
import { isPackageName, parseSpec, registrySpec, splitNameSpec } from './spec.ts';
import { pickVersion } from './version-pick.ts';

export async function viewCommand(context: CommandContext): Promise<number> {
  const { host, args, prefix } = context;
  const [word, ...fields] = args.words;
  const own = word === undefined || word === '.' || word.startsWith('.@');
  const [name, raw] = splitNameSpec(
    own ? (readPackageFile(host.fs, `${prefix}/package.json`)?.manifest.name ?? '') : word,
  );
  if (!isPackageName(name)) throw new NpmError('EUSAGE', 'npm view needs the name of a package.');
  const packument = await new Registry(host, new FetchPool()).full(name);
  const spec = registrySpec(parseSpec(name, raw === '' ? 'latest' : raw, prefix));
  if (spec === undefined)
    throw new NpmError('EUSAGE', `npm view ${word ?? ''}: only packages of the registry can be shown.`);
  const manifest = pickVersion(packument, spec, { nodeVersion: host.nodeVersion });
  const info = infoOf(packument, manifest);
  if (fields.length > 0) return showFields(context, info, fields);
  if (isSet(args, 'json')) print(host, JSON.stringify(info, null, 2));
  else print(host, ...describe(packument, manifest));
  return 0;
}

function infoOf(packument: Packument, manifest: Manifest): Record<string, unknown> {
  const { versions, readme: _readme, ...about } = packument;
  return { ...about, ...manifest, versions: Object.keys(versions), 'dist-tags': packument['dist-tags'] };
}

function showFields({ host, args }: CommandContext, info: Record<string, unknown>, fields: string[]): number {
  const found = fields
    .map((field) => [field, fieldOf(info, field)] as const)
    .filter(([, value]) => value !== undefined);
  const single = found.length === 1 && fields.length === 1;
  if (isSet(args, 'json')) {
    const value: unknown = single ? found[0]?.[1] : Object.fromEntries(found);
    if (found.length > 0) print(host, JSON.stringify(value, null, 2));
    return 0;
  }
  for (const [field, value] of found) {
    const text = typeof value === 'string' ? (single ? value : `'${value}'`) : JSON.stringify(value, null, 2);
    print(host, single ? text : `${field} = ${text}`);
  }
  return 0;
}

/** `dist.tarball`, `dist-tags.latest`, `versions`, `scripts[build]`. */
function fieldOf(info: Record<string, unknown>, path: string): unknown {
  let value: unknown = info;
  for (const key of path.replace(/\[([^\]]+)\]/g, '.$1').split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function describe(packument: Packument, manifest: Manifest): string[] {
  const { name = '', version = '', dist } = manifest;
  const deps = Object.entries(manifest.dependencies ?? {});
  const license = typeof manifest.license === 'object' ? manifest.license.type : manifest.license;
  const tags = Object.entries(packument['dist-tags']).map(([tag, value]) => `${tag}: ${value}`);
  const text = (key: string): string[] => (typeof manifest[key] === 'string' ? [String(manifest[key])] : []);
  return [
    '',
    `${name}@${version} | ${license ?? 'Proprietary'} | deps: ${deps.length || 'none'} | versions: ${Object.keys(packument.versions).length}`,
    ...text('description'),
    ...text('homepage'),
    ...(manifest.deprecated ? ['', `DEPRECATED - ${String(manifest.deprecated)}`] : []),
    ...(manifest.bin === undefined
      ? []
      : ['', `bin: ${typeof manifest.bin === 'string' ? name : Object.keys(manifest.bin).join(', ')}`]),
    '',
    'dist',
    `.tarball: ${dist?.tarball ?? ''}`,
    `.shasum: ${dist?.shasum ?? ''}`,
    `.integrity: ${dist?.integrity ?? ''}`,
    ...(deps.length > 0
      ? ['', 'dependencies:', ...deps.slice(0, 24).map(([dep, range]) => `${dep}: ${range}`)]
      : []),
    '',
    'dist-tags:',
    ...tags,
    '',
  ];
}
