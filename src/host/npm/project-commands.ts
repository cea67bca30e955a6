/** Commands about the project and the tool itself: init, pkg, config, prefix, root, cache, audit, help. */
import { isSet, parseArgs } from './args.ts';
import { print, type CommandContext } from './command.ts';
import { execCommand, initializerOf } from './exec.ts';
import { NPM_VERSION } from './install-report.ts';
import type { Manifest } from './manifest.ts';
import { NpmError } from './npm-error.ts';
import { readPackageFile, readText, writePackageFile, writeText } from './package-json.ts';
import { readConfig } from './npmrc.ts';
import { basename } from './paths.ts';

export async function initCommand(context: CommandContext): Promise<number> {
  const { host, args } = context;
  const [word, ...words] = args.words;
  if (word !== undefined) {
    const rest = [...words, ...args.rest];
    const separator = rest.indexOf('--');
    if (separator >= 0) rest.splice(separator, 1);
    return execCommand({ ...context, args: { ...args, words: [initializerOf(word)], rest } });
  }
  const path = `${host.cwd}/package.json`;
  const before = readPackageFile(host.fs, path);
  const manifest: Manifest = {
    name:
      basename(host.cwd)
        .toLowerCase()
        .replace(/[^a-z0-9._~-]+/g, '-')
        .replace(/^[._-]+/, '') || 'project',
    version: '1.0.0',
    description: '',
    main: 'index.js',
    scripts: { test: 'echo "Error: no test specified" && exit 1' },
    keywords: [],
    author: '',
    license: 'ISC',
    type: 'commonjs',
    ...before?.manifest,
  };
  writePackageFile(host.fs, {
    path,
    manifest,
    indent: before?.indent ?? '  ',
    newline: before?.newline ?? '\n',
  });
  print(host, `Wrote to ${path}:`, '', JSON.stringify(manifest, null, 2), '', '');
  return 0;
}

export async function pkgCommand({ host, args, prefix }: CommandContext): Promise<number> {
  const [action, ...words] = args.words;
  const file = readPackageFile(host.fs, `${prefix}/package.json`);
  if (file === undefined)
    throw new NpmError('ENOENT', `no such file or directory, open '${prefix}/package.json'`);
  if (action === 'get') {
    const found = words.map((word) => [word, getPath(file.manifest, keysOf(word))] as const);
    const single = words.length === 1 ? found[0]?.[1] : undefined;
    print(
      host,
      JSON.stringify(
        words.length === 0 ? file.manifest : words.length === 1 ? (single ?? {}) : Object.fromEntries(found),
        null,
        2,
      ),
    );
    return 0;
  }
  if ((action !== 'set' && action !== 'delete') || words.length === 0) {
    throw new NpmError(
      'EUSAGE',
      'Usage: npm pkg get [<key>...] | npm pkg set <key>=<value>... | npm pkg delete <key>...',
    );
  }
  for (const word of words) {
    const equals = word.indexOf('=');
    if (action === 'delete') setPath(file.manifest, keysOf(word), undefined);
    else if (equals < 1) throw new NpmError('EUSAGE', 'npm pkg set expects a key=value pair of args.');
    else {
      const text = word.slice(equals + 1);
      setPath(
        file.manifest,
        keysOf(word.slice(0, equals)),
        isSet(args, 'json') ? (JSON.parse(text) as unknown) : text,
      );
    }
  }
  writePackageFile(host.fs, file);
  return 0;
}

function keysOf(path: string): string[] {
  return path.replace(/\[([^\]]*)\]/g, '.$1').split('.');
}

function getPath(value: unknown, keys: string[]): unknown {
  return keys.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string, unknown>)[key]
        : undefined,
    value,
  );
}

function setPath(target: Record<string, unknown>, keys: string[], value: unknown): void {
  let at: Record<string, unknown> = target;
  keys.forEach((key, index) => {
    if (key === '__proto__')
      throw new NpmError('EINVALIDKEY', 'npm pkg: __proto__ is not a key of package.json.');
    if (index < keys.length - 1) {
      const next = at[key];
      const empty = /^\d*$/.test(keys[index + 1] ?? 'a') ? [] : {};
      const child = (typeof next === 'object' && next !== null ? next : empty) as Record<string, unknown>;
      at[key] = child;
      at = child;
    } else if (value === undefined) delete at[key];
    else if (key === '' && Array.isArray(at)) at.push(value);
    else at[key] = value;
  });
}

