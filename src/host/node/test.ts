/** `node:test`: tests, suites, hooks, skip, todo and only; the results as TAP or spec lines, and the exit code. */
import type { NodeHost } from './host.ts';
import { MockTracker } from './test/mock.ts';
import { CHILD_CONTEXT, createReporter, type Reporter } from './test-reporters.ts';
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
  /** How many of its subtests failed. */
  failed = 0;
  /** Subtests that have not ended. */
  readonly running = new Set<TestNode>();
  cancelled = false;
  /** How many assertions and subtests it is to have, if it says so, and has had. */
  planned: number | null = null;
  counted = 0;
  readonly abort = new AbortController();
  constructor(
    readonly name: string,
    readonly body: Body,
    readonly options: TestOptions,
    readonly parent: TestNode | null,
    readonly isSuite: boolean,
  ) {}
  get fullName(): string {
    return this.parent === null || this.parent.parent === null
      ? this.name
      : `${this.parent.fullName} > ${this.name}`;
  }
  get depth(): number {
    return this.parent === null ? -1 : this.parent.depth + 1;
  }
}

export interface TestContext {
  name: string;
  fullName: string;
  signal: AbortSignal;
  mock: MockTracker;
  assert: Record<string, unknown>;
  plan(count: number): void;
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

/** A failure that no assertion threw. */
class TestFailure extends Error {
  readonly code = 'ERR_TEST_FAILURE';
  readonly failureType: string;
  constructor(message: string, failureType: string) {
    super(message);
    this.failureType = failureType;
  }
}

function withTimeout(work: Promise<unknown>, ms: number | undefined): Promise<unknown> {
  if (ms === undefined || !Number.isFinite(ms)) return work;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new TestFailure(`test timed out after ${ms}ms`, 'testTimeoutFailure')),
      ms,
    );
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
  readonly #flags: TestFlags;
  readonly #assert: () => Record<string, unknown>;
  readonly root = new TestNode('<root>', () => undefined, {}, null, true);
  #current = this.root;
  #queue: Promise<void> = Promise.resolve();
  #pending = 0;
  #reporter: Reporter | undefined;

  constructor(flags: TestFlags, assert: () => Record<string, unknown>) {
    this.#flags = flags;
    this.#assert = assert;
  }

  get reporter(): Reporter {
    const { stdout } = currentProcess();
    const kind = this.#flags.reporter ?? (stdout?.isTTY ? 'spec' : 'tap');
    this.#reporter ??= createReporter(kind, (text) => void stdout?.write(text));
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
    let tracker: MockTracker | undefined;
    return {
      name: node.name,
      fullName: node.fullName,
      signal: node.abort.signal,
      get mock() {
        tracker ??= new MockTracker();
        node.abort.signal.addEventListener('abort', () => tracker?.reset(), { once: true });
        return tracker;
      },
      assert: counting(this.#assert, node),
      plan: (count) => void (node.planned = count),
      test: async (...args) => {
        const { name, options, body } = argumentsOf(args);
        const child = new TestNode(name, body, options, node, false);
        node.counted++;
        node.running.add(child);
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
    if (!node.isSuite && this.#isLeftOut(node)) node.options.skip = 'test name does not match pattern';
    try {
      if (!node.options.skip) await this.#body(node, context);
      for (const child of node.running) this.#cancel(child);
      if (node.failed > 0)
        error = new TestFailure(
          `${node.failed} subtest${node.failed > 1 ? 's' : ''} failed`,
          'subtestsFailed',
        );
      else if (node.planned !== null && node.planned !== node.counted)
        error = new TestFailure(
          `plan expected ${node.planned} assertions but received ${node.counted}`,
          'testCodeFailure',
        );
    } catch (thrown) {
      error = thrown ?? new Error('test failed');
    }
    node.abort.abort();
    if (!node.cancelled) this.#ended(node, error, performance.now() - started);
  }

  #ended(node: TestNode, error: unknown, ms: number): void {
    node.parent?.running.delete(node);
    const { skip, todo } = node.options;
    if (error !== undefined && !skip && !todo) {
      if (node.parent) node.parent.failed++;
      currentProcess().exitCode = 1;
    }
    const { name, depth, isSuite } = node;
    this.reporter.result({ name, depth, error, skip, todo, ms, isSuite });
  }

  /** A subtest that its parent did not wait for. */
  #cancel(node: TestNode): void {
    const words = 'test did not finish before its parent and was cancelled';
    this.#ended(node, new TestFailure(words, 'cancelledByParent'), 0);
    node.cancelled = true;
    node.abort.abort();
  }

  #isLeftOut(node: TestNode): boolean {
    const { patterns } = this.#flags;
    for (let at: TestNode | null = node; at; at = at.parent)
      if (patterns.some((pattern) => pattern.test(at?.name ?? ''))) return false;
    return patterns.length > 0;
  }

  async #body(node: TestNode, context: TestContext): Promise<void> {
    if (node.isSuite) {
      for (const hook of node.hooks.before) await callBody(hook, context);
      const only = this.#flags.only && node.children.some((child) => child.options.only);
      for (const child of node.children) if (!only || child.options.only) await this.#run(child);
    } else {
      if (node.parent) await this.#before(node.parent);
      if (node.parent) await this.#each(node.parent, 'beforeEach', context);
      try {
        await withTimeout(callBody(node.body, context), node.options.timeout);
      } finally {
        if (node.parent) await this.#each(node.parent, 'afterEach', context);
      }
    }
    for (const hook of node.hooks.after) await callBody(hook, context);
  }

  /** `t.before`: once, before the first subtest. */
  async #before(parent: TestNode): Promise<void> {
    if (parent.isSuite && parent.parent !== null) return;
    for (const hook of parent.hooks.before.splice(0)) await callBody(hook, this.#context(parent));
  }
}

