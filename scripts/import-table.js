/**
 * Oxlint's rule of who may import whom (ARCHITECTURE.md). scripts/lint-config.test.ts breaks it on purpose. JavaScript,
 * because Oxlint loads it as it is.
 */
import { dirname, relative, resolve, sep } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/** Folder → folders that it may import besides itself. Others may import what they like. */
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

/** The repository's code; what else a file imports (styles, package.json) is its own affair. */
const CODE = ['src', 'functions', 'e2e', 'bench', 'scripts'];

/** @param {string} path @param {string} folder */
const isIn = (path, folder) => path === folder || path.startsWith(`${folder}/`);

/** The path from the repository's root, with slashes. @param {string} path */
const fromRoot = (path) => relative(root, path).split(sep).join('/');

const allowed = {
  create(context) {
    const file = context.filename;
    const folder = Object.keys(MAY_IMPORT).find((name) => isIn(fromRoot(file), name));
    if (!folder) return {};
    const folders = [folder, ...MAY_IMPORT[folder]];
    const check = ({ source }) => {
      if (typeof source?.value !== 'string' || !source.value.startsWith('.')) return;
      const target = fromRoot(resolve(dirname(file), source.value));
      if (!CODE.some((name) => isIn(target, name)) || folders.some((name) => isIn(target, name))) return;
      const message = `${folder} may import: ${folders.join(', ')} (ARCHITECTURE.md).`;
      context.report({ node: source, message });
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      TSImportType: check,
    };
  },
};

export default { meta: { name: 'import-table' }, rules: { allowed } };
