/** Routes of a test server made from a provider's published OpenAPI 2 document: what it does not document is refused. Node only. */
import { z } from 'zod';
import { check, Refused, Reply, type Call, type Handler, type Routes } from './deploy-contract.ts';

type Schema = Parameters<typeof z.fromJSONSchema>[0] & object;

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'body' | 'header' | 'formData';
  schema?: Schema;
}

interface Operation {
  operationId?: string;
  consumes?: string[];
  parameters?: Parameter[];
  responses: Record<string, { schema?: Schema }>;
}

export interface OpenApiDocument {
  consumes: string[];
  paths: Record<string, Record<string, unknown>>;
}

/**
 * One route for each handler, by `operationId`. Requests must have the documented path, type, query and body; answers of handlers
 * must fit the documented schema, and get the documented status.
 */
export function openApiRoutes(document: OpenApiDocument, handlers: Record<string, Handler>): Routes {
  const routes: [RegExp, Handler][] = [];
  for (const [path, methods] of Object.entries(document.paths)) {
    const shared = (methods['parameters'] ?? []) as Parameter[];
    for (const [method, value] of Object.entries(methods)) {
      const operation = value as Operation;
      const handler = handlers[operation.operationId ?? ''];
      if (!handler) continue;
      const parameters = [...shared, ...(operation.parameters ?? [])];
      const types = operation.consumes ?? document.consumes;
      routes.push([
        patternOf(method, path),
        async (call, params) => {
          checkRequest(call, parameters, types);
          return checkedReply(operation, await handler(call, params));
        },
      ]);
    }
  }
  check(routes.length === Object.keys(handlers).length, 500, 'the document lacks an operation');
  return routes;
}

/** A last parameter may have slashes: Netlify's `path` of a file is one. */
function patternOf(method: string, path: string): RegExp {
  const source = path.replace(/\{\w+\}$/, '(.+)').replace(/\{\w+\}/g, '([^/]+)');
  return new RegExp(`^${method.toUpperCase()} ${source}$`);
}

function checkRequest(call: Call, parameters: readonly Parameter[], types: readonly string[]): void {
  const known = new Set(parameters.filter((own) => own.in === 'query').map(({ name }) => name));
  for (const name of call.query.keys()) check(known.has(name), 400, `no query parameter ${name}`);
  const schema = parameters.find((own) => own.in === 'body')?.schema;
  if (!schema || call.method === 'GET') return;
  const type = call.headers['content-type'] ?? '';
  check(
    types.some((own) => type.startsWith(own)),
    415,
    `${type} is not one of ${types.join(', ')}`,
  );
  if (!type.startsWith('application/json')) return;
  const body = fitting(schema, JSON.parse(call.bytes.toString() || '{}'), 422);
  const properties = propertiesOf(schema);
  for (const name of Object.keys(body)) check(properties.has(name), 422, `no property ${name}`);
}

function checkedReply({ responses }: Operation, body: unknown): Reply {
  const found = Object.entries(responses).find(([status]) => status.startsWith('2'));
  const [status = '200', { schema } = {}] = found ?? [];
  return new Reply(Number(status), schema ? fitting(schema, body, 500) : body);
}

function fitting(schema: Schema, value: unknown, status: number): object {
  const parsed = z.fromJSONSchema(schema).safeParse(value);
  if (!parsed.success) throw new Refused(status, { message: z.prettifyError(parsed.error) });
  return value as object;
}

function propertiesOf(schema: Schema): Set<string> {
  const { allOf = [], properties = {} } = schema as { allOf?: Schema[]; properties?: object };
  return new Set([...Object.keys(properties), ...allOf.flatMap((part) => [...propertiesOf(part)])]);
}
