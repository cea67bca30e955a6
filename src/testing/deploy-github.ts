/** GitHub's Git data and Pages APIs, as far as a deploy needs them, for tests. */
import { z } from 'zod';
import { check, digest, json, settle, SHA1 } from './deploy-contract.ts';
import type { Call, Routes, World } from './deploy-contract.ts';

export function github(world: World): Routes {
  const repos = new Map<string, { ref?: string; pages: boolean }>();
  const blobs = new Map<string, Buffer>();
  const trees = new Map<string, { path: string; type: string; sha: string }[]>();
  const commits = new Map<string, { tree: string; parents: string[] }>();
  const auth = ({ bearer, headers }: Call): void => {
    check(bearer === world.token, 401, 'Bad credentials');
    check(headers['user-agent'] !== undefined, 403, 'no user agent');
  };
  const repoOf = (call: Call, name = '') => {
    auth(call);
    const repo = repos.get(name);
    check(repo !== undefined, 404, 'Not Found');
    return repo;
  };
  const on = (method: string, rest: string): RegExp => new RegExp(`^${method} /repos/([^/]+/[^/]+)${rest}$`);
  const setRef = (repo: { ref?: string }, sha: string) => {
    check(commits.has(sha), 422, 'Object does not exist');
    repo.ref = sha;
    return { object: { sha } };
  };
  return [
    [/^GET \/user$/, (call) => (auth(call), { login: 'octo' })],
    [
      /^POST \/user\/repos$/,
      (call) => {
        auth(call);
        const body = json(z.looseObject({ name: z.string(), auto_init: z.literal(true) }), call);
        repos.set(`octo/${body.name}`, { pages: false });
        return { full_name: `octo/${body.name}` };
      },
    ],
    [on('GET', ''), (call, [name]) => (repoOf(call, name), { full_name: name })],
    [
      on('GET', '/git/ref/heads/gh-pages'),
      (call, [name]) => {
        const { ref } = repoOf(call, name);
        check(ref !== undefined, 404, 'Not Found');
        return { object: { sha: ref } };
      },
    ],
    [
      on('GET', '/git/commits/(\\w+)'),
      (call, [name, sha = '']) => (repoOf(call, name), { tree: { sha: commits.get(sha)?.tree } }),
    ],
    [
      on('GET', '/git/trees/(\\w+)'),
      (call, [name, sha = '']) => (repoOf(call, name), { tree: trees.get(sha) ?? [] }),
    ],
    [
      on('POST', '/git/blobs'),
      (call, [name]) => {
        repoOf(call, name);
        const { content } = json(
          z.strictObject({ content: z.base64(), encoding: z.literal('base64') }),
          call,
        );
        const bytes = Buffer.from(content, 'base64');
        const sha = digest('sha1', Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]));
        blobs.set(sha, bytes);
        return { sha };
      },
    ],
    [
      on('POST', '/git/trees'),
      (call, [name]) => {
        repoOf(call, name);
        const ENTRY = z.strictObject({
          path: z.string(),
          mode: z.literal('100644'),
          type: z.literal('blob'),
          sha: SHA1,
        });
        const { tree } = json(z.strictObject({ tree: z.array(ENTRY) }), call);
        check(
          tree.every(({ sha }) => blobs.has(sha)),
          422,
          'tree.sha is not a valid blob',
        );
        const sha = digest('sha1', JSON.stringify(tree));
        trees.set(sha, tree);
        return { sha };
      },
    ],
    [
      on('POST', '/git/commits'),
      (call, [name]) => {
        repoOf(call, name);
        const { tree, parents } = json(
          z.strictObject({ message: z.string(), tree: SHA1, parents: z.array(SHA1) }),
          call,
        );
        check(trees.has(tree), 422, 'Tree SHA does not exist');
        const sha = digest('sha1', `commit ${tree} ${parents.join()} ${world.next()}`);
        commits.set(sha, { tree, parents });
        return { sha };
      },
    ],
    [
      on('POST', '/git/refs'),
      (call, [name]) => {
        const repo = repoOf(call, name);
        const body = json(z.strictObject({ ref: z.literal('refs/heads/gh-pages'), sha: SHA1 }), call);
        check(repo.ref === undefined, 422, 'Reference already exists');
        return setRef(repo, body.sha);
      },
    ],
    [
      on('PATCH', '/git/refs/heads/gh-pages'),
      (call, [name]) => {
        const repo = repoOf(call, name);
        return setRef(repo, json(z.strictObject({ sha: SHA1, force: z.boolean() }), call).sha);
      },
    ],
    [
      on('GET', '/pages'),
      (call, [name = '']) => {
        check(repoOf(call, name).pages, 404, 'Not Found');
        return { html_url: pagesUrl(name) };
      },
    ],
    [
      on('POST', '/pages'),
      (call, [name = '']) => {
        const repo = repoOf(call, name);
        const source = z.strictObject({ branch: z.literal('gh-pages'), path: z.literal('/') });
        json(z.strictObject({ build_type: z.literal('legacy'), source }), call);
        check(
          repo.ref !== undefined,
          422,
          'The gh-pages branch must exist before GitHub Pages can be built.',
        );
        repo.pages = true;
        return { html_url: pagesUrl(name) };
      },
    ],
    [
      on('GET', '/pages/builds/latest'),
      (call, [name = '']) => {
        const { ref = '' } = repoOf(call, name);
        const entries = trees.get(commits.get(ref)?.tree ?? '') ?? [];
        const state = settle(
          world,
          ref,
          new Map(entries.map(({ path, sha }) => [path, blobs.get(sha) ?? ''])),
        );
        const status = { waiting: 'building', failed: 'errored', online: 'built' }[state];
        return { status, commit: ref, error: { message: state === 'failed' ? 'scripted failure' : null } };
      },
    ],
  ];
}

function pagesUrl(repository: string): string {
  const [owner, name] = repository.split('/');
  return `https://${owner}.github.io/${name}/`;
}