/** `t.assert`: the assertions, counted for `t.plan`. */
function counting(load: () => Record<string, unknown>, node: TestNode): Record<string, unknown> {
  return new Proxy({} as Record<string, unknown>, {
    get(_target, name) {
      const assertion = load()[String(name)];
      if (typeof assertion !== 'function') return assertion;
      return (...args: unknown[]): unknown => {
        node.counted++;
        return Reflect.apply(assertion, undefined, args) as unknown;
      };
    },
  });
}

/** What the command line says of tests. */
interface TestFlags {
  reporter: string | undefined;
  patterns: RegExp[];
  only: boolean;
}

function readFlags(host: NodeHost | undefined): TestFlags {
  const words = host?.identity.execArgv ?? [];
  const values = (name: string): string[] =>
    words.flatMap((word, index) =>
      word === name
        ? [words[index + 1] ?? '']
        : word.startsWith(`${name}=`)
          ? [word.slice(name.length + 1)]
          : [],
    );
  const toPattern = (text: string): RegExp => {
    const [, source, flags] = /^\/(.*)\/([a-z]*)$/s.exec(text) ?? [];
    return source === undefined ? new RegExp(text) : new RegExp(source, flags);
  };
  return {
    reporter:
      host?.identity.env['NODE_TEST_CONTEXT'] === CHILD_CONTEXT ? 'lines' : values('--test-reporter')[0],
    patterns: values('--test-name-pattern').map(toPattern),
    only: words.includes('--test-only'),
  };
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
  Record<'describe' | 'it' | 'suite' | 'test', TestFunction> & {
    mock: MockTracker;
    MockTracker: typeof MockTracker;
  };

export function createModule(host?: NodeHost): TestModule {
  const runner = new Runner(readFlags(host), () => host?.builtin('assert') as Record<string, unknown>);
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
    mock: new MockTracker(),
    MockTracker,
    suite: describe,
    test,
  });
}
