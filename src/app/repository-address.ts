/** Reads the address of a public repository as people copy it. Pure. */

export interface RepositoryAddress {
  readonly owner: string;
  readonly name: string;
  /** A branch, tag or commit; the default branch when left out. */
  readonly ref?: string;
  /** A folder of it. */
  readonly folder?: string;
}

const NAME = /^[\w.-]+$/;

/** @returns undefined for what is no address of a GitHub repository. */
export function readRepositoryAddress(text: string): RepositoryAddress | undefined {
  const plain = text
    .trim()
    .replace(/^git@github\.com:/, '')
    .replace(/^(?:https?:\/\/)?(?:www\.)?github\.com\//, '');
  if (/^\w+:/.test(plain)) return undefined;
  const [owner = '', rawName = '', kind, ref, ...folder] = plain
    .replace(/[?#].*$/, '')
    .split('/')
    .filter(Boolean);
  const name = rawName.replace(/\.git$/, '');
  if (!NAME.test(owner) || !NAME.test(name)) return undefined;
  if (kind !== 'tree' || ref === undefined) return { owner, name };
  return { owner, name, ref, ...(folder.length > 0 ? { folder: folder.join('/') } : {}) };
}
