/** Whether a package in the tree is what a specifier asks for. */
import { satisfies } from 'semver';
import type { Manifest } from './manifest.ts';
import { parseSpec, type Spec } from './spec.ts';

/** What of a node the question needs. */
export interface Candidate {
  readonly version: string;
  readonly resolved: string | undefined;
  readonly pkg: Manifest;
  readonly target: { readonly path: string } | undefined;
}

export function satisfiesSpec(node: Candidate, name: string, raw: string, where: string): boolean {
  return meets(node, parseSpec(name, raw, where));
}

function meets(node: Candidate, spec: Spec): boolean {
  switch (spec.type) {
    case 'alias':
      return meets(node, spec.sub);
    case 'version':
    case 'range':
      return spec.fetchSpec === '*' || spec.fetchSpec === '' || satisfies(node.version, spec.fetchSpec, true);
    case 'tag':
      return node.target === undefined && !(node.resolved?.startsWith('file:') ?? false);
    case 'directory':
      return node.target?.path === spec.path;
    case 'file':
      return node.resolved === `file:${spec.path}`;
    case 'remote':
      return node.resolved === spec.url;
    case 'git':
      return node.resolved?.startsWith('git') ?? false;
  }
}
