/** Which published version a spec means: npm's order of preference (engines, deprecation, then newest). */
import { Range, compareBuild, prerelease, rcompare, satisfies } from 'semver';
import type { Manifest, Packument } from './manifest.ts';
import { NpmError } from './npm-error.ts';
import type { RegistrySpec } from './spec.ts';

export interface PickOptions {
  nodeVersion: string;
}

const picked = new WeakMap<Packument, Map<string, Manifest>>();

/** Throws NpmError ETARGET, naming the closest versions, when nothing matches. */
export function pickVersion(packument: Packument, spec: RegistrySpec, options: PickOptions): Manifest {
  let known = picked.get(packument);
  if (known === undefined) picked.set(packument, (known = new Map<string, Manifest>()));
  let manifest = known.get(spec.fetchSpec);
  if (manifest === undefined) {
    manifest = choose(packument, spec, options);
    if (manifest === undefined) throw noMatch(packument, spec);
    known.set(spec.fetchSpec, manifest);
  }
  return manifest;
}

function choose(packument: Packument, spec: RegistrySpec, options: PickOptions): Manifest | undefined {
  const { versions } = packument;
  const tags = packument['dist-tags'];
  if (spec.type === 'version') return versions[spec.fetchSpec];
  if (spec.type === 'tag') return versions[tags[spec.fetchSpec] ?? ''];
  const latest = tags['latest'];
  const wanted = spec.fetchSpec === '' ? '*' : spec.fetchSpec;
  const range = new Range(wanted, { loose: true });
  const preferred = latest === undefined ? undefined : versions[latest];
  if (
    preferred !== undefined &&
    latest !== undefined &&
    (wanted === '*' || range.test(latest)) &&
    !isDeprecated(preferred) &&
    engineFits(preferred, options.nodeVersion)
  ) {
    return preferred;
  }
  const matching = Object.keys(versions).filter((version) => range.test(version));
  matching.sort((a, b) => rcompare(a, b, true));
  let best: Manifest | undefined;
  let bestScore = -1;
  for (const version of matching) {
    const manifest = versions[version];
    if (manifest === undefined) continue;
    const fits = engineFits(manifest, options.nodeVersion) ? 2 : 0;
    const alive = isDeprecated(manifest) ? 0 : 1;
    const score = fits + alive;
    if (score > bestScore) [best, bestScore] = [manifest, score];
    if (score === 3) break;
  }
  return best;
}

/** The registry writes `deprecated: ""` or false when a deprecation was taken back. */
export function isDeprecated(manifest: Manifest): boolean {
  return Boolean(manifest.deprecated);
}

export function engineFits(manifest: Manifest, nodeVersion: string): boolean {
  const wanted = manifest.engines?.['node'];
  return (
    typeof wanted !== 'string' || wanted === '' || satisfies(nodeVersion, wanted, { includePrerelease: true })
  );
}

function noMatch(packument: Packument, spec: RegistrySpec): NpmError {
  const near = closestVersions(Object.keys(packument.versions), spec.fetchSpec);
  const latest = packument['dist-tags']['latest'];
  return new NpmError(
    'ETARGET',
    `No matching version found for ${packument.name}@${spec.fetchSpec}.`,
    'In most cases you or one of your dependencies are requesting',
    "a package version that doesn't exist.",
    ...(near.length > 0
      ? [
          `The closest published ${near.length > 1 ? 'versions are' : 'version is'} ${near.join(', ')}${latest === undefined ? '' : ` (latest: ${latest})`}.`,
        ]
      : []),
  );
}

/** Published versions next below and above the first version named in a spec. */
function closestVersions(versions: string[], wanted: string): string[] {
  const [major, minor, patch] = (/(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(wanted) ?? []).slice(1);
  if (major === undefined) return [];
  const target = `${major}.${minor ?? 0}.${patch ?? 0}`;
  // Old packages have versions like 1.0.0beta, which only a loose reading takes.
  const stable = versions.filter((version) => prerelease(version, true) === null);
  const sorted = (stable.length > 0 ? stable : versions).sort((a, b) => compareBuild(a, b, true));
  const above = sorted.findIndex((version) => compareBuild(version, target, true) > 0);
  const below = above < 0 ? sorted.at(-1) : sorted[above - 1];
  return [below, above < 0 ? undefined : sorted[above]].filter((version) => version !== undefined);
}
