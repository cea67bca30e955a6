/** Vercel: a deployment is asked for by digests; files that are missing are uploaded, and it is asked for again. */
import { z } from 'zod';
import { NAMELESS_SITE, plainName } from '../../src/shared/site-name.ts';
import type { Adapter, DeployFile, DeployRun } from './adapter.ts';
import { poll, sha1, step, uploadAll } from './adapter.ts';
import { DeployError } from './deploy-error.ts';
import { providerApi } from './provider-api.ts';

const BASE = 'https://api.vercel.com';

const CREATED = z.object({ id: z.string(), name: z.string(), url: z.string() });
const MISSING = z.object({
  error: z.object({ code: z.literal('missing_files'), missing: z.array(z.string()) }),
});
const STATE = z.object({
  readyState: z.string(),
  url: z.string(),
  alias: z.array(z.string()).nullish(),
  errorMessage: z.string().nullish(),
});

export const vercel: Adapter = {
  target: 'vercel',
  needsToken: true,
  baseVariable: 'VERCEL_API',
  async *deploy(context): DeployRun {
    const { account } = context.options;
    const api = providerApi({ ...context, name: 'Vercel', base: context.base ?? BASE });
    const team = account === undefined ? '' : `teamId=${encodeURIComponent(account)}`;
    yield step('prepare', 'Preparing the deploy at Vercel');
    const files = new Map<string, DeployFile>();
    const listed: { file: string; sha: string; size: number }[] = [];
    for (const file of context.files) {
      const sha = await sha1(file.bytes);
      files.set(sha, file);
      listed.push({ file: file.path, sha, size: file.bytes.length });
    }
    const name = context.options.siteId ?? plainName(context.options.name) ?? NAMELESS_SITE;
    // The files are built already: nothing is to be installed, built or guessed.
    const projectSettings = { framework: null, installCommand: '', buildCommand: '', outputDirectory: '.' };
    const ask = () =>
      api.call(`/v13/deployments?skipAutoDetectionConfirmation=1${team && `&${team}`}`, {
        method: 'POST',
        json: { name, files: listed, projectSettings, target: 'production' },
        accept: [400],
      });
    let answer = await ask();
    const missing = MISSING.safeParse(answer.body);
    if (missing.success) {
      const wanted = missing.data.error.missing.flatMap((sha) => {
        const file = files.get(sha);
        return file ? [{ sha, file }] : [];
      });
      yield* uploadAll(wanted, async ({ sha, file }) => {
        await api.call(`/v2/files${team && `?${team}`}`, {
          method: 'POST',
          body: file.bytes,
          headers: { 'content-type': 'application/octet-stream', 'x-vercel-digest': sha },
          isRepeatable: true,
        });
      });
      answer = await ask();
    }
    const created = CREATED.safeParse(answer.body);
    if (!created.success)
      throw new DeployError('refused', `Vercel refused this deploy${reasonOf(answer.body)}.`);
    yield step('process', 'Vercel is putting the site online');
    const place = `/v13/deployments/${encodeURIComponent(created.data.id)}${team && `?${team}`}`;
    const url = await poll(context, async () => {
      const { readyState, alias, errorMessage, url: own } = await api.get(STATE, place);
      if (readyState === 'ERROR' || readyState === 'CANCELED') {
        throw new DeployError(
          'deploy-failed',
          `Vercel could not put the site online${errorMessage ? `: ${errorMessage}` : ''}.`,
        );
      }
      return readyState === 'READY' ? (alias?.[0] ?? own) : undefined;
    });
    return { url: `https://${url}`, siteId: created.data.name, deployId: created.data.id };
  },
};

const REASON = z.object({ error: z.object({ message: z.string() }) });

function reasonOf(body: unknown): string {
  const parsed = REASON.safeParse(body);
  return parsed.success ? `: ${parsed.data.error.message.replace(/\.$/, '')}` : '';
}
