/** Reads a deploy's form: options and files. */
import { z } from 'zod';
import { DEPLOY_FILE_PREFIX } from '../../src/shared/deploy-protocol.ts';
import type { DeployOptions } from '../../src/shared/deploy-protocol.ts';
import { contentType } from '../sites/content-type.ts';
import { isSitePath, limitProblem } from '../sites/manifest.ts';
import type { DeployFile } from './adapter.ts';

const text = z.string().min(1).max(200).exactOptional();
const OPTIONS: z.ZodType<DeployOptions> = z.strictObject({ name: text, siteId: text, account: text });

export type CheckedForm =
  | { ok: true; options: DeployOptions; files: DeployFile[] }
  | { ok: false; status: 400 | 413; reason: string };

export async function checkForm(request: Request): Promise<CheckedForm> {
  const form = await request.formData().catch(() => undefined);
  if (!form) return { ok: false, status: 400, reason: 'The body must be a form with options and files.' };
  const options = OPTIONS.safeParse(parseJson(form.get('options')));
  if (!options.success) return { ok: false, status: 400, reason: 'The options are not understood.' };
  const files: DeployFile[] = [];
  for (const [name, value] of form) {
    if (name === 'options') continue;
    const path = name.startsWith(DEPLOY_FILE_PREFIX) ? name.slice(DEPLOY_FILE_PREFIX.length) : '';
    if (typeof value === 'string' || !isSitePath(path)) {
      return { ok: false, status: 400, reason: `“${name.slice(0, 100)}” is not a file with a path.` };
    }
    files.push({ path, bytes: new Uint8Array(await value.arrayBuffer()), type: contentType(path) });
  }
  if (files.length === 0) return { ok: false, status: 400, reason: 'There are no files to publish.' };
  const sizes = files.map(({ path, bytes }) => [path, { sha256: '', size: bytes.length }] as const);
  const tooMuch = limitProblem(Object.fromEntries(sizes));
  return tooMuch === undefined
    ? { ok: true, options: options.data, files }
    : { ok: false, status: 413, reason: tooMuch };
}

function parseJson(value: FormDataEntryValue | null): unknown {
  try {
    return typeof value === 'string' ? JSON.parse(value) : {};
  } catch {
    // Not JSON: not understood either.
    return undefined;
  }
}
