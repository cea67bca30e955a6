/** `node:test`: tests, suites, hooks, skip, todo and only; the results as TAP or spec lines, and the exit code. */
import type { NodeHost } from './host.ts';
import { createReporter, type Reporter } from './test-reporters.ts';
import { validateFunction } from './validators.ts';

type Body = (context: TestContext, done?: (error?: unknown) => void) => unknown;
export interface TestOptions {
  name?: string;
  skip?: boolean | string;
  todo?: boolean | string;
  only?: boolean;
  timeout?: number;
}
type HookName = 'before' | 'after' | 'beforeEach' | 'afterEach';

/** One test or suite and what is under it. */
class TestNode {
  readonly hooks: Record<HookName, Body[]> = { before: [], after: [], beforeEach: [], afterEach: [] };
  readonly children: TestNode[] = [];
  failed = false;
  passed = 0;
  constructor(
    readonly name: string,
    readonly body: Body,
    readonly options: TestOptions,
    readonly parent: TestNode | null,
    readonly isSuite: boolean,
  ) {}
  get depth(): number {
    return this.parent === null ? -1 : this.parent.depth + 1;
  }
}

export interface TestContext {
  name: string;
  signal: AbortSignal;
  test(...args: unknown[]): Promise<void>;
  skip(message?: string): void;
  todo(message?: string): void;
  diagnostic(message: string): void;
  before(fn: Body): void;
  after(fn: Body): void;
  beforeEach(fn: Body): void;
  afterEach(fn: Body): void;
}

function callBody(body: Body, context: TestContext): Promise<unknown> {
  if (body.length < 2) return Promise.resolve().then(() => body(context));
  return new Promise((resolve, reject) => {
    body(context, (error) => (error ? reject(error as Error) : resolve(undefined)));
  });
}

function withTimeout(work: Promise<unknown>, ms: number | undefined): Promise<unknown> {
  if (ms === undefined || !Number.isFinite(ms)) return work;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`test timed out after ${ms}ms`)), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function argumentsOf(args: unknown[]): { name: string; options: TestOptions; body: Body } {
  const name = args.find((arg) => typeof arg === 'string');
  const options = (args.find((arg) => typeof arg === 'object' && arg !== null) ?? {}) as TestOptions;
  const body = (args.find((arg) => typeof arg === 'function') ?? (() => undefined)) as Body;
  return { name: name ?? options.name ?? (body.name || '<anonymous>'), options, body };
}

interface ProcessLike {
  exitCode?: number;
  stdout?: { write(text: string): unknown; isTTY?: boolean };
}
const currentProcess = (): ProcessLike => (globalThis as { process?: ProcessLike }).process ?? {};

class Runner {
  readonly root = new TestNode('<root>', () => undefined, {}, null, true);
  #current = this.root;
  #queue: Promise<void> = Promise.resolve();
  #pending = 0;
  #reporter: Reporter | undefined;

  get reporter(): Reporter {
    const { stdout } = currentProcess();
    this.#reporter ??= createReporter(stdout?.isTTY ? 'spec' : 'tap', (text) => void stdout?.write(text));
    return this.#reporter;
  }

  get current(): TestNode {
    return this.#current;
  }

  /** Registers under what runs now; at the top it is queued, in a suite it waits for the suite. */
  add(args: unknown[], isSuite: boolean, extra: TestOptions = {}): Promise<void> {
    const { name, options, body } = argumentsOf(args);
    const parent = this.#current;
    const node = new TestNode(name, body, { ...options, ...extra }, parent, isSuite);
    parent.children.push(node);
    if (isSuite) this.#collect(node);
    if (parent !== this.root) return Promise.resolve();
    this.#pending++;
    const done = this.#queue.then(() => this.#run(node));
    this.#queue = done.then(() => this.#settle());
    return done;
  }

  #collect(node: TestNode): void {
    if (node.options.skip) return;
    const before = this.#current;
    this.#current = node;
    try {
      void node.body(this.#context(node));
    } catch (error) {
      node.children.push(new TestNode(node.name, () => Promise.reject(error as Error), {}, node, false));
    } finally {
      this.#current = before;
    }
  }

