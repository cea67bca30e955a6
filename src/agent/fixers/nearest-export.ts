/** A name that its module does not export, where one that it does is obviously meant: icons, above all. */
import { editDistance } from './edit-distance.ts';
import type { Fixer } from './fixer.ts';
import { findMissingExport, withStatement } from './missing-export.ts';

export const nearestExport: Fixer = {
  name: 'nearest-export',
  async find(problem, project) {
    const missing = await findMissingExport(problem, project);
    if (!missing || missing.name === 'default') return undefined;
    const { name, module, importer, statement, exports } = missing;
    if (exports.values.has(name) || exports.types.has(name)) return undefined;
    const near = nearestName(name, exports.values);
    if (near === undefined) return undefined;
    return {
      summary: `${module} has no ${name}; it has ${near}. ${importer} now uses that.`,
      files: withStatement(missing, {
        named: statement.named.map((own) => (own.name === name ? { ...own, name: near } : own)),
      }),
    };
  },
};

/** @returns undefined unless one candidate is clearly nearer than all others. */
export function nearestName(wanted: string, candidates: ReadonlySet<string>): string | undefined {
  const plain = bare(wanted);
  const scored = [...candidates]
    .map((name) => ({
      name,
      score: distance(plain, bare(name)) + (bare(name) === name.toLowerCase() ? 0 : 0.25),
    }))
    .filter(({ score }) => score <= Math.max(1.25, plain.length / 3))
    .sort((a, b) => a.score - b.score || a.name.length - b.name.length);
  const [best, second] = scored;
  if (!best) return undefined;
  // The same thing under two names is one candidate.
  const isClear = second === undefined || best.score < second.score || bare(best.name) === bare(second.name);
  return isClear ? best.name : undefined;
}

/** Icons have several names: `Trash`, `TrashIcon`, `LucideTrash`. */
function bare(name: string): string {
  return name
    .replace(/^Lucide(?=[A-Z])/, '')
    .replace(/(?<=.)Icon$/, '')
    .toLowerCase();
}

function distance(wanted: string, candidate: string): number {
  if (wanted === candidate) return 0;
  const [short, long] = wanted.length < candidate.length ? [wanted, candidate] : [candidate, wanted];
  // `Trashcan` and `Trash`, `Trash` and `Trash2`: one word is the beginning of the other.
  if (long.startsWith(short) && short.length >= long.length * 0.6)
    return 0.5 + (long.length - short.length) / 10;
  return editDistance(wanted, candidate);
}
