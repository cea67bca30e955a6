/** The dependency tree: packages in their places and the edges between them, kept right while packages move. */
import { satisfiesSpec } from './edge-valid.ts';
import { bundledNames, type Manifest } from './manifest.ts';
import { NpmError } from './npm-error.ts';
import { OverrideSet } from './override-set.ts';
import { normalize } from './paths.ts';

export type EdgeType = 'prod' | 'dev' | 'optional' | 'peer' | 'peerOptional' | 'workspace';
export type EdgeError = 'MISSING' | 'PEER LOCAL' | 'INVALID';

export interface NodeOptions {
  /** The name of its folder in node_modules: an alias differs from `pkg.name`. */
  name: string;
  pkg: Manifest;
  resolved?: string | undefined;
  integrity?: string | undefined;
  error?: Error | undefined;
  overrides?: OverrideSet | undefined;
  /** A symbolic link to a node of a folder. */
  target?: DepNode | undefined;
  /** A stand-in for the node whose peers are being gathered. */
  source?: DepNode | undefined;
  /** A folder of the project's own (the root: ''): loads devDependencies, has no parent. */
  folder?: string | undefined;
  /** The project's absolute path; of the root only. */
  path?: string | undefined;
  workspaces?: Map<string, string> | undefined;
  legacyPeerDeps?: boolean | undefined;
  inBundle?: boolean | undefined;
}

export class DepNode {
  readonly name: string;
  readonly legacyPeerDeps: boolean;
  readonly target: DepNode | undefined;
  readonly source: DepNode | undefined;
  readonly folder: string | undefined;
  readonly workspaces: Map<string, string> | undefined;
  readonly inBundle: boolean;
  readonly error: Error | undefined;
  readonly children = new Map<string, DepNode>();
  readonly fsChildren = new Set<DepNode>();
  readonly edgesOut = new Map<string, DepEdge>();
  readonly edgesIn = new Set<DepEdge>();
  pkg: Manifest;
  resolved: string | undefined;
  integrity: string | undefined;
  overrides: OverrideSet | undefined;
  parent: DepNode | undefined;
  fsParent: DepNode | undefined;
  root: DepNode = this;
  /** Every node by folder name; of the root only. */
  readonly byName = new Map<string, Set<DepNode>>();
  dev = true;
  optional = true;
  devOptional = true;
  peer = true;
  extraneous = true;
  /** An optional package that will not be installed here, yet stands in the lockfile. */
  inert = false;
  private readonly ownPath: string;

  constructor(options: NodeOptions) {
    this.name = options.name;
    this.pkg = options.pkg;
    this.resolved = options.resolved ?? options.pkg.dist?.tarball;
    this.integrity = options.integrity ?? options.pkg.dist?.integrity ?? sha1Integrity(options.pkg);
    this.error = options.error;
    this.overrides = options.overrides;
    this.target = options.target;
    this.source = options.source;
    this.folder = options.folder;
    this.ownPath = options.path ?? '';
    this.workspaces = options.workspaces;
    this.legacyPeerDeps = options.legacyPeerDeps ?? false;
    this.inBundle = options.inBundle ?? false;
    this.index(this);
    this.loadEdges();
  }

  get version(): string {
    return this.pkg.version ?? '';
  }

  get packageName(): string {
    return this.pkg.name ?? this.name;
  }

  get isTop(): boolean {
    return this.parent === undefined;
  }

  get isProjectRoot(): boolean {
    return this.root === this;
  }

  get isLink(): boolean {
    return this.target !== undefined;
  }

  get isWorkspace(): boolean {
    const { workspaces } = this.root;
    return workspaces !== undefined && this !== this.root && workspaces.get(this.packageName) === this.place;
  }

  private get place(): string | undefined {
    return this.target?.folder ?? this.folder;
  }

  get resolveParent(): DepNode | undefined {
    return this.parent ?? this.fsParent;
  }

  get depth(): number {
    return this.parent === undefined ? 0 : this.parent.depth + 1;
  }

  /** Relative to the project: `node_modules/a/node_modules/b`. */
  get location(): string {
    if (this.parent === undefined) return this.folder ?? '';
    const above = this.parent.location;
    return `${above === '' ? '' : `${above}/`}node_modules/${this.name}`;
  }

  /** Absolute; what relative `file:` specs of its package.json are meant from. */
  get path(): string {
    if (this.source !== undefined) return this.source.path;
    const base = this.root.source?.path ?? this.root.ownPath;
    return this.location === '' ? base : normalize(`${base}/${this.location}`);
  }

  /** This node and all whose node_modules it sees, nearest first. */
  *ancestry(): Generator<DepNode> {
    yield this;
    for (let node = this.resolveParent; node !== undefined; node = node.resolveParent) yield node;
  }

  /** This node and all below it. */
  *subtree(): Generator<DepNode> {
    yield this;
    for (const child of this.children.values()) yield* child.subtree();
    for (const child of this.fsChildren) yield* child.subtree();
  }

