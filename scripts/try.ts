/**
 * `npm run try -- DIR [--script dev] [--json] [--shot FILE.png] [--timeout S]`: does this folder run in the tab?
 * Installs it, runs a script, and looks at the preview. Exits with 0 only when it shows content without an uncaught error.
 */
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { CHROMIUM_ARGS, ensureChromium } from './chromium.ts';
import { startServer } from './tab/server.ts';
import { tryFolder, type TryOptions, type TryResult } from './tab/try-folder.ts';

const USAGE = 'Usage: npm run try -- DIR [--script dev] [--json] [--shot FILE.png] [--timeout S]';

/** Undefined when the command line is not understood. */
function parse(): (TryOptions & { json: boolean }) | undefined {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      script: { type: 'string', default: 'dev' },
      json: { type: 'boolean', default: false },
      shot: { type: 'string' },
      timeout: { type: 'string', default: '120' },
    },
  });
  const [folder, ...more] = positionals;
  const timeoutMs = Number(values.timeout) * 1000;
  if (!folder || more.length > 0 || !(timeoutMs > 0)) return undefined;
  return { folder, script: values.script, shot: values.shot, json: values.json, timeoutMs };
}

function report(result: TryResult): string {
  const time = (value: number | null): string => (value === null ? '–' : `${value} s`);
  return [
    result.ok ? 'It runs.' : `It fails at: ${result.failed_stage}`,
    `install ${time(result.install_s)}, ready ${time(result.ready_s)}, preview ${time(result.preview_s)}`,
    ...(result.text ? [`The page says: ${result.text}`] : []),
    ...result.errors,
  ].join('\n');
}

async function main(): Promise<number> {
  const options = parse();
  if (!options) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const server = await startServer();
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_ARGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    const result = await tryFolder(page, server.origin, options);
    process.stdout.write(`${options.json ? JSON.stringify(result) : report(result)}\n`);
    return result.ok ? 0 : 1;
  } finally {
    await browser.close();
    await server.stop();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    process.exit(2);
  },
);
