/** What npm's own configuration says of the registry: its address, and the token that npm itself does not print. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Variables } from '../env.ts';

/**
 * The variables with `NPM_REGISTRY` and `NPM_REGISTRY_TOKEN` filled in from npm's configuration where they are not set: npm passes
 * the address to scripts that it runs when it isn't the default, else it is asked. A token is only taken for the registry that it
 * was written for.
 */
export async function withNpmRegistry(variables: Variables): Promise<Variables> {
  const given = variables['NPM_REGISTRY']?.trim() || variables['npm_config_registry']?.trim();
  const registry = given || (await askNpm(variables, 'registry'));
  // Without npm there is nothing to ask; the registry route then says what to set.
  if (registry === undefined || registry === '') return variables;
  const filled = { ...variables, NPM_REGISTRY: registry };
  if (variables['NPM_REGISTRY_TOKEN']?.trim()) return filled;
  const userconfig = variables['npm_config_userconfig'] ?? (await askNpm(variables, 'userconfig'));
  for (const path of ['.npmrc', ...(userconfig === undefined ? [] : [userconfig])]) {
    // Most people have neither.
    const text = await readFile(path, 'utf8').catch(() => '');
    const token = tokenIn(text, registry, variables);
    if (token !== undefined) return { ...filled, NPM_REGISTRY_TOKEN: token };
  }
  return filled;
}

async function askNpm(variables: Variables, key: string): Promise<string | undefined> {
  try {
    const npm = variables['npm_execpath'];
    const args = ['config', 'get', key];
    const run = promisify(execFile);
    const { stdout } = await (npm?.endsWith('.js') === true
      ? run(process.execPath, [npm, ...args])
      : run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { shell: process.platform === 'win32' }));
    return stdout.trim();
  } catch {
    return undefined;
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