export async function configCommand({ host, args, prefix }: CommandContext): Promise<number> {
  const [action, ...words] = args.words;
  const path = `${host.env['HOME'] ?? '/root'}/.npmrc`;
  const own = readConfig(readText(host.fs, path) ?? '');
  const project = readConfig(readText(host.fs, `${prefix}/.npmrc`) ?? '');
  const config = new Map([...defaults(host.registryBase, host.env['HOME'], prefix), ...own, ...project]);
  if (action === 'set') {
    const [first = '', second] = words;
    const equals = first.indexOf('=');
    own.set(
      equals > 0 ? first.slice(0, equals) : first,
      second ?? (equals > 0 ? first.slice(equals + 1) : ''),
    );
    writeText(host.fs, path, [...own].map(([key, value]) => `${key}=${value}\n`).join(''));
    return 0;
  }
  if (action === 'delete' || action === 'rm') {
    for (const word of words) own.delete(word);
    writeText(host.fs, path, [...own].map(([key, value]) => `${key}=${value}\n`).join(''));
    return 0;
  }
  if (action === 'get' && words.length > 0) {
    print(
      host,
      ...words.map((word) => `${words.length > 1 ? `${word}=` : ''}${config.get(word) ?? 'undefined'}`),
    );
  } else if (isSet(args, 'json')) {
    print(host, JSON.stringify(Object.fromEntries(config), null, 2));
  } else {
    print(host, ...[...config].map(([key, value]) => `${key} = ${JSON.stringify(value)}`));
  }
  return 0;
}

function defaults(registry: string | undefined, home = '/root', prefix = '/'): Map<string, string> {
  return new Map([
    ['registry', registry ?? '/api/registry/'],
    ['cache', `${home}/.npm`],
    ['prefix', '/usr'],
    ['local-prefix', prefix],
    ['save-prefix', '^'],
    ['ignore-scripts', 'true'],
    ['audit', 'false'],
    ['fund', 'true'],
    ['package-lock', 'true'],
    ['legacy-peer-deps', 'false'],
    ['user-agent', `npm/${NPM_VERSION}`],
    ['userconfig', `${home}/.npmrc`],
  ]);
}

export async function prefixCommand({ host, prefix }: CommandContext): Promise<number> {
  print(host, prefix);
  return 0;
}

export async function rootCommand({ host, prefix }: CommandContext): Promise<number> {
  print(host, `${prefix}/node_modules`);
  return 0;
}

export async function binCommand({ host, prefix }: CommandContext): Promise<number> {
  print(host, `${prefix}/node_modules/.bin`);
  return 0;
}

export async function cacheCommand({ host, args }: CommandContext): Promise<number> {
  if (args.words[0] === 'clean' || args.words[0] === 'verify') {
    host.fs.rm(`${host.env['HOME'] ?? '/root'}/.npm`, { recursive: true, force: true });
    print(
      host,
      'The packages of npx were removed. Tarballs are kept by the browser itself: clear its cache to drop them.',
    );
    return 0;
  }
  throw new NpmError('EUSAGE', 'Usage: npm cache clean');
}

export async function auditCommand({ host }: CommandContext): Promise<number> {
  print(
    host,
    'npm audit is not available in the tab: advisories do not come through the registry proxy.',
    'Run it on the exported project.',
  );
  return 0;
}

export async function helpCommand({ host }: CommandContext): Promise<number> {
  print(
    host,
    'npm <command>',
    '',
    'Usage:',
    '',
    'npm install        install all the dependencies in your project',
    'npm install <foo>  add the <foo> dependency to your project',
    "npm test           run this project's tests",
    'npm run <foo>      run the script named <foo>',
    '',
    'All commands:',
    '',
    '    add, audit, bin, cache, ci, config, create, exec, fund, get, help,',
    '    i, init, install, ls, outdated, pkg, prefix, remove, restart, root,',
    '    run, set, start, stop, test, uninstall, update, version, view, x',
    '',
    `npm@${NPM_VERSION}`,
  );
  return 0;
}

export async function versionCommand({ host, args, prefix }: CommandContext): Promise<number> {
  if (args.words.length > 0)
    throw new NpmError('EUSAGE', 'npm version only shows versions here; edit package.json to change one.');
  const manifest = readPackageFile(host.fs, `${prefix}/package.json`)?.manifest;
  const own = manifest?.name === undefined ? {} : { [manifest.name]: manifest.version };
  print(host, JSON.stringify({ ...own, npm: NPM_VERSION, node: host.nodeVersion }, null, 2));
  return 0;
}

/** Flags before the command's own word belong to npm; all after it to the program. */
export function programArgs(argv: string[], stopAfterWords: number) {
  const args = parseArgs(argv, { stopAfterWords });
  if (args.words.length === 0 && args.rest.length > 0) {
    const [first = '', ...rest] = args.rest;
    return { ...args, words: [first], rest };
  }
  return args;
}
