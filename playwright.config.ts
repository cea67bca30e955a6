import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium } from './scripts/chromium.ts';

const PORT = Number(process.env['PORT'] ?? 5311);
const executablePath = findChromium();
/**
 * Without V8's optimising compiler, for WebAssembly (Liftoff compiles it) and for scripts (Maglev does): programs of a test run
 * for seconds, and optimising them meanwhile took a quarter of the two processors, more than it gave back. Benches and the
 * product have what browsers do by default.
 */
const UNOPTIMISED = '--js-flags=--liftoff-only --no-turbofan';

/** End-to-end tests against `npm start`, in a real Chromium, with storage partitioned as users have it. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  fullyParallel: false,
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    baseURL: `http://tabwright.localhost:${PORT}`,
    // The film strip and DOM snapshots of a trace would take half of the processor that the tests need.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false },
    screenshot: 'only-on-failure',
    // Animations, drawn without a graphics card, cost a sixteenth of the processor.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [...CHROMIUM_ARGS, UNOPTIMISED],
    },
  },
  webServer: {
    command: 'npx tsx scripts/start.ts',
    url: `http://127.0.0.1:${PORT}/api/health`,
    env: { PORT: String(PORT) },
    timeout: 120_000,
    reuseExistingServer: false,
    stdout: 'pipe',
  },
});
