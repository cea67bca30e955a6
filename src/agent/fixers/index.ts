/** Known errors that are mended without a model, in the order in which they are tried. A new one is a file and a line here. */
import type { Problem } from '../problem.ts';
import { defaultOrNamed } from './default-or-named.ts';
import { devScript } from './dev-script.ts';
import type { Fixer, FixerProject, Remedy } from './fixer.ts';
import { importCase } from './import-case.ts';
import { missingPackage } from './missing-package.ts';
import { nativePackage } from './native-package.ts';
import { nearestExport } from './nearest-export.ts';
import { portTaken } from './port-taken.ts';

export const FIXERS: readonly Fixer[] = [
  devScript,
  nativePackage,
  importCase,
  missingPackage,
  defaultOrNamed,
  nearestExport,
  portTaken,
];

export interface FoundRemedy {
  readonly fixer: string;
  readonly remedy: Remedy;
}

/** @param tried - names of fixers that did not help. */
export async function findRemedy(
  problem: Problem,
  project: FixerProject,
  tried: readonly string[],
): Promise<FoundRemedy | undefined> {
  for (const fixer of FIXERS) {
    if (tried.includes(fixer.name)) continue;
    const remedy = await fixer.find(problem, project);
    if (remedy) return { fixer: fixer.name, remedy };
  }
  return undefined;
}

/** A remedy as a reply that does it, in the words and actions that a model would use. */
export function remedyReply({ fixer, remedy }: FoundRemedy): string {
  const { summary, files = {}, command, start } = remedy;
  const actions = [
    ...Object.entries(files).map(
      ([path, text]) => `<action type="file" path="${path}">\n${text.replace(/\n$/, '')}\n</action>`,
    ),
    ...(command === undefined ? [] : [`<action type="shell">${command}</action>`]),
    ...(start === undefined ? [] : [`<action type="start">${start}</action>`]),
  ];
  return `${summary}\n\n<artifact id="${fixer}" title="${FIX_TITLE}">\n${actions.join('\n')}\n</artifact>`;
}

const FIX_TITLE = 'Known fix';