  isDescendantOf(node: DepNode): boolean {
    for (const above of this.ancestry()) if (above === node) return true;
    return false;
  }

  /** What `require(name)` would find from here. */
  resolve(name: string): DepNode | undefined {
    for (const node of this.ancestry()) {
      const child = node.children.get(name);
      if (child !== undefined) return child;
    }
    return undefined;
  }

  get inDepBundle(): boolean {
    return this.inBundle;
  }

  /** Puts the node, with all below it, into `parent`'s node_modules; what stood there is taken out. */
  attachTo(parent: DepNode): void {
    const into = parent.target ?? parent;
    if (this.parent === into) return;
    if (this.parent !== undefined) this.detach();
    into.children.get(this.name)?.detach();
    into.children.set(this.name, this);
    this.parent = into;
    this.moveTo(into.root);
    into.reloadNamed(this.name);
    for (const node of this.subtree()) for (const edge of [...node.edgesOut.values()]) edge.reload();
  }

  /** A folder of the project: not in any node_modules, but resolving through the root's. */
  attachFolder(parent: DepNode): void {
    parent.fsChildren.add(this);
    this.fsParent = parent;
    this.moveTo(parent.root);
    for (const edge of this.edgesOut.values()) edge.reload();
  }

  /** Takes the node and all below it out of the tree. */
  detach(): void {
    this.parent?.children.delete(this.name);
    this.fsParent?.fsChildren.delete(this);
    this.parent = undefined;
    this.fsParent = undefined;
    this.moveTo(this);
    for (const node of this.subtree()) {
      for (const edge of [...node.edgesIn]) if (edge.from.root !== this) edge.reload();
      for (const edge of node.edgesOut.values()) if (edge.to?.root !== this) edge.reload();
    }
  }

  /** Takes another node's place and its children. */
  replace(old: DepNode): void {
    const { parent } = old;
    if (parent === undefined) return;
    if (!this.isLink) for (const child of [...old.children.values()]) child.attachTo(this);
    this.attachTo(parent);
  }

  private moveTo(root: DepNode): void {
    for (const node of this.subtree()) {
      node.root.byName.get(node.name)?.delete(node);
      node.root = root;
      root.index(node);
    }
  }

  private index(node: DepNode): void {
    const same = this.byName.get(node.name);
    if (same === undefined) this.byName.set(node.name, new Set([node]));
    else same.add(node);
  }

  private reloadNamed(name: string): void {
    const edge = this.edgesOut.get(name);
    if (edge !== undefined && edge.to !== this.resolve(name)) edge.reload(true);
    for (const child of this.children.values()) child.reloadNamed(name);
    for (const child of this.fsChildren) child.reloadNamed(name);
  }

  /** After `pkg` changed (a root whose dependencies were edited). */
  setPackage(pkg: Manifest): void {
    for (const edge of [...this.edgesOut.values()]) edge.detach();
    this.pkg = pkg;
    this.loadEdges();
  }

  private loadEdges(): void {
    if (this.isLink) return;
    const pkg = this.source?.pkg ?? this.pkg;
    for (const [name, folder] of (this.source ?? this).workspaces ?? []) {
      new DepEdge(this, name, `file:${folder}`, 'workspace');
    }
    if (!this.legacyPeerDeps) {
      const optional: [string, string][] = [];
      for (const [name, spec] of Object.entries(pkg.peerDependencies ?? {})) {
        if (pkg.peerDependenciesMeta?.[name]?.optional === true) optional.push([name, spec]);
        else this.addEdge(name, spec, 'peer');
      }
      for (const [name, spec] of optional) this.addEdge(name, spec, 'peerOptional');
    }
    for (const [name, spec] of Object.entries(pkg.dependencies ?? {})) this.addEdge(name, spec, 'prod');
    for (const [name, spec] of Object.entries(pkg.optionalDependencies ?? {})) {
      this.addEdge(name, spec, 'optional');
    }
    if ((this.source ?? this).folder === undefined) return;
    for (const [name, spec] of Object.entries(pkg.devDependencies ?? {})) this.addEdge(name, spec, 'dev');
  }

  private addEdge(name: string, spec: string, type: EdgeType): void {
    if (typeof spec !== 'string' || this.edgesOut.get(name)?.type === 'workspace') return;
    new DepEdge(this, name, spec, type, (this.source?.pkg ?? this.pkg).acceptDependencies?.[name]);
  }

  /** The same package at the same version from the same place. */
  matches(other: DepNode): boolean {
    if (other === this) return true;
    if (other.name !== this.name) return false;
    if (this.target !== undefined) return other.target !== undefined && this.target === other.target;
    if (this.integrity !== undefined && other.integrity !== undefined)
      return this.integrity === other.integrity;
    if (this.resolved !== undefined && other.resolved !== undefined) return this.resolved === other.resolved;
    return this.packageName === other.packageName && this.version !== '' && this.version === other.version;
  }

