/** `node:perf_hooks`: the platform's Performance with Node's additions; histograms count exactly. */
import type { NodeHost } from './host.ts';
import { platformPerformance } from './platform-performance.ts';
import { validateFunction } from './validators.ts';

/** A histogram that keeps every value: programs record few. */
class Histogram {
  #values: number[] = [];
  get count(): number {
    return this.#values.length;
  }
  get min(): number {
    return this.#values.length === 0 ? 9223372036854776000 : Math.min(...this.#values);
  }
  get max(): number {
    return this.#values.length === 0 ? 0 : Math.max(...this.#values);
  }
  get mean(): number {
    return this.#values.reduce((sum, value) => sum + value, 0) / this.#values.length;
  }
  get stddev(): number {
    const { mean } = this;
    return Math.sqrt(this.#values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / this.#values.length);
  }
  get exceeds(): number {
    return 0;
  }
  percentile(percent: number): number {
    const sorted = this.#values.toSorted((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
  }
  get percentiles(): Map<number, number> {
    return new Map([0, 50, 75, 90, 99, 100].map((percent) => [percent, this.percentile(percent)]));
  }
  record(value: number | bigint): void {
    this.#values.push(Number(value));
  }
  recordDelta(): void {}
  reset(): void {
    this.#values = [];
  }
}

/** The loop's delay cannot be seen from inside a tab: enabled, it records nothing. */
class DelayMonitor extends Histogram {
  enable(): boolean {
    return true;
  }
  disable(): boolean {
    return true;
  }
}

const GC = {
  NODE_PERFORMANCE_GC_MAJOR: 4,
  NODE_PERFORMANCE_GC_MINOR: 1,
  NODE_PERFORMANCE_GC_INCREMENTAL: 8,
  NODE_PERFORMANCE_GC_WEAKCB: 16,
  NODE_PERFORMANCE_GC_FLAGS_NO: 0,
};

type AnyFunction = (...args: unknown[]) => unknown;

/** The function under a name that says that it is measured; the entries of its calls are not kept. */
function timerify(fn: AnyFunction): AnyFunction {
  validateFunction(fn, 'fn');
  const timed = function (this: unknown, ...args: unknown[]): unknown {
    return new.target ? Reflect.construct(fn, args, fn) : Reflect.apply(fn, this, args);
  };
  return Object.defineProperties(timed, {
    name: { value: `timerified ${fn.name}`, configurable: true },
    length: { value: fn.length, configurable: true },
  });
}

function completePerformance(): Performance {
  const performance = platformPerformance;
  const idle = { idle: 0, active: 0, utilization: 0 };
  const additions = {
    eventLoopUtilization: () => ({ ...idle }),
    timerify,
    nodeTiming: {
      name: 'node',
      entryType: 'node',
      startTime: 0,
      get duration(): number {
        return performance.now();
      },
      nodeStart: 0,
      v8Start: 0,
      bootstrapComplete: 0,
      environment: 0,
      loopStart: 0,
      loopExit: -1,
      idleTime: 0,
    },
  };
  for (const [name, value] of Object.entries(additions)) {
    if (!(name in performance))
      Object.defineProperty(performance, name, { value, configurable: true, writable: true });
  }
  return performance;
}

export function createModule(_host?: NodeHost) {
  const platform = globalThis as unknown as Record<string, unknown>;
  const names = [
    'Performance',
    'PerformanceEntry',
    'PerformanceMark',
    'PerformanceMeasure',
    'PerformanceObserver',
    'PerformanceObserverEntryList',
    'PerformanceResourceTiming',
  ];
  return {
    ...Object.fromEntries(names.map((name) => [name, platform[name]])),
    constants: GC,
    createHistogram: () => new Histogram(),
    monitorEventLoopDelay: () => new DelayMonitor(),
    performance: completePerformance(),
  };
}
