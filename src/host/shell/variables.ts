/** The shell's variables: values, arrays, what is exported or read-only, and what functions made local. */

export interface Variable {
  value: string | string[] | undefined;
  exported: boolean;
  readonly: boolean;
}

export class Variables {
  readonly #all: Map<string, Variable>;
  /** What functions' `local` must put back, innermost last. */
  readonly #locals: Map<string, Variable | undefined>[] = [];

  constructor(all: Map<string, Variable> = new Map()) {
    this.#all = all;
  }

  fork(): Variables {
    const copy = new Variables(new Map([...this.#all].map(([name, each]) => [name, { ...each }])));
    for (const saved of this.#locals) copy.#locals.push(new Map(saved));
    return copy;
  }

  lookup(name: string): Variable | undefined {
    return this.#all.get(name);
  }

  get(name: string): string | undefined {
    const value = this.#all.get(name)?.value;
    return Array.isArray(value) ? value[0] : value;
  }

  array(name: string): string[] | undefined {
    const value = this.#all.get(name)?.value;
    return typeof value === 'string' ? [value] : value;
  }

  /** False when the variable is read-only. */
  set(name: string, value: string | string[]): boolean {
    const variable = this.#all.get(name);
    if (variable === undefined) this.#all.set(name, { value, exported: false, readonly: false });
    else if (variable.readonly) return false;
    else if (typeof value === 'string' && Array.isArray(variable.value)) variable.value[0] = value;
    else variable.value = value;
    return true;
  }

  setElement(name: string, index: number, value: string): boolean {
    const elements = [...(this.array(name) ?? [])];
    while (elements.length < index) elements.push('');
    elements[index < 0 ? elements.length + index : index] = value;
    return this.set(name, elements);
  }

  unset(name: string): boolean {
    if (this.#all.get(name)?.readonly === true) return false;
    this.#all.delete(name);
    return true;
  }

  mark(name: string, flags: Partial<Pick<Variable, 'exported' | 'readonly'>>): void {
    const variable = this.#all.get(name);
    if (variable === undefined)
      this.#all.set(name, { value: undefined, exported: false, readonly: false, ...flags });
    else Object.assign(variable, flags);
  }

  names(): string[] {
    return [...this.#all.keys()].sort();
  }

  environment(): Record<string, string> {
    const env: Record<string, string> = {};
    for (const [name, { value, exported }] of this.#all) {
      if (exported && value !== undefined) env[name] = Array.isArray(value) ? (value[0] ?? '') : value;
    }
    return env;
  }

  enterFunction(): void {
    this.#locals.push(new Map());
  }

  leaveFunction(): void {
    for (const [name, saved] of this.#locals.pop() ?? []) this.restore(name, saved);
  }

  /** False outside of functions. */
  makeLocal(name: string): boolean {
    const frame = this.#locals.at(-1);
    if (frame === undefined) return false;
    if (!frame.has(name)) frame.set(name, this.save(name));
    this.#all.set(name, { value: undefined, exported: frame.get(name)?.exported ?? false, readonly: false });
    return true;
  }

  save(name: string): Variable | undefined {
    const variable = this.#all.get(name);
    return variable === undefined ? undefined : { ...variable };
  }

  restore(name: string, saved: Variable | undefined): void {
    if (saved === undefined) this.#all.delete(name);
    else this.#all.set(name, saved);
  }
}
