/** Keeps the browser's few connections busy with what is needed first: metadata before tarballs. */
const CONNECTIONS = 12;
/** Without metadata to wait for, tarballs need no order, and what the browser has kept comes without a connection. */
const ALL_KNOWN = 64;

type Job = () => Promise<void>;

export class FetchPool {
  private readonly waiting: Job[][] = [[], [], []];
  private running = 0;
  private limit: number;

  constructor(limit = CONNECTIONS) {
    this.limit = limit;
  }

  /** Nothing but tarballs will be asked for. */
  widen(): void {
    this.limit = Math.max(this.limit, ALL_KNOWN);
  }

  /** `priority` 0 is served first. */
  run<T>(priority: 0 | 1 | 2, task: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.waiting[priority]?.push(() => task().then(resolve, reject));
      this.next();
    });
  }

  private next(): void {
    while (this.running < this.limit) {
      const job = this.waiting.find((queue) => queue.length > 0)?.shift();
      if (job === undefined) return;
      this.running += 1;
      void job().finally(() => {
        this.running -= 1;
        this.next();
      });
    }
  }
}
