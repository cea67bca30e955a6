/**
 * Deploy providers for tests: one server that enforces what Netlify, Vercel, Cloudflare Pages and GitHub document (tokens, bodies,
 * digests, order of calls), with the faults that real ones have. Node only.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { blake3 } from '@noble/hashes/blake3.js';
import { z } from 'zod';
import { check, digest, json, Refused, Reply, settle, SHA1 } from './deploy-contract.ts';
import type { Call, Routes, World } from './deploy-contract.ts';
import { github } from './deploy-github.ts';
import { netlify } from './deploy-netlify.ts';

export interface ProviderFault {
  /** Of `METHOD /path`. */
  on: RegExp;
  /** `cut` ends the connection while the body is being read. */
  answer: 'cut' | { status: number; headers?: Record<string, string>; body?: unknown };
  /** How many requests it happens to. Default: all. */
  times?: number;
}

export interface DeployServers {
  /** Base URLs by the edge's variables. */
  variables: Record<string, string>;
  token: string;
  /** `METHOD /path` of all requests, in order. */
  log: string[];
  faults: ProviderFault[];
  /** Every deploy from now on ends in an error. */
  failDeploys: boolean;
  /** The files of a finished deploy: text by path. */
  online(deployId: string): Record<string, string> | undefined;
  /** Forgets requests, faults and deploys; keeps what providers keep by content. */
  reset(): void;
  close(): Promise<void>;
}

