/** `npm run build`: all builds into dist/, with compressed copies of what compresses. */
import { fileURLToPath } from 'node:url';
import { buildAll } from './build-all.ts';

const started = performance.now();
await buildAll(fileURLToPath(new URL('..', import.meta.url)));
console.log(`Built in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
