/** `POST /api/chat`: relays a conversation to a model and streams its reply as `ChatEvent`s, one JSON object a line. */
import { Hono } from 'hono';
import { CHAT_LIMITS, MODEL_KEY_HEADER } from '../../src/shared/chat-protocol.ts';
import type { ChatEvent, ChatRequest } from '../../src/shared/chat-protocol.ts';
import { checkChatRequest } from '../models/chat-request.ts';
import { connect } from '../models/connect.ts';
import { demoPace, demoReply } from '../models/demo/reply.ts';
import { eventResponse } from '../models/event-stream.ts';
import { failureProblem } from '../models/failure-problem.ts';
import { askModel } from '../models/reply.ts';
import { problem } from '../problem.ts';
import type { Route, RouteContext } from '../route.ts';

const app = new Hono<RouteContext>();

app.post('/', async (c) => {
  const checked = checkChatRequest(await c.req.text());
  if (!checked.ok) return problem(400, checked.reason);
  const request = checked.value;
  const key = c.req.header(MODEL_KEY_HEADER)?.trim() || undefined;
  const found = connect(c.env, { model: request.model, baseUrl: request.baseUrl, key });
  if (!found.ok) return failureProblem(found.failure);
  const { connection } = found;
  const pace = demoPace(c.req.query('pace') ?? c.env.variables['DEMO_PACE']);
  return eventResponse(c.req.raw.signal, (signal) =>
    started(
      request,
      connection === 'demo' ? demoReply(request, pace, signal) : askModel(connection, request, signal),
    ),
  );
});

app.all('/', () => problem(405, undefined, { headers: { allow: 'POST' } }));

export const chat: Route = { path: '/chat', origins: ['app'], maxBodyBytes: CHAT_LIMITS.bodyBytes, app };

/** The first event goes out at once, so that the client sees the connection stand while the model still reads. */
async function* started(
  { model }: ChatRequest,
  events: AsyncGenerator<ChatEvent, void, void>,
): AsyncGenerator<ChatEvent, void, void> {
  yield { type: 'start', model };
  yield* events;
}