  overridesChanged(incoming: OverrideSet | undefined): void {
    if (incoming === undefined) return;
    const next = this.overrides === undefined ? incoming : OverrideSet.meet(this.overrides, incoming);
    if (next === undefined || next.equals(this.overrides)) return;
    this.overrides = next;
    for (const edge of this.edgesOut.values()) {
      edge.reload(true);
      edge.to?.overridesChanged(edge.overrides);
    }
  }
}

export class DepEdge {
  readonly from: DepNode;
  readonly name: string;
  readonly type: EdgeType;
  /** As package.json says, before overrides. */
  readonly rawSpec: string;
  readonly accept: string | undefined;
  overrides: OverrideSet | undefined;
  to: DepNode | undefined;
  /** A conflict among peers that was let pass: not tried again. */
  peerConflicted = false;
  private known: EdgeError | null | undefined;

  constructor(from: DepNode, name: string, spec: string, type: EdgeType, accept?: string) {
    this.from = from;
    this.name = name;
    this.type = type;
    this.rawSpec = spec;
    this.accept = accept;
    from.edgesOut.get(name)?.detach();
    from.edgesOut.set(name, this);
    this.reload(true);
  }

  get peer(): boolean {
    return this.type === 'peer' || this.type === 'peerOptional';
  }

  get optional(): boolean {
    return this.type === 'optional' || this.type === 'peerOptional';
  }

  get dev(): boolean {
    return this.type === 'dev';
  }

  get bundled(): boolean {
    return bundledNames(this.from.pkg).includes(this.name);
  }

  /** With overrides applied. */
  get spec(): string {
    const rule = this.overrides;
    if (rule === undefined || rule.name !== this.name || rule.value === '*') return this.rawSpec;
    if (!rule.value.startsWith('$')) return rule.value;
    const ref = rule.value.slice(1);
    const root = this.from.source?.root ?? this.from.root;
    const found = referenced(root.source?.root.pkg ?? root.pkg, ref) ?? referenced(this.from.pkg, ref);
    if (found === undefined) throw new NpmError('EOVERRIDE', `Unable to resolve reference ${rule.value}`);
    return found;
  }

  get valid(): boolean {
    return this.error === null;
  }

  get error(): EdgeError | null {
    if (this.known === undefined) this.known = this.findError();
    return this.known;
  }

  private findError(): EdgeError | null {
    if (this.to === undefined) return this.optional ? null : 'MISSING';
    if (this.peer && this.from === this.to.parent && !this.from.isTop) return 'PEER LOCAL';
    return this.satisfiedBy(this.to) ? null : 'INVALID';
  }

  satisfiedBy(node: DepNode): boolean {
    if (node.name !== this.name) return false;
    if (node.inBundle) return this.accepts(node, this.rawSpec);
    const rule = this.overrides;
    if (rule === undefined || rule.keySpec === '*' || rule.name !== this.name)
      return this.accepts(node, this.spec);
    if (this.accepts(node, this.spec)) return true;
    return this.accepts(node, this.rawSpec) && !this.accepts(node, rule.keySpec);
  }

  private accepts(node: DepNode, spec: string): boolean {
    return (
      satisfiesSpec(node, this.name, spec, this.from.path) ||
      (this.accept !== undefined && satisfiesSpec(node, this.name, this.accept, this.from.path))
    );
  }

  reload(hard = false): void {
    const rule = this.from.overrides?.ruleFor(this.name, this.rawSpec);
    if (rule !== this.overrides && !(rule?.equals(this.overrides) ?? false)) {
      this.overrides = rule;
      this.known = undefined;
    }
    const to = this.from.edgesOut.get(this.name) === this ? this.from.resolve(this.name) : undefined;
    if (to !== this.to) {
      this.to?.edgesIn.delete(this);
      this.to = to;
      this.known = undefined;
      if (to !== undefined) {
        to.edgesIn.add(this);
        to.overridesChanged(this.overrides);
      }
    } else if (hard) {
      this.known = undefined;
    }
  }

  detach(): void {
    this.to?.edgesIn.delete(this);
    this.to = undefined;
    this.from.edgesOut.delete(this.name);
  }
}

function referenced(pkg: Manifest, name: string): string | undefined {
  return (
    pkg.devDependencies?.[name] ??
    pkg.optionalDependencies?.[name] ??
    pkg.dependencies?.[name] ??
    pkg.peerDependencies?.[name]
  );
}

/** Packages of npm's first years only have a SHA-1. */
function sha1Integrity(pkg: Manifest): string | undefined {
  const hex = pkg.dist?.shasum;
  if (hex === undefined || !/^[0-9a-f]{40}$/.test(hex)) return undefined;
  const bytes = hex.match(/../g)?.map((pair) => String.fromCharCode(Number.parseInt(pair, 16))) ?? [];
  return `sha1-${btoa(bytes.join(''))}`;
}
