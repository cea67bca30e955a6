/** `npm start`: builds what is missing or old, then serves every origin. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type * as NodePlatform from '../functions/platforms/node.ts';
import { buildAll, isBuildStale } from './build-all.ts';
import { announce, explainAndExit, loadEnvFile } from './serving.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

try {
  loadEnvFile(root);
  const isStale = await isBuildStale(root);
  if (isStale) {
    console.log(existsSync(join(root, 'dist')) ? 'Sources have changed: building …' : 'Building …');
    await buildAll(root);
  }
  const server = pathToFileURL(join(root, 'dist/server/node.js')).href;
  const { withNpmConfig, createNodeEnv, serve } = (await import(server)) as typeof NodePlatform;
  const env = await createNodeEnv(root, await withNpmConfig(process.env), (line) => console.warn(line));
  const running = await serve(env);
  announce(env);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void running.close().then(() => process.exit(0)));
  }
} catch (error) {
  explainAndExit(error);
}
