/** `GET /api/models`: what can be used. `POST /api/models/test`: whether a key or an address works, in words. */
import { Hono } from 'hono';
import { MODEL_KEY_HEADER } from '../../src/shared/chat-protocol.ts';
import type { ChatRequest, ModelTestResult } from '../../src/shared/chat-protocol.ts';
import { checkModelTest } from '../models/chat-request.ts';
import { connect } from '../models/connect.ts';
import type { Connection } from '../models/connect.ts';
import { failureProblem } from '../models/failure-problem.ts';
import { failure } from '../models/failures.ts';
import { listModels } from '../models/list.ts';
import { askModel } from '../models/reply.ts';
import { problem } from '../problem.ts';
import type { Route, RouteContext } from '../route.ts';

const TEST_LIMIT = 45_000;
const NO_STORE = { 'cache-control': 'no-store' };

const app = new Hono<RouteContext>();

app.get('/', async (c) => c.json(await listModels(c.env), 200, NO_STORE));

app.post('/test', async (c) => {
  const checked = checkModelTest(await c.req.text());
  if (!checked.ok) return problem(400, checked.reason);
  const { model, baseUrl } = checked.value;
  const key = c.req.header(MODEL_KEY_HEADER)?.trim() || undefined;
  const found = connect(c.env, { model, baseUrl, key });
  if (!found.ok) return failureProblem(found.failure);
  const result: ModelTestResult =
    found.connection === 'demo'
      ? { ok: true, message: 'The demo needs no key and always works.', milliseconds: 0 }
      : await tryModel(found.connection, model, c.req.raw.signal);
  return c.json(result, 200, NO_STORE);
});

app.all('/*', () => problem(405));

export const models: Route = { path: '/models', origins: ['app'], maxBodyBytes: 10_000, app };

/** Asks for one word. What counts is that something sensible comes: also a reply cut at the limit, or only thoughts. */
async function tryModel(
  connection: Connection,
  model: string,
  signal: AbortSignal,
): Promise<ModelTestResult> {
  const began = Date.now();
  const request: ChatRequest = {
    model,
    system: 'You are a connection test.',
    messages: [{ role: 'user', content: 'Reply with the single word: ready' }],
    maxOutputTokens: 256,
  };
  for await (const event of askModel(connection, request, signal, { silenceLimit: TEST_LIMIT })) {
    if (event.type === 'error') return { ok: false, failure: event.failure };
    if (event.type === 'text' || event.type === 'reasoning' || event.type === 'finish') {
      const milliseconds = Date.now() - began;
      const { provider } = connection.context;
      const message = `${provider} answered after ${(milliseconds / 1000).toFixed(1)} seconds: ${connection.context.model} works.`;
      return { ok: true, message, milliseconds };
    }
  }
  return { ok: false, failure: failure('cut-off', 'The test was stopped.') };
}
