/** A default import of what is exported by name, or the other way round, where the module proves which it is. */
import type { Fixer, Remedy } from './fixer.ts';
import { findMissingExport, withStatement, type MissingExport } from './missing-export.ts';

export const defaultOrNamed: Fixer = {
  name: 'default-or-named',
  async find(problem, project) {
    const missing = await findMissingExport(problem, project);
    if (!missing) return undefined;
    return missing.name === 'default' ? asNamed(missing) : (asDefault(missing) ?? asType(missing));
  },
};

function asNamed(missing: MissingExport): Remedy | undefined {
  const { statement, exports, module, importer } = missing;
  const local = statement.defaultName;
  const [only] = exports.values;
  const name =
    local !== undefined && exports.values.has(local) ? local : exports.values.size === 1 ? only : undefined;
  if (local === undefined || exports.hasDefault) return undefined;
  if (name === undefined) return undefined;
  return {
    summary: `${module} exports ${name} by name and has no default export. ${importer} now imports it by name.`,
    files: withStatement(missing, {
      dropDefault: true,
      named: [{ name, local, isType: false }, ...statement.named],
    }),
  };
}

function asDefault(missing: MissingExport): Remedy | undefined {
  const { statement, exports, module, importer, name } = missing;
  const wanted = statement.named.find((own) => own.name === name);
  if (
    !wanted ||
    !exports.hasDefault ||
    statement.defaultName !== undefined ||
    statement.namespace !== undefined
  )
    return undefined;
  // With other names beside it, the wanted one may well be a misspelt one of them.
  if (exports.values.size > 0 && !sounds(module, name)) return undefined;
  return {
    summary: `${module} has ${name} as its default export, not by that name. ${importer} now imports it so.`,
    files: withStatement(missing, {
      defaultName: wanted.local,
      named: statement.named.filter((own) => own !== wanted),
    }),
  };
}

/** A type does not exist when the program runs: its import must say that it is one. */
function asType(missing: MissingExport): Remedy | undefined {
  const { statement, exports, module, importer, name } = missing;
  if (!exports.types.has(name) || exports.values.has(name) || !/\.tsx?$/.test(importer)) return undefined;
  return {
    summary: `${name} of ${module} is a type, which is not there when the program runs. ${importer} now imports it as one.`,
    files: withStatement(missing, {
      named: statement.named.map((own) => (exports.types.has(own.name) ? { ...own, isType: true } : own)),
    }),
  };
}

/** Whether a module is called like the name: `./Button` and Button, `lodash` and Lodash. */
function sounds(module: string, name: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z\d]/g, '');
  const base = module.slice(module.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
  return plain(base) === plain(name);
}
