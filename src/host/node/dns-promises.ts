/** `require('dns/promises')`. */
export { createPromisesModule as createModule } from './dns.ts';
