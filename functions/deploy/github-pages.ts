/** GitHub Pages: a commit with the built files on a branch of their own, which Pages serves. */
import { z } from 'zod';
import { NAMELESS_SITE, plainName } from '../../src/shared/site-name.ts';
import type { Adapter, DeployContext, DeployFile, DeployRun } from './adapter.ts';
import { base64, encodePath, poll, sha1, step, uploadAll } from './adapter.ts';
import { DeployError } from './deploy-error.ts';
import { providerApi } from './provider-api.ts';
import type { ProviderApi } from './provider-api.ts';

const BASE = 'https://api.github.com';
const BRANCH = 'gh-pages';

const USER = z.object({ login: z.string() });
const SHA = z.object({ sha: z.string() });
const REF = z.object({ object: SHA });
const COMMIT = z.object({ tree: SHA });
const TREE = z.object({ tree: z.array(z.object({ path: z.string(), type: z.string(), sha: z.string() })) });
const PAGES = z.object({ html_url: z.string() });
const BUILD = z.object({
  status: z.string(),
  commit: z.string(),
  error: z.object({ message: z.string().nullish() }).nullish(),
});

interface Blob {
  sha: string;
  file: DeployFile;
}

export const githubPages: Adapter = {
  target: 'github-pages',
  needsToken: true,
  baseVariable: 'GITHUB_API',
  async *deploy(context): DeployRun {
    const headers = {
      'x-github-api-version': '2022-11-28',
      accept: 'application/vnd.github+json',
      'user-agent': 'tabwright',
    };
    const api = providerApi({ ...context, name: 'GitHub', base: context.base ?? BASE, headers });
    yield step('prepare', 'Preparing the repository at GitHub');
    const repository = await repositoryOf(api, context);
    const repo = `/repos/${encodePath(repository)}`;
    const parent = await branchOf(api, repo);
    const blobs = await Promise.all(
      withNoJekyll(context.files).map(async (file): Promise<Blob> => ({ file, sha: await blobSha(file) })),
    );
    const known = parent === undefined ? new Set<string>() : await knownBlobs(api, repo, parent);
    const wanted = [...new Map(blobs.map((blob) => [blob.sha, blob])).values()].filter(
      ({ sha }) => !known.has(sha),
    );
    yield* uploadAll(wanted, async ({ sha, file }) => {
      const json = { content: base64(file.bytes), encoding: 'base64' };
      const made = await api.get(SHA, `${repo}/git/blobs`, { method: 'POST', json, isRepeatable: true });
      if (made.sha !== sha)
        throw new DeployError('bad-answer', `GitHub keeps another content for ${file.path}. Try again.`);
    });
    yield step('process', 'GitHub is putting the site online');
    const commit = await commitFiles(api, repo, blobs, parent);
    const url = await enablePages(api, repo);
    await poll(context, () => isBuilt(api, repo, commit));
    return { url, siteId: repository, deployId: commit };
  },
};

/** `owner/name`, made when it isn't there. */
async function repositoryOf(api: ProviderApi, { options }: DeployContext): Promise<string> {
  if (options.siteId !== undefined && !/^[\w.-]+\/[\w.-]+$/.test(options.siteId)) {
    throw new DeployError('refused', 'A GitHub repository is written owner/name.');
  }
  const name = plainName(options.name) ?? NAMELESS_SITE;
  const repository = options.siteId ?? `${(await api.get(USER, '/user')).login}/${name}`;
  const found = await api.call(`/repos/${encodePath(repository)}`, { accept: [404] });
  if (found.status === 404) {
    if (options.siteId !== undefined)
      throw new DeployError('refused', `GitHub has no repository ${repository} that this token may use.`);
    // With a first commit: blobs cannot be put into an empty repository.
    await api.call('/user/repos', {
      method: 'POST',
      json: { name, auto_init: true, description: 'Published from Tabwright' },
    });
  }
  return repository;
}

async function branchOf(api: ProviderApi, repo: string): Promise<string | undefined> {
  const found = await api.call(`${repo}/git/ref/heads/${BRANCH}`, { accept: [404] });
  return found.status === 404 ? undefined : REF.parse(found.body).object.sha;
}

async function knownBlobs(api: ProviderApi, repo: string, commit: string): Promise<Set<string>> {
  const { tree } = await api.get(COMMIT, `${repo}/git/commits/${commit}`);
  const entries = (await api.get(TREE, `${repo}/git/trees/${tree.sha}?recursive=1`)).tree;
  return new Set(entries.filter(({ type }) => type === 'blob').map(({ sha }) => sha));
}

async function commitFiles(
  api: ProviderApi,
  repo: string,
  blobs: readonly Blob[],
  parent: string | undefined,
): Promise<string> {
  const entries = blobs.map(({ sha, file }) => ({ path: file.path, mode: '100644', type: 'blob', sha }));
  // Without a base: the tree has these files and no others.
  const tree = await api.get(SHA, `${repo}/git/trees`, { method: 'POST', json: { tree: entries } });
  const commit = await api.get(SHA, `${repo}/git/commits`, {
    method: 'POST',
    json: { message: 'Publish', tree: tree.sha, parents: parent === undefined ? [] : [parent] },
  });
  const { sha } = commit;
  if (parent === undefined)
    await api.call(`${repo}/git/refs`, { method: 'POST', json: { ref: `refs/heads/${BRANCH}`, sha } });
  else await api.call(`${repo}/git/refs/heads/${BRANCH}`, { method: 'PATCH', json: { sha, force: true } });
  return sha;
}

async function enablePages(api: ProviderApi, repo: string): Promise<string> {
  const found = await api.call(`${repo}/pages`, { accept: [404] });
  if (found.status !== 404) return PAGES.parse(found.body).html_url;
  const json = { build_type: 'legacy', source: { branch: BRANCH, path: '/' } };
  return (await api.get(PAGES, `${repo}/pages`, { method: 'POST', json })).html_url;
}

async function isBuilt(api: ProviderApi, repo: string, commit: string): Promise<true | undefined> {
  const answer = await api.call(`${repo}/pages/builds/latest`, { accept: [404] });
  const build = BUILD.safeParse(answer.body);
  // Until the build of this commit begins, the latest is an earlier one or none.
  if (!build.success || build.data.commit !== commit) return undefined;
  if (build.data.status === 'errored') {
    const reason = build.data.error?.message;
    throw new DeployError(
      'deploy-failed',
      `GitHub could not put the site online${reason ? `: ${reason}` : ''}.`,
    );
  }
  return build.data.status === 'built' ? true : undefined;
}

/** Pages leaves out files that begin with an underscore unless this one is there. */
function withNoJekyll(files: readonly DeployFile[]): DeployFile[] {
  const others = files.filter(({ path }) => path !== '.nojekyll');
  return [...others, { path: '.nojekyll', bytes: new Uint8Array(0), type: 'application/octet-stream' }];
}

/** The name that Git gives a content. */
function blobSha({ bytes }: DeployFile): Promise<string> {
  const head = new TextEncoder().encode(`blob ${bytes.length}\0`);
  const all = new Uint8Array(head.length + bytes.length);
  all.set(head);
  all.set(bytes, head.length);
  return sha1(all);
}
