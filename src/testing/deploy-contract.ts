/** What the test servers of deploy providers share: a call, a refusal by the contract, and checks. Node only. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';

export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  bytes: Buffer;
  bearer: string | undefined;
}

/** A refusal by the contract. */
export class Refused extends Error {
  readonly status: number;
  readonly body: unknown;
  constructor(status: number, body: unknown) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
  }
}

/** An answer with a status of its own; other answers get the usual one. */
export class Reply {
  readonly status: number;
  readonly body: unknown;
  constructor(status: number, body: unknown) {
    this.status = status;
    this.body = body;
  }
}

export interface World {
  token: string;
  failDeploys: boolean;
  deploys: Map<
    string,
    { files: Map<string, Buffer | string>; asked: number; failed: boolean; parts?: Map<string, string> }
  >;
  next(): number;
}

export type Handler = (call: Call, params: string[]) => unknown;
export type Routes = readonly [pattern: RegExp, handler: Handler][];

export function check(condition: boolean, status: number, message: string): asserts condition {
  if (!condition) throw new Refused(status, { message });
}

export function json<Value>(schema: z.ZodType<Value>, { headers, bytes }: Call): Value {
  check(headers['content-type']?.startsWith('application/json') === true, 415, 'not JSON');
  const parsed = schema.safeParse(JSON.parse(bytes.toString() || '{}'));
  if (!parsed.success) throw new Refused(422, { message: z.prettifyError(parsed.error) });
  return parsed.data;
}

export const digest = (algorithm: string, bytes: Buffer | string): string =>
  createHash(algorithm).update(bytes).digest('hex');
export const SHA1 = z.string().regex(/^[0-9a-f]{40}$/);

/** The first question about a deploy finds it at work. */
export function settle(
  world: World,
  id: string,
  files: Map<string, Buffer | string>,
): 'waiting' | 'failed' | 'online' {
  const deploy = world.deploys.get(id) ?? { files, asked: 0, failed: false };
  world.deploys.set(id, deploy);
  deploy.asked++;
  if (deploy.asked === 1) return 'waiting';
  deploy.failed = world.failDeploys;
  return deploy.failed ? 'failed' : 'online';
}
