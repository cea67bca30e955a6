import js from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/**
 * Who may import whom (ARCHITECTURE.md, "Who may import whom"): folder → folders it may import besides itself.
 * The lint config's own test breaks each kind of rule once: scripts/lint-config.test.ts.
 */
const MAY_IMPORT = {
  'src/shared': [],
  'src/agent': ['src/shared'],
  'src/storage': ['src/shared'],
  'src/runtime': ['src/shared'],
  'src/host/protocol': ['src/shared'],
  'src/host/vfs': ['src/shared'],
  'src/host/node': ['src/host/vfs', 'src/host/protocol', 'src/shared'],
  'src/host/npm': ['src/host/vfs', 'src/host/protocol', 'src/shared'],
  'src/host/shell': ['src/host/vfs', 'src/host/protocol', 'src/shared'],
  'src/host/kernel': ['src/host/vfs', 'src/host/npm', 'src/host/protocol', 'src/shared'],
  'src/host/process': [
    'src/host/vfs',
    'src/host/node',
    'src/host/npm',
    'src/host/shell',
    'src/host/protocol',
    'src/shared',
  ],
  'src/host/page': ['src/host/protocol', 'src/shared'],
  'src/host/worker': ['src/host/protocol', 'src/shared'],
  'src/host/preview': ['src/host/protocol', 'src/shared'],
  'src/state': ['src/shared', 'src/agent', 'src/runtime'],
  'src/app': ['src/state', 'src/agent', 'src/storage', 'src/runtime', 'src/shared'],
  'src/ui': ['src/state', 'src/app', 'src/shared'],
  functions: ['src/agent', 'src/shared'],
};

const TESTS = ['**/*.test.ts', '**/*.test.tsx', 'src/testing/**'];

const zones = Object.entries(MAY_IMPORT).flatMap(([target, allowed]) =>
  ['src', 'functions', 'e2e', 'bench', 'scripts'].map((from) => ({
    target: `./${target}`,
    from: `./${from}`,
    except: [target, ...allowed]
      .filter((dir) => dir === from || dir.startsWith(`${from}/`))
      .map((dir) => (dir === from ? '.' : `./${dir.slice(from.length + 1)}`)),
    message: `${target} may import: ${[target, ...allowed].join(', ')} (ARCHITECTURE.md).`,
  })),
);

export default tseslint.config(
  { ignores: ['dist', 'node_modules', '.wrangler', '.cache', 'test-results', 'e2e/fixtures', 'docs'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { 'import-x': importX },
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig/*.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    settings: {
      'import-x/resolver-next': [createTypeScriptImportResolver({ project: 'tsconfig/app.json' })],
      'import-x/extensions': ['.ts', '.tsx'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': 'allow-with-description', 'ts-ignore': true, 'ts-nocheck': true },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'no-console': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['src/ui/**', 'src/main.tsx'],
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs.recommended.rules,
  },
  {
    files: ['scripts/**', 'bench/**', 'e2e/**', 'functions/platforms/node.ts', '*.config.*'],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off' },
  },
  // Addresses of bundles, not imports of their code.
  { files: ['src/host/page/worker-urls.ts'], rules: { 'import-x/no-restricted-paths': 'off' } },
  // It tells of console.error, and so has to wrap it.
  { files: ['src/host/preview/errors.ts'], rules: { 'no-console': 'off' } },
  { files: TESTS, rules: { 'import-x/no-restricted-paths': 'off', 'max-lines': 'off' } },
);
