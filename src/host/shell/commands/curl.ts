/** curl: loopback ports over the kernel's sockets, everything else by the host's fetch. */
import { absolute } from '../glob.ts';
import { errorCode } from '../error-words.ts';
import type { Command, CommandContext } from '../ports.ts';
import { parseOptions, UsageError, type ParsedOptions } from './options.ts';
import { requestLoopback } from './loopback-http.ts';

export interface CurlResponse {
  status: number;
  statusText: string;
  headers: [string, string][];
  body: AsyncIterable<Uint8Array>;
}

export interface CurlRequest {
  url: URL;
  method: string;
  headers: [string, string][];
  body: Uint8Array | null;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1?\]|.*\.localhost)$/;

async function* chunks(stream: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array, void> {
  const reader = stream?.getReader();
  for (let next = await reader?.read(); next !== undefined && !next.done; next = await reader?.read())
    yield next.value;
}

async function send(
  context: CommandContext,
  { url, method, headers, body }: CurlRequest,
): Promise<CurlResponse> {
  if (LOOPBACK.test(url.hostname)) return requestLoopback(context, { url, method, headers, body });
  const init: RequestInit = { method, headers, redirect: 'manual', signal: context.signal };
  if (body !== null) init.body = body.slice();
  const response = await context.host.fetch(url.href, init);
  return {
    status: response.status,
    statusText: response.statusText,
    headers: [...response.headers],
    body: chunks(response.body),
  };
}

function requestOf(context: CommandContext, { values, all, flags, operands }: ParsedOptions): CurlRequest {
  const target = operands[0] ?? values.get('U');
  if (target === undefined) throw new UsageError("try 'curl --help' for more information");
  const url = new URL(/^[a-z]+:\/\//i.test(target) ? target : `http://${target}`);
  const headers = all
    .filter(([option]) => option === 'H')
    .map(([, value]): [string, string] => {
      const colon = value.indexOf(':');
      return [value.slice(0, colon).trim(), value.slice(colon + 1).trim()];
    });
  const data = all
    .filter(([option]) => option === 'd' || option === 'D')
    .map(([option, value]) => {
      if (option === 'D' || !value.startsWith('@')) return value;
      return new TextDecoder().decode(context.fs.readFile(absolute(context.cwd, value.slice(1))));
    });
  const named = new Set(headers.map(([name]) => name.toLowerCase()));
  if (data.length > 0 && !named.has('content-type'))
    headers.push(['Content-Type', 'application/x-www-form-urlencoded']);
  if (!named.has('user-agent')) headers.push(['User-Agent', 'curl/8.0']);
  if (!named.has('accept')) headers.push(['Accept', '*/*']);
  const method = values.get('X') ?? (flags.has('I') ? 'HEAD' : data.length > 0 ? 'POST' : 'GET');
  return { url, method, headers, body: data.length > 0 ? new TextEncoder().encode(data.join('&')) : null };
}

export const curl: Command = async (context) => {
  const options = parseOptions(context.args, {
    flags: 'sSiILfOvkgN',
    values: 'oXHdwDUmA',
    long: { silent: 's', 'show-error': 'S', include: 'i', head: 'I', location: 'L', fail: 'f', request: 'X', header: 'H', data: 'd', 'data-raw': 'D', output: 'o', 'write-out': 'w', url: 'U', 'max-time': 'm', insecure: 'k', 'remote-name': 'O', 'user-agent': 'A' }, // prettier-ignore
  });
  const { flags } = options;
  const fail = async (status: number, message: string): Promise<number> => {
    if (!flags.has('s') || flags.has('S')) await context.stderr.write(`curl: (${status}) ${message}\n`);
    return status;
  };
  let request: CurlRequest;
  try {
    request = requestOf(context, options);
  } catch (error) {
    if (error instanceof TypeError) return fail(3, 'URL rejected: Malformed input to a URL function');
    throw error;
  }
  try {
    let response = await send(context, request);
    for (let hops = 0; flags.has('L') && hops < 20; hops++) {
      const location = response.headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
      if (location === undefined || response.status < 300 || response.status > 399) break;
      const keeps = response.status === 307 || response.status === 308;
      request = {
        ...request,
        url: new URL(location, request.url),
        ...(keeps ? {} : { method: 'GET', body: null }),
      };
      response = await send(context, request);
    }
    if (flags.has('f') && response.status >= 400)
      return await fail(22, `The requested URL returned error: ${response.status}`);
    await output(context, options, request, response);
    return 0;
  } catch (error) {
    if (context.signal.aborted || errorCode(error) === 'EPIPE') throw error;
    const { hostname, port } = request.url;
    if (errorCode(error) === 'ECONNREFUSED') {
      return fail(
        7,
        `Failed to connect to ${hostname} port ${port || 80} after 0 ms: Couldn't connect to server`,
      );
    }
    return fail(
      6,
      `Could not resolve host: ${hostname} (${error instanceof Error ? error.message : String(error)})`,
    );
  }
};

async function output(
  context: CommandContext,
  { flags, values }: ParsedOptions,
  request: CurlRequest,
  response: CurlResponse,
): Promise<void> {
  const name =
    values.get('o') ?? (flags.has('O') ? (request.url.pathname.split('/').pop() ?? 'index.html') : undefined);
  const file: Uint8Array[] = [];
  const put = async (bytes: Uint8Array | string): Promise<void> => {
    if (name === '/dev/null') return;
    if (name === undefined || name === '-') await context.stdout.write(bytes);
    else file.push(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes);
  };
  if (flags.has('i') || flags.has('I')) {
    const lines = response.headers.map(([key, value]) => `${key}: ${value}\r\n`).join('');
    await put(`HTTP/1.1 ${response.status} ${response.statusText}\r\n${lines}\r\n`);
  }
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    await put(chunk);
    await context.stdout.flush();
  }
  if (name !== undefined && name !== '-' && name !== '/dev/null') {
    const bytes = new Uint8Array(await new Blob(file.map((each) => each.slice())).arrayBuffer());
    context.fs.writeFile(absolute(context.cwd, name), bytes);
  }
  const table: Record<string, string> = { http_code: String(response.status), response_code: String(response.status), size_download: String(size), url_effective: request.url.href, content_type: response.headers.find(([key]) => key.toLowerCase() === 'content-type')?.[1] ?? '' }; // prettier-ignore
  const format = values.get('w')?.replace(/%\{(\w+)\}/g, (_, key: string) => table[key] ?? '');
  if (format !== undefined)
    await context.stdout.write(format.replaceAll('\\n', '\n').replaceAll('\\t', '\t'));
}
