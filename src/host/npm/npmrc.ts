/** `.npmrc`: what a person or a project sets for every command. */
import type { Args } from './args.ts';
import { readText } from './package-json.ts';
import type { NpmHost } from './ports.ts';

/** Settings that change what an install does; the registry is the server's. */
const SETTINGS = [
  'legacy-peer-deps',
  'strict-peer-deps',
  'prefer-dedupe',
  'save-exact',
  'save-prefix',
  'package-lock',
  'force',
  'omit',
  'include',
  'fund',
];

/** The command line with what `.npmrc` of the project, or else of the home folder, and `npm_config_*` say beside it. */
export function withSettings(host: NpmHost, args: Args, prefix: string): Args {
  const files = [`${host.env['HOME'] ?? '/root'}/.npmrc`, `${prefix}/.npmrc`];
  const config = new Map(files.flatMap((path) => [...readConfig(readText(host.fs, path) ?? '')]));
  const flags = new Map(args.flags);
  for (const name of SETTINGS) {
    const value = host.env[`npm_config_${name.replaceAll('-', '_')}`] ?? config.get(name);
    if (value !== undefined && !flags.has(name) && !flags.has(`no-${name}`)) flags.set(name, value);
  }
  return { ...args, flags };
}

export function readConfig(text: string): Map<string, string> {
  const config = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line);
    if (match?.[1] !== undefined) config.set(match[1], match[2] ?? '');
  }
  return config;
}