  #settle(): void {
    // Whatever is still to be registered in this turn comes first.
    if (--this.#pending > 0) return;
    setTimeout(() => {
      if (this.#pending === 0) this.reporter.end();
    }, 0);
  }

  #context(node: TestNode): TestContext {
    const hook = (name: HookName) => (fn: Body) => {
      validateFunction(fn, 'fn');
      node.hooks[name].push(fn);
    };
    return {
      name: node.name,
      signal: new AbortController().signal,
      test: async (...args) => {
        const { name, options, body } = argumentsOf(args);
        const child = new TestNode(name, body, options, node, false);
        await this.#run(child);
      },
      skip: (message) => void (node.options.skip = message ?? true),
      todo: (message) => void (node.options.todo = message ?? true),
      diagnostic: (message) => this.reporter.diagnostic(message, node.depth),
      before: hook('before'),
      after: hook('after'),
      beforeEach: hook('beforeEach'),
      afterEach: hook('afterEach'),
    };
  }

  async #each(node: TestNode, name: 'beforeEach' | 'afterEach', context: TestContext): Promise<void> {
    if (node.parent) await this.#each(node.parent, name, context);
    for (const hook of node.hooks[name]) await callBody(hook, context);
  }

  async #run(node: TestNode): Promise<void> {
    const started = performance.now();
    const context = this.#context(node);
    let error: unknown;
    this.reporter.start(node.name, node.depth);
    try {
      if (!node.options.skip) await this.#body(node, context);
      if (node.failed) error = new Error('subtests failed');
    } catch (thrown) {
      error = thrown ?? new Error('test failed');
    }
    const { skip, todo } = node.options;
    const failed = error !== undefined && !skip && !todo;
    if (failed) {
      if (node.parent) node.parent.failed = true;
      currentProcess().exitCode = 1;
    }
    const ms = performance.now() - started;
    this.reporter.result({
      name: node.name,
      depth: node.depth,
      error,
      skip,
      todo,
      ms,
      isSuite: node.isSuite,
    });
  }

  async #body(node: TestNode, context: TestContext): Promise<void> {
    if (node.isSuite) {
      for (const hook of node.hooks.before) await callBody(hook, context);
      const only = node.children.some((child) => child.options.only);
      for (const child of node.children) if (!only || child.options.only) await this.#run(child);
    } else {
      if (node.parent) await this.#each(node.parent, 'beforeEach', context);
      try {
        await withTimeout(callBody(node.body, context), node.options.timeout);
      } finally {
        if (node.parent) await this.#each(node.parent, 'afterEach', context);
      }
    }
    for (const hook of node.hooks.after) await callBody(hook, context);
  }
}

interface TestFunction {
  (name: string, body: Body): Promise<void>;
  (...args: unknown[]): Promise<void>;
  skip(...args: unknown[]): Promise<void>;
  todo(...args: unknown[]): Promise<void>;
  only(...args: unknown[]): Promise<void>;
}

export type TestModule = TestFunction &
  Record<HookName, (fn: Body) => void> &
  Record<'describe' | 'it' | 'suite' | 'test', TestFunction>;

export function createModule(_host?: NodeHost): TestModule {
  const runner = new Runner();
  const variants = (isSuite: boolean) => {
    const define = (...args: unknown[]): Promise<void> => runner.add(args, isSuite);
    return Object.assign(define, {
      skip: (...args: unknown[]) => runner.add(args, isSuite, { skip: true }),
      todo: (...args: unknown[]) => runner.add(args, isSuite, { todo: true }),
      only: (...args: unknown[]) => runner.add(args, isSuite, { only: true }),
    });
  };
  const hook = (name: HookName) => (fn: Body) => {
    validateFunction(fn, 'fn');
    runner.current.hooks[name].push(fn);
  };
  const test: TestFunction = variants(false);
  const describe: TestFunction = variants(true);
  return Object.assign(test, {
    after: hook('after'),
    afterEach: hook('afterEach'),
    before: hook('before'),
    beforeEach: hook('beforeEach'),
    describe,
    it: test,
    suite: describe,
    test,
  });
}
