/** One writer for each project among the tabs: Web Locks say who, a BroadcastChannel asks for it. */

export interface ProjectLock {
  /** Whether this tab may write. */
  readonly held: boolean;
  /** Asks the tab that writes to save and stop; takes the lock from it when it does not answer. */
  takeOver(): Promise<void>;
  /** Resolves when another may have it. */
  release(): Promise<void>;
}

export interface ProjectLockOptions {
  project: string;
  locks: LockManager;
  /** Opens the channel on which tabs speak of a project. */
  channel?: (name: string) => BroadcastChannel;
  /** Another tab asked for the project: what is not saved yet must be saved now. */
  beforeLoss: () => Promise<void>;
  /** This tab may write no more. Not called by `release`. */
  onLost: () => void;
  /** Milliseconds that the other tab has to save and stop. */
  patience?: number;
}

interface TakeOver {
  type: 'take-over';
}

/** Takes the lock if it is free. */
export async function lockProject(options: ProjectLockOptions): Promise<ProjectLock> {
  const { project, locks, beforeLoss, onLost, patience = 3000 } = options;
  const name = `tabwright-project-${project}`;
  const channel = (options.channel ?? ((own) => new BroadcastChannel(own)))(name);
  let letGo: (() => void) | undefined;
  let gone: Promise<unknown> = Promise.resolve();

  /** Resolves with whether the lock was had; it is held until `letGo`. */
  function take(request: LockOptions): Promise<boolean> {
    return new Promise((resolve, reject) => {
      let mine: (() => void) | undefined;
      gone = locks
        .request(name, request, (lock) => {
          if (!lock) return resolve(false);
          const held = new Promise<void>((done) => (mine = done));
          letGo = mine;
          resolve(true);
          return held;
        })
        .catch((error: unknown) => {
          // Stolen from us; or, before that, waiting for it was given up.
          if (mine && letGo === mine) {
            letGo = undefined;
            onLost();
          } else reject(error instanceof Error ? error : new Error(String(error)));
        });
    });
  }

  channel.onmessage = ({ data }: MessageEvent<TakeOver>) => {
    if (data.type !== 'take-over' || !letGo) return;
    const release = letGo;
    // What could not be saved is the person's to see in this tab; the other one goes on with what is kept.
    void beforeLoss()
      .catch(() => undefined)
      .then(() => {
        if (letGo !== release) return;
        letGo = undefined;
        release();
        onLost();
      });
  };

  await take({ ifAvailable: true });
  return {
    get held() {
      return letGo !== undefined;
    },
    async takeOver() {
      if (letGo) return;
      const message: TakeOver = { type: 'take-over' };
      channel.postMessage(message);
      const waited = await take({ signal: AbortSignal.timeout(patience) }).catch(() => false);
      if (!waited) await take({ steal: true });
    },
    async release() {
      channel.close();
      const release = letGo;
      letGo = undefined;
      release?.();
      if (release) await gone;
    },
  };
}
