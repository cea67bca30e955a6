/** `npm run screens`: pictures of the main screens, light and dark, desktop and phone, into docs/screens/. */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { CHROMIUM_ARGS, ensureChromium } from './chromium.ts';
import { startServer } from './tab/server.ts';

const folder = fileURLToPath(new URL('../docs/screens/', import.meta.url));
const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } };
const EXAMPLE = 'To-do app';
const BUILD_TIMEOUT_MS = 90_000;

async function buildExample(page: Page): Promise<void> {
  await page.getByRole('button', { name: EXAMPLE }).click();
  await page
    .frameLocator('iframe.frame')
    .getByRole('heading', { level: 1 })
    .waitFor({ state: 'attached', timeout: BUILD_TIMEOUT_MS });
  // Fonts and entry animations of the app that is shown.
  await page.waitForTimeout(1500);
}

const server = await startServer({ DEMO_PACE: 'fast' });
const browser = await chromium.launch({ executablePath: ensureChromium(), args: CHROMIUM_ARGS });
try {
  await mkdir(folder, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [device, viewport] of Object.entries(SIZES)) {
      const suffix = device === 'desktop' ? colorScheme : `${colorScheme}-${device}`;
      const page = await browser.newPage({ viewport, colorScheme });
      await page.goto(server.origin);
      await page.getByRole('textbox').first().waitFor();
      await page.screenshot({ path: `${folder}home-${suffix}.png` });
      await buildExample(page);
      await page.screenshot({ path: `${folder}project-${suffix}.png` });
      await page.close();
      console.log(`home-${suffix}.png, project-${suffix}.png`);
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
