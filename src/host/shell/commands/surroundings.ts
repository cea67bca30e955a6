/** ps, kill as a program, printenv, pwd, whoami, id, hostname, uname, nproc, tty: who and where one is. */
import { signalName, signalNames } from '../signals.ts';
import type { Command } from '../ports.ts';
import { errorWords } from '../error-words.ts';
import { complain } from './input.ts';

const say =
  (text: (env: Record<string, string>) => string): Command =>
  async ({ env, stdout }) => {
    await stdout.write(`${text(env)}\n`);
    return 0;
  };

const ps: Command = async ({ host, stdout }) => {
  await stdout.write('    PID    PPID     TIME CMD\n');
  for (const entry of await host.kernel.async('processes')) {
    const seconds = Math.max(0, Math.floor((Date.now() - entry.startedMs) / 1000));
    const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
    const time = `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
    const command = [entry.command, ...entry.args].join(' ');
    await stdout.write(
      `${String(entry.pid).padStart(7)} ${String(entry.ppid).padStart(7)} ${time} ${command}\n`,
    );
  }
  return 0;
};

const kill: Command = async (context) => {
  const targets = [...context.args];
  let signal = 'SIGTERM';
  if (targets[0] === '-l') {
    await context.stdout.write(`${signalNames().join(' ')}\n`);
    return 0;
  }
  if (/^-./.test(targets[0] ?? '') && targets[0] !== '--') {
    const option = targets.shift() ?? '';
    const text = option === '-s' ? (targets.shift() ?? '') : option.slice(1);
    const name = signalName(text);
    if (name === null) {
      await complain(context, `${text}: invalid signal`);
      return 1;
    }
    signal = name;
  }
  let status = 0;
  for (const target of targets.filter((each) => each !== '--')) {
    try {
      await context.host.kernel.async('kill', Number(target), signal);
    } catch (error) {
      await complain(context, `(${target}): ${errorWords(error)}`);
      status = 1;
    }
  }
  return status;
};

const printenv: Command = async ({ args, env, stdout }) => {
  for (const [name, value] of Object.entries(env))
    if (args.length === 0) await stdout.write(`${name}=${value}\n`);
  for (const name of args) if (env[name] !== undefined) await stdout.write(`${env[name]}\n`);
  return args.every((name) => env[name] !== undefined) ? 0 : 1;
};

const uname: Command = async ({ args, stdout, env }) => {
  const all = {
    s: 'Linux',
    n: env.HOSTNAME ?? 'localhost',
    r: '6.1.0',
    v: '#1 SMP',
    m: 'x86_64',
    o: 'GNU/Linux',
  };
  const wanted = args.join('').replaceAll('-', '');
  const keys = (Object.keys(all) as (keyof typeof all)[]).filter(
    (key) => wanted.includes('a') || (wanted || 's').includes(key),
  );
  await stdout.write(`${keys.map((key) => all[key]).join(' ')}\n`);
  return 0;
};

const tty: Command = async ({ stdin, stdout }) => {
  await stdout.write(stdin.isTerminal ? '/dev/tty\n' : 'not a tty\n');
  return stdin.isTerminal ? 0 : 1;
};

const awk: Command = async (context) => {
  await complain(context, 'not available here; use sed, cut, grep, or node -e');
  return 127;
};

const pwd: Command = async ({ cwd, stdout }) => {
  await stdout.write(`${cwd}\n`);
  return 0;
};

export const surroundings: Record<string, Command> = {
  ps,
  kill,
  printenv,
  uname,
  tty,
  awk,
  pwd,
  whoami: say((env) => env.USER ?? 'root'),
  hostname: say((env) => env.HOSTNAME ?? 'localhost'),
  arch: say(() => 'x86_64'),
  nproc: say(() => String(globalThis.navigator?.hardwareConcurrency ?? 1)),
  id: async ({ args, stdout, env }) => {
    const user = env.USER ?? 'root';
    const name = args.join('').includes('n');
    await stdout.write(
      args.length === 0 ? `uid=0(${user}) gid=0(${user}) groups=0(${user})\n` : `${name ? user : 0}\n`,
    );
    return 0;
  },
};
