/** The `os` module: a small Linux machine with as many processors as the tab may use. */
import { ERRNO } from '../vfs/errno.ts';
import type { NodeHost } from './host.ts';
import { platformPerformance } from './platform-performance.ts';
import { SIGNALS } from './signals.ts';
import { buffers } from './stream-shapes.ts';
import { validateInteger } from './validators.ts';

const EXTRA_ERRNO = {
  EDOM: 33,
  ERANGE: 34,
  EDEADLK: 35,
  ENOTEMPTY: 39,
  EALREADY: 114,
  EINPROGRESS: 115,
  EWOULDBLOCK: 11,
};

const PRIORITY = {
  PRIORITY_LOW: 19,
  PRIORITY_BELOW_NORMAL: 10,
  PRIORITY_NORMAL: 0,
  PRIORITY_ABOVE_NORMAL: -7,
  PRIORITY_HIGH: -14,
  PRIORITY_HIGHEST: -20,
};

const TOTAL_MEMORY = 4 * 2 ** 30;
const MAC = '00:00:00:00:00:00';

export function createModule(host: NodeHost) {
  const started = platformPerformance.timeOrigin;
  const env = (): Record<string, string | undefined> =>
    (host.builtin('process') as { env: Record<string, string | undefined> }).env;
  // The page's own navigator: Node's has taken its name by the time a program asks.
  const processors = globalThis.navigator?.hardwareConcurrency ?? 2;
  const priorities = new Map<number, number>();
  const constants = Object.freeze({
    UV_UDP_REUSEADDR: 4,
    dlopen: Object.freeze({ RTLD_LAZY: 1, RTLD_NOW: 2, RTLD_GLOBAL: 256, RTLD_LOCAL: 0, RTLD_DEEPBIND: 8 }),
    errno: Object.freeze({
      ...Object.fromEntries(Object.entries(ERRNO).map(([code, [number]]) => [code, number])),
      ...EXTRA_ERRNO,
    }),
    signals: SIGNALS,
    priority: Object.freeze(PRIORITY),
  });
  return withText({
    EOL: '\n',
    devNull: '/dev/null',
    constants,
    arch: () => 'x64',
    platform: () => 'linux',
    type: () => 'Linux',
    release: () => '6.1.0',
    version: () => '#1 SMP',
    machine: () => 'x86_64',
    endianness: () => 'LE',
    hostname: () => env()['HOSTNAME'] ?? 'localhost',
    homedir: () => env()['HOME'] ?? '/home',
    tmpdir(): string {
      const dir = env()['TMPDIR'] ?? env()['TMP'] ?? env()['TEMP'] ?? '/tmp';
      return dir.length > 1 && dir.endsWith('/') ? dir.slice(0, -1) : dir;
    },
    availableParallelism: () => processors,
    cpus: () =>
      Array.from({ length: processors }, () => ({
        model: 'Browser tab',
        speed: 0,
        times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 },
      })),
    totalmem: () => TOTAL_MEMORY,
    freemem: () => TOTAL_MEMORY / 2,
    loadavg: () => [0, 0, 0],
    uptime: () => (Date.now() - started) / 1000,
    networkInterfaces: () => ({
      lo: [
        {
          address: '127.0.0.1',
          netmask: '255.0.0.0',
          family: 'IPv4',
          mac: MAC,
          internal: true,
          cidr: '127.0.0.1/8',
        },
      ],
    }),
    userInfo(options?: { encoding?: string }) {
      const text = (value: string): unknown =>
        options?.encoding === 'buffer' ? buffers(host).from(value) : value;
      return {
        uid: 1000,
        gid: 1000,
        username: text(env()['USER'] ?? 'node'),
        homedir: text(env()['HOME'] ?? '/home'),
        shell: text(env()['SHELL'] ?? '/bin/sh'),
      };
    },
    getPriority: (pid = 0) => priorities.get(pid) ?? 0,
    setPriority(...args: [number] | [number, number]): void {
      const [pid, priority] = args.length === 1 ? [0, args[0]] : args;
      validateInteger(priority, 'priority', -20, 19);
      priorities.set(pid, priority);
    },
  });
}

const TEXT =
  'arch availableParallelism endianness freemem homedir hostname machine platform release tmpdir totalmem type uptime version';

/** As in Node, these functions written as text are what they give: `${os.tmpdir}`. */
function withText<T extends Record<string, unknown>>(os: T): T {
  for (const name of TEXT.split(' ')) {
    const call = os[name] as () => unknown;
    Object.defineProperty(call, Symbol.toPrimitive, { value: () => call() });
  }
  return os;
}
