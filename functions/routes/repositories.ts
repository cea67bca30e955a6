/** `GET /api/repositories/<owner>/<name>?ref=`: a public GitHub repository as a ZIP archive, for imports. */
import { Hono } from 'hono';
import { problem } from '../problem.ts';
import type { Route, RouteContext } from '../route.ts';

/** `GITHUB_ARCHIVES`: where archives come from. */
const DEFAULT_BASE = 'https://codeload.github.com';
const NAME = /^(?!\.\.?$)[\w.-]{1,100}$/;
/** Slashes are part of branches' names. */
const REF = /^(?!.*\.\.)[\w./-]{1,200}$/;
const MAX_BYTES = 150_000_000;
const ANSWER_LIMIT = 30_000;

const app = new Hono<RouteContext>();

app.get('/:owner/:name', async (c) => {
  const { owner, name } = c.req.param();
  const ref = c.req.query('ref') ?? 'HEAD';
  if (!NAME.test(owner) || !NAME.test(name) || !REF.test(ref))
    return problem(400, 'This is no name of a repository.');
  const base = c.env.variables['GITHUB_ARCHIVES']?.replace(/\/$/, '') ?? DEFAULT_BASE;
  const limit = AbortSignal.timeout(ANSWER_LIMIT);
  let answer: Response;
  try {
    answer = await (c.env.fetch ?? fetch)(`${base}/${owner}/${name}/zip/${ref}`, {
      signal: AbortSignal.any([c.req.raw.signal, limit]),
    });
  } catch {
    return limit.aborted
      ? problem(504, 'GitHub did not answer in time. Try again in a moment.')
      : problem(502, 'GitHub cannot be reached from the server of this app.');
  }
  if (!answer.ok || !answer.body) {
    await answer.body?.cancel();
    return refused(answer.status, `${owner}/${name}`, c.req.query('ref'));
  }
  if (Number(answer.headers.get('content-length') ?? 0) > MAX_BYTES) {
    await answer.body.cancel();
    return problem(413, `${owner}/${name} is larger than ${MAX_BYTES / 1e6} MB.`);
  }
  return new Response(answer.body.pipeThrough(upTo(MAX_BYTES)), {
    headers: { 'content-type': 'application/zip', 'cache-control': 'no-store' },
  });
});

app.all('/*', () => problem(404, 'Repositories are read as /api/repositories/<owner>/<name>.'));

export const repositories: Route = { path: '/repositories', origins: ['app'], maxBodyBytes: 0, app };

function refused(status: number, name: string, ref: string | undefined): Response {
  if (status === 404) {
    const what = ref === undefined ? name : `${name} at ${ref}`;
    return problem(404, `There is no public repository ${what} on GitHub.`);
  }
  if (status === 429) return problem(429, 'GitHub asks for a pause; try again in a minute.');
  return problem(502, `GitHub answered ${status}.`);
}

/** Breaks a body off that is longer than it may be. */
function upTo(limit: number): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(piece, controller) {
      bytes += piece.length;
      if (bytes > limit) controller.error(new RangeError('The archive is too large.'));
      else controller.enqueue(piece);
    },
  });
}
