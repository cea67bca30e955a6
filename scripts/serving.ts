/** What `npm start` and `npm run dev` share: reading .env, saying what is served, and failing in one line. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '../functions/env.ts';

/** Variables of .env, where they are not set already. */
export function loadEnvFile(root: string): void {
  const file = join(root, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
}

const MODEL_KEYS: Readonly<Record<string, string>> = {
  ANTHROPIC_API_KEY: 'Anthropic',
  OPENAI_API_KEY: 'OpenAI',
  GOOGLE_GENERATIVE_AI_API_KEY: 'Google',
  OPENROUTER_API_KEY: 'OpenRouter',
  OPENAI_COMPATIBLE_BASE_URL: 'OpenAI-compatible server',
};

/** Prints the address, and what is configured. */
export function announce({ config, variables, cache, sites }: Env): void {
  const models = Object.keys(MODEL_KEYS).filter((name) => variables[name]?.trim());
  const rows = [
    [
      'Models',
      models.map((name) => MODEL_KEYS[name]).join(', ') ||
        'the demo (set ANTHROPIC_API_KEY or another key for more)',
    ],
    [
      'npm registry',
      config.registry === undefined ? 'none (set NPM_REGISTRY)' : new URL(config.registry).host,
    ],
    ['Cache', cache ? config.cacheDir : 'off'],
    ['Sites', sites ? config.sitesOrigin.replace('{slug}', '<name>') : 'off'],
  ];
  console.log(`\n  Tabwright is ready: ${config.appOrigin}\n`);
  for (const [name = '', value = ''] of rows) console.log(`  ${name.padEnd(13)} ${value}`);
  console.log('\n  Ctrl-C ends it.');
}

/** Errors that their messages explain; the names are compared since bundles have classes of their own. */
const EXPLAINED = ['ConfigError', 'ListenError'];

/** One line that says what to do; a stack for what nobody foresaw, such as a failed build. */
export function explainAndExit(error: unknown): never {
  console.error(explain(error));
  process.exit(1);
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (EXPLAINED.includes(error.name)) return error.message;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    const path = 'path' in error ? String(error.path) : 'the project folder';
    return `No permission to write ${path}. Make the project folder writable for this user, then try again.`;
  }
  if (code === 'ENOSPC') return 'The disk is full. Free some space, then try again.';
  return error.stack ?? error.message;
}