export async function startDeployServers(): Promise<DeployServers> {
  let counter = 0;
  const world: World = {
    token: 'secret-token',
    failDeploys: false,
    deploys: new Map(),
    next: () => ++counter,
  };
  const log: string[] = [];
  const faults: ProviderFault[] = [];
  const providers: Record<string, Routes> = {
    netlify: netlify(world),
    vercel: vercel(world),
    cloudflare: cloudflare(world),
    github: github(world),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://local');
    const [, provider = '', ...rest] = url.pathname.split('/');
    const path = `/${rest.join('/')}`;
    const name = `${request.method ?? 'GET'} ${path}`;
    log.push(name);
    const fault = faults.find(({ on, times = Infinity }) => times > 0 && on.test(name));
    if (fault) {
      if (fault.times !== undefined) fault.times--;
      if (fault.answer === 'cut') {
        request.once('data', () => request.socket.destroy());
        request.once('end', () => request.socket.destroy());
        return;
      }
      return send(
        response,
        fault.answer.status,
        fault.answer.body ?? { message: 'scripted' },
        fault.answer.headers,
      );
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const call: Call = {
      method: request.method ?? 'GET',
      path,
      query: url.searchParams,
      headers: request.headers,
      bytes: Buffer.concat(chunks),
      bearer,
    };
    for (const [pattern, handler] of providers[provider] ?? []) {
      const found = pattern.exec(name);
      if (!found) continue;
      const body = await handler(
        call,
        found.slice(1).map((part) => decodeURIComponent(part)),
      );
      if (body instanceof Reply) return send(response, body.status, body.body);
      return send(response, call.method === 'POST' ? 201 : 200, body);
    }
    send(response, 404, { message: `no route ${name}` });
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (error instanceof Refused) send(response, error.status, error.body);
      else if (!response.headersSent) send(response, 400, { message: String(error) });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    variables: {
      NETLIFY_API: `${origin}/netlify`,
      VERCEL_API: `${origin}/vercel`,
      CLOUDFLARE_API: `${origin}/cloudflare`,
      GITHUB_API: `${origin}/github`,
      DEPLOY_POLL_MS: '1',
    },
    token: world.token,
    log,
    faults,
    get failDeploys() {
      return world.failDeploys;
    },
    set failDeploys(fail) {
      world.failDeploys = fail;
    },
    online(id) {
      const deploy = world.deploys.get(id);
      if (!deploy || deploy.failed) return undefined;
      return Object.fromEntries([...deploy.files].map(([path, content]) => [path, content.toString()]));
    },
    reset() {
      log.length = 0;
      faults.length = 0;
      world.failDeploys = false;
    },
    close() {
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

function vercel(world: World): Routes {
  const kept = new Map<string, Buffer>();
  const open = new Map<string, { name: string; files: Map<string, Buffer> }>();
  const BODY = z.strictObject({
    name: z.string().regex(/^[a-z0-9._-]{1,100}$/),
    target: z.literal('production'),
    files: z.array(z.strictObject({ file: z.string().regex(/^[^/]/), sha: SHA1, size: z.int() })),
    projectSettings: z.strictObject({
      framework: z.null(),
      installCommand: z.string(),
      buildCommand: z.string(),
      outputDirectory: z.string(),
    }),
  });
  const auth = ({ bearer }: Call): void => {
    if (bearer !== world.token)
      throw new Refused(403, { error: { code: 'forbidden', message: 'Not authorized' } });
  };
  return [
    [
      /^POST \/v13\/deployments$/,
      (call) => {
        auth(call);
        check(call.query.get('skipAutoDetectionConfirmation') === '1', 400, 'would ask to confirm');
        const { name, files } = json(BODY, call);
        const missing = [...new Set(files.map(({ sha }) => sha))].filter((sha) => !kept.has(sha));
        if (missing.length > 0) {
          throw new Refused(400, { error: { code: 'missing_files', message: 'Missing files', missing } });
        }
        const wrong = files.find(({ sha, size }) => kept.get(sha)?.length !== size);
        if (wrong)
          throw new Refused(400, { error: { code: 'bad_request', message: `size of ${wrong.file}` } });
        const id = `dpl_${world.next()}`;
        open.set(id, {
          name,
          files: new Map(files.map(({ file, sha }) => [file, kept.get(sha) ?? Buffer.alloc(0)])),
        });
        return { id, name, url: `${name}-${id}.vercel.app`, readyState: 'QUEUED' };
      },
    ],
    [
      /^POST \/v2\/files$/,
      (call) => {
        auth(call);
        check(call.headers['x-vercel-digest'] === digest('sha1', call.bytes), 400, 'not the digest');
        kept.set(digest('sha1', call.bytes), call.bytes);
        return { urls: [] };
      },
    ],
    [
      /^GET \/v13\/deployments\/([^/]+)$/,
      (call, [id = '']) => {
        auth(call);
        const deploy = open.get(id);
        check(deploy !== undefined, 404, 'Not Found');
        const state = settle(world, id, new Map(deploy.files));
        const own = { id, url: `${deploy.name}-${id}.vercel.app` };
        if (state === 'failed') return { ...own, readyState: 'ERROR', errorMessage: 'scripted failure' };
        return state === 'waiting'
          ? { ...own, readyState: 'BUILDING' }
          : { ...own, readyState: 'READY', alias: [`${deploy.name}.vercel.app`] };
      },
    ],
  ];
}

function cloudflare(world: World): Routes {
  const jwts = new Set<string>();
  const kept = new Map<string, Buffer>();
  const projects = new Set<string>();
  const open = new Map<string, Map<string, Buffer>>();
  const wrap = (result: unknown) => ({ success: true, errors: [], messages: [], result });
  const auth = ({ bearer }: Call, isKnown = bearer === world.token): void => {
    if (!isKnown)
      throw new Refused(403, {
        success: false,
        errors: [{ code: 10000, message: 'Authentication error' }],
        result: null,
      });
  };
  const jwtAuth = (call: Call): void => auth(call, jwts.has(call.bearer ?? ''));
  const shown = (name: string) => ({ name, subdomain: `${name}.pages.dev` });
  const HASHES = z.strictObject({ hashes: z.array(z.string().regex(/^[0-9a-f]{32}$/)) });
  const stage = (name: string, status: string) => ({ name, status });
  const project = '/accounts/acc/pages/projects';
  return [
    [/^GET \/accounts$/, (call) => (auth(call), wrap([{ id: 'acc', name: 'Me' }]))],
    [
      new RegExp(`^GET ${project}/([^/]+)$`),
      (call, [name = '']) => {
        auth(call);
        check(projects.has(name), 404, 'Project not found');
        return wrap(shown(name));
      },
    ],
    [
      new RegExp(`^POST ${project}$`),
      (call) => {
        auth(call);
        const { name } = json(
          z.strictObject({ name: z.string(), production_branch: z.literal('main') }),
          call,
        );
        projects.add(name);
        return wrap(shown(name));
      },
    ],
    [
      new RegExp(`^GET ${project}/([^/]+)/upload-token$`),
      (call, [name = '']) => {
        auth(call);
        check(projects.has(name), 404, 'Project not found');
        const jwt = `jwt-${world.next()}`;
        jwts.add(jwt);
        return wrap({ jwt });
      },
    ],
    [
      /^POST \/pages\/assets\/check-missing$/,
      (call) => (jwtAuth(call), wrap(json(HASHES, call).hashes.filter((hash) => !kept.has(hash)))),
    ],
    [
      /^POST \/pages\/assets\/upload$/,
      (call) => {
        jwtAuth(call);
        const metadata = z.strictObject({ contentType: z.string() });
        const ASSET = z.strictObject({
          key: z.string(),
          value: z.base64(),
          metadata,
          base64: z.literal(true),
        });
        for (const { key, value } of json(z.array(ASSET), call)) {
          // The extension is not told here; the manifest's names check it.
          kept.set(key, Buffer.from(value, 'base64'));
        }
        return wrap(null);
      },
    ],
    [/^POST \/pages\/assets\/upsert-hashes$/, (call) => (jwtAuth(call), json(HASHES, call), wrap(null))],
    [
      new RegExp(`^POST ${project}/([^/]+)/deployments$`),
      async (call) => {
        auth(call);
        const type = call.headers['content-type'] ?? '';
        check(type.startsWith('multipart/form-data'), 415, 'not a form');
        const form = await new Response(new Uint8Array(call.bytes), {
          headers: { 'content-type': type },
        }).formData();
        const manifest = z
          .record(z.string().startsWith('/'), z.string())
          .parse(JSON.parse(String(form.get('manifest'))));
        const files = new Map<string, Buffer>();
        for (const [path, hash] of Object.entries(manifest)) {
          const content = kept.get(hash);
          check(content !== undefined, 400, `${path} was not uploaded`);
          const extension = /\.([^./]+)$/.exec(path)?.[1] ?? '';
          const text = Buffer.from(content.toString('base64') + extension);
          check(
            Buffer.from(blake3(text)).toString('hex').slice(0, 32) === hash,
            400,
            `not the hash of ${path}`,
          );
          files.set(path.slice(1), content);
        }
        const id = `cf-${world.next()}`;
        open.set(id, files);
        return wrap({ id, url: `https://${id}.pages.dev`, latest_stage: stage('queued', 'active') });
      },
    ],
    [
      new RegExp(`^GET ${project}/([^/]+)/deployments/([^/]+)$`),
      (call, [, id = '']) => {
        auth(call);
        const files = open.get(id);
        check(files !== undefined, 404, 'Deployment not found');
        const state = settle(world, id, new Map(files));
        const reached = {
          waiting: stage('build', 'success'),
          failed: stage('deploy', 'failure'),
          online: stage('deploy', 'success'),
        };
        return wrap({ id, url: `https://${id}.pages.dev`, latest_stage: reached[state] });
      },
    ],
  ];
}
