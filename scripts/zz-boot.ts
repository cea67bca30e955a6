import { chromium } from '@playwright/test';
import { startServer } from '/work/main/scripts/tab/server.ts';
import { bootClient } from '/work/main/scripts/tab/client-page.ts';
import { CHROMIUM_ARGS, findChromium } from '/work/main/scripts/chromium.ts';
const server = await startServer();
console.log(server.origin);
const browser = await chromium.launch({ executablePath: findChromium()!, args: CHROMIUM_ARGS });
const page = await browser.newPage();
page.on('console', (m) => console.log('[console]', m.text()));
page.on('worker', (w) => {
  console.log('[worker]', w.url());
  w.on('console', (m) => console.log('[wc]', m.text()));
});
page.on('response', (r) => {
  if (r.status() >= 400 || process.env.V) console.log('[res]', r.status(), r.url());
});
page.on('pageerror', (e) => console.log('[pageerror]', e.message));
page.on('requestfailed', (r) => console.log('[failed]', r.url(), r.failure()?.errorText));
try {
  const t = performance.now();
  await Promise.race([
    bootClient(page, server.origin),
    new Promise((_, r) => setTimeout(() => r(new Error('boot timeout')), 15000)),
  ]);
  console.log('booted', performance.now() - t);
  for (const cmd of process.argv.slice(2)) {
    const r = await Promise.race([
      page.evaluate(async (cmd) => {
        const c = (globalThis as any).container;
        const t0 = performance.now();
        const p = await c.spawn('sh', ['-c', cmd]);
        let out = '';
        p.output.pipeTo(
          new WritableStream({
            write(d) {
              out += d;
            },
          }),
        );
        const code = await p.exit;
        return { cmd, code, out, ms: performance.now() - t0 };
      }, cmd),
      new Promise((r) => setTimeout(() => r('TIMEOUT ' + cmd), 60000)),
    ]);
    console.log(r);
  }
} catch (e) {
  console.log(e);
  for (const f of page.frames())
    console.log(
      f.url(),
      await f
        .evaluate('JSON.stringify([crossOriginIsolated, document.body?.innerHTML.slice(0,200)])')
        .catch(String),
    );
}
await browser.close();
await server.stop();
