/** What the shell and its commands get from their process. */
import type { ShellHost } from '../shell/ports.ts';
import type { ProcessHost } from './process-host.ts';

export function shellHost(host: ProcessHost): ShellHost {
  const { identity, fs, kernel } = host;
  return {
    fs,
    kernel,
    env: identity.env,
    cwd: identity.cwd,
    pid: identity.pid,
    ppid: identity.ppid,
    fetch: (input, init) => host.fetch(input, init),
    exec: (request) => {
      host.runner.exec(request);
      // The worker is the other program's now: the shell never hears of its end.
      return new Promise(() => undefined);
    },
    onSignal: (listener) =>
      host.onEvent((event) => {
        if (event.type === 'signal') listener(event.signal);
        if (event.type === 'resize') listener('SIGWINCH');
      }),
  };
}
