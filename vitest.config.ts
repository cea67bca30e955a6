import { defineConfig } from 'vitest/config';

/** Unit tests: pure code, in Node. What needs a browser is in e2e/. */
export default defineConfig({
  test: {
    include: [
      'src/**/*.test.{ts,tsx}',
      'functions/**/*.test.ts',
      'scripts/**/*.test.ts',
      'bench/**/*.test.ts',
    ],
    environment: 'node',
    pool: 'threads',
    // By default one processor of two is left alone.
    maxWorkers: '100%',
  },
});
