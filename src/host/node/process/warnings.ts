/** `process.emitWarning`, printed as Node prints. */
import type { Emitter } from '../builtin-types.ts';
import { ERR_INVALID_ARG_TYPE } from '../errors.ts';
import type { NodeHost } from '../host.ts';

interface Warning extends Error {
  code?: string;
  detail?: string;
}

export interface WarningFlags extends Emitter {
  noDeprecation?: boolean;
  throwDeprecation?: boolean;
  traceDeprecation?: boolean;
}

const DEPRECATION_FLAGS = [
  ['--no-deprecation', 'noDeprecation'],
  ['--throw-deprecation', 'throwDeprecation'],
  ['--trace-deprecation', 'traceDeprecation'],
] as const;

export function createEmitWarning(host: NodeHost, process: WarningFlags, write: (text: string) => void) {
  const { env } = host.identity;
  const execArgv = [...host.identity.execArgv, ...(env['NODE_OPTIONS'] ?? '').split(/\s+/)];
  for (const [flag, name] of DEPRECATION_FLAGS) if (execArgv.includes(flag)) process[name] = true;
  const silent = execArgv.includes('--no-warnings') || env['NODE_NO_WARNINGS'] === '1';
  let hinted = false;

  const print = (warning: Warning): void => {
    const deprecation = warning.name === 'DeprecationWarning';
    const trace = execArgv.includes('--trace-warnings') || (deprecation && process.traceDeprecation === true);
    const code = warning.code ? `[${warning.code}] ` : '';
    const words = trace && warning.stack ? warning.stack : `${warning.name}: ${warning.message}`;
    let text = `(node:${host.identity.pid}) ${code}${words}\n`;
    if (warning.detail) text += `${warning.detail}\n`;
    if (!trace && !hinted) {
      hinted = true;
      const flag = deprecation ? '--trace-deprecation' : '--trace-warnings';
      text += `(Use \`node ${flag} ...\` to show where the warning was created)\n`;
    }
    write(text);
  };

  // As in Node, printing is a listener's work: a program may take it away.
  if (!silent) process.on('warning', (warning: unknown) => print(warning as Warning));

  return function emitWarning(given: unknown, options?: unknown, code?: unknown): void {
    const settings = (
      typeof options === 'object' && options !== null ? options : { type: options, code }
    ) as Record<string, unknown>;
    const { type, detail } = settings;
    if (typeof given !== 'string' && !(given instanceof Error)) {
      throw new ERR_INVALID_ARG_TYPE('warning', ['string', 'Error'], given);
    }
    const warning: Warning = typeof given === 'string' ? new Error(given) : given;
    if (typeof given === 'string') {
      const name = typeof type === 'string' ? type : 'Warning';
      Object.defineProperty(warning, 'name', {
        value: name,
        enumerable: false,
        configurable: true,
        writable: true,
      });
      if (typeof settings['code'] === 'string') warning.code = settings['code'];
      if (typeof detail === 'string') warning.detail = detail;
    }
    if (warning.name === 'DeprecationWarning') {
      if (process.noDeprecation) return;
      if (process.throwDeprecation) {
        host.loop.nextTick(() => {
          throw warning;
        });
        return;
      }
    }
    host.loop.nextTick(() => {
      process.emit('warning', warning);
    });
  };
}
