/** What npm's own configuration says of the registry: its address, the way to it, and the token that npm itself does not print. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Variables } from '../env.ts';

/** A program that npm runs has those settings in its environment that differ from npm's own. */
const PASSED_ON = ['https-proxy', 'proxy', 'noproxy'];

/**
 * The variables with what they have not from npm's configuration: `NPM_REGISTRY`, `NPM_REGISTRY_TOKEN`, and by npm's settings of
 * a proxy, which go before the environment's, `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`.
 */
export async function withNpmConfig(variables: Variables): Promise<Variables> {
  const settings = await npmSettings(variables);
  return { ...variables, ...(await registryOf(settings, variables)), ...proxyOf(settings) };
}

type Settings = ReadonlyMap<string, string>;

/** npm passes most on to scripts that it runs; for the rest it is asked, once. */
async function npmSettings(variables: Variables): Promise<Settings> {
  const given = (key: string): string | undefined =>
    (key === 'registry' && variables['NPM_REGISTRY']?.trim()) ||
    variables[`npm_config_${key.replaceAll('-', '_')}`]?.trim();
  const keys = ['registry', 'userconfig', ...PASSED_ON];
  const isRunByNpm = variables['npm_config_user_agent'] !== undefined;
  const unknown = keys.filter((key) => !given(key) && !(isRunByNpm && PASSED_ON.includes(key)));
  const asked = unknown.length > 0 ? await askNpm(variables, unknown) : new Map<string, string>();
  const entries = keys.map((key) => [key, given(key) || asked.get(key) || ''] as const);
  return new Map(entries.filter(([, value]) => !['', 'null', 'undefined', 'false'].includes(value)));
}

function proxyOf(settings: Settings): Variables {
  const proxy = settings.get('https-proxy') ?? settings.get('proxy');
  const none = settings.get('noproxy');
  return {
    ...(proxy === undefined ? {} : { HTTPS_PROXY: proxy, HTTP_PROXY: proxy }),
    ...(none === undefined ? {} : { NO_PROXY: none }),
  };
}

/** A token is only taken for the registry that it was written for. */
async function registryOf(settings: Settings, variables: Variables): Promise<Variables> {
  const registry = settings.get('registry');
  // Without npm there is nothing to ask; the registry route then says what to set.
  if (registry === undefined) return {};
  const filled = { NPM_REGISTRY: registry };
  if (variables['NPM_REGISTRY_TOKEN']?.trim()) return filled;
  const userconfig = settings.get('userconfig');
  for (const path of ['.npmrc', ...(userconfig === undefined ? [] : [userconfig])]) {
    // Most people have neither.
    const text = await readFile(path, 'utf8').catch(() => '');
    const token = tokenIn(text, registry, variables);
    if (token !== undefined) return { ...filled, NPM_REGISTRY_TOKEN: token };
  }
  return filled;
}

async function askNpm(variables: Variables, keys: readonly string[]): Promise<Map<string, string>> {
  try {
    const npm = variables['npm_execpath'];
    const args = ['config', 'get', ...keys];
    const run = promisify(execFile);
    const { stdout } = await (npm?.endsWith('.js') === true
      ? run(process.execPath, [npm, ...args])
      : run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { shell: process.platform === 'win32' }));
    // One value comes alone, several with their names.
    const lines = stdout.trim().split('\n');
    if (keys.length === 1) return new Map([[keys[0] ?? '', lines[0] ?? '']]);
    return new Map(
      lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
  } catch {
    return new Map();
  }
}

/** The `//host/path/:_authToken` of an .npmrc whose address the registry's begins with; `${NAME}` is a variable. */
export function tokenIn(npmrc: string, registry: string, variables: Variables): string | undefined {
  const address = registry.replace(/^https?:/, '').replace(/\/?$/, '/');
  let token: string | undefined;
  let longest = 0;
  for (const line of npmrc.split('\n')) {
    const [, scope = '', written = ''] =
      /^\s*(\/\/\S+?)\/?:_authToken\s*=\s*"?([^"\s]+)"?\s*$/.exec(line) ?? [];
    if (scope.length <= longest || !address.startsWith(`${scope}/`)) continue;
    const value = written.replace(/\$\{([^}]+)\}/g, (whole, name: string) => variables[name] ?? whole);
    if (value.includes('${')) continue;
    longest = scope.length;
    token = value;
  }
  return token;
}
