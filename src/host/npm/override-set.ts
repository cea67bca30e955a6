/** The `overrides` of a root package.json: which rule holds for an edge, by npm's nesting. */
import { intersects, satisfies, validRange } from 'semver';
import type { OverrideMap } from './manifest.ts';
import { NpmError } from './npm-error.ts';
import { splitNameSpec } from './spec.ts';

export class OverrideSet {
  readonly parent: OverrideSet | undefined;
  readonly children = new Map<string, OverrideSet>();
  readonly key: string;
  readonly name: string;
  /** The versions the rule speaks of; `*` for all. */
  readonly keySpec: string;
  /** What to use instead; equals `keySpec` when the rule only holds nested rules. */
  readonly value: string;

  constructor(overrides: string | OverrideMap, key = '', parent?: OverrideSet) {
    const rules = typeof overrides === 'string' ? { '.': overrides } : overrides;
    const own = rules['.'] === '' ? '*' : rules['.'];
    this.parent = parent;
    this.key = key;
    const [name, spec] = splitNameSpec(key);
    if (parent !== undefined && name === '') throw new NpmError('EOVERRIDE', `Override without name: ${key}`);
    this.name = name;
    this.keySpec = spec || '*';
    this.value = (typeof own === 'string' ? own : undefined) ?? this.keySpec;
    for (const [childKey, child] of Object.entries(rules)) {
      if (childKey !== '.') this.children.set(childKey, new OverrideSet(child, childKey, this));
    }
  }

  /** The rule for a dependency `name@spec` of a package that this set holds for; the set itself when none does. */
  ruleFor(name: string, spec: string): OverrideSet {
    for (const rule of this.ruleset()) {
      if (rule.name !== name) continue;
      if (rule.keySpec === '*') return rule;
      const wanted = spec.startsWith('npm:') ? splitNameSpec(spec.slice(4))[1] || '*' : spec;
      if (validRange(wanted, true) === null) {
        if (/^[a-z0-9._-]+$/i.test(wanted)) return rule;
        continue;
      }
      if (intersects(wanted, rule.keySpec, true)) return rule;
    }
    return this;
  }

  /** Nearest first: own nested rules, then those of the sets around. */
  private ruleset(): Iterable<OverrideSet> {
    const rules = new Map<string, OverrideSet>();
    for (const set of this.ancestry()) {
      for (const [key, rule] of set.children) if (!rules.has(key)) rules.set(key, rule);
      if (set.parent !== undefined && !rules.has(set.key)) rules.set(set.key, set);
    }
    return rules.values();
  }

  /** This set and those around it, nearest first. */
  private ancestry(): OverrideSet[] {
    return [this, ...(this.parent?.ancestry() ?? [])];
  }

  equals(other: OverrideSet | undefined): boolean {
    if (this === other) return true;
    if (other === undefined || this.key !== other.key || this.value !== other.value) return false;
    if (this.children.size !== other.children.size) return false;
    return this.parent === undefined ? other.parent === undefined : this.parent.equals(other.parent);
  }

  /** The more deeply nested of two sets that meet at one package; their common ancestor when neither holds the other. */
  static meet(first: OverrideSet, second: OverrideSet): OverrideSet | undefined {
    const aboveFirst = first.ancestry();
    const aboveSecond = second.ancestry();
    if (aboveSecond.some((set) => set.equals(first))) return second;
    if (aboveFirst.some((set) => set.equals(second))) return first;
    for (const set of aboveSecond) {
      const shared = aboveFirst.find((other) => other.equals(set));
      if (shared !== undefined) return shared;
    }
    return undefined;
  }

  /** Whether a version meets the rule's own key. */
  matchesVersion(version: string): boolean {
    return satisfies(version, this.keySpec, true);
  }
}
