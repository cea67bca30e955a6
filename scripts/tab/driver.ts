/** The program that runs other programs inside the container, as the client gives one merged stream a process. */

/** CommonJS for `node -e`. Reports on its terminal, a JSON object a line; takes input there, a base64 line a piece. */
export const DRIVER = String.raw`
const { spawn } = require('node:child_process');
const { programs, parallel } = JSON.parse(process.env.TAB_DRIVER);
delete process.env.TAB_DRIVER;
const say = (message) => process.stdout.write(JSON.stringify(message) + '\n');
const input = programs.some(({ stdin }) => stdin === 'live');
if (input) process.stdin.setRawMode(true);

function run(program) {
  const { args, cwd, env, stdin, timeoutMs } = programs[program];
  return new Promise((resolve) => {
    const started = performance.now();
    const child = spawn('node', args, { cwd, env: { ...process.env, ...env } });
    let timedOut = false;
    const kill = () => { timedOut = true; child.kill('SIGKILL'); };
    const timer = timeoutMs ? setTimeout(kill, timeoutMs) : undefined;
    for (const stream of ['stdout', 'stderr'])
      child[stream].on('data', (bytes) => say({ program, stream, data: bytes.toString('base64') }));
    const end = (code, signal) => {
      clearTimeout(timer);
      say({ program, code, signal, timedOut, ms: Math.round(performance.now() - started) });
      resolve();
    };
    child.once('error', (error) => {
      say({ program, stream: 'stderr', data: Buffer.from(String(error)).toString('base64') });
      end(127, null);
    });
    child.once('close', end);
    child.stdin.on('error', () => undefined);
    if (stdin !== 'live') return child.stdin.end(stdin ?? '');
    let rest = '';
    process.stdin.on('data', (bytes) => {
      const lines = (rest + bytes).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        if (line) child.stdin.write(Buffer.from(line, 'base64'));
        else child.stdin.end();
      }
    });
  });
}

let next = 0;
const work = async () => { while (next < programs.length) await run(next++); };
Promise.all(Array.from({ length: parallel }, work)).then(() => process.exit(0));
`;
