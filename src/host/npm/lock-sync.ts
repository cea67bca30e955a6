/** `npm ci` refuses a lockfile that does not fit package.json, and says where. */
import { NpmError } from './npm-error.ts';
import type { DepNode } from './tree.ts';

export function assertInSync(root: DepNode): void {
  const problems: string[] = [];
  for (const node of root.subtree()) {
    for (const edge of node.edgesOut.values()) {
      if (edge.valid || edge.bundled || (edge.peer && node !== root)) continue;
      if (edge.to === undefined) problems.push(`Missing: ${edge.name}@${edge.spec} from lock file`);
      else {
        problems.push(
          `Invalid: lock file's ${edge.name}@${edge.to.version} does not satisfy ${edge.name}@${edge.spec}`,
        );
      }
    }
  }
  if (problems.length === 0) return;
  throw new NpmError(
    'EUSAGE',
    '',
    '`npm ci` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync. Please update your lock file with `npm install` before continuing.',
    '',
    ...problems,
  );
}
