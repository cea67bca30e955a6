/** npm's error output in one plain line. Pure. */
import type { FoundError } from './error-place.ts';

const PREFIX = /^npm (?:error|ERR!)\s?/;

/** The error of an npm run; undefined when the output has none. */
export function parseNpmError(output: string): FoundError | undefined {
  const lines = output
    .split('\n')
    .flatMap((line) => (PREFIX.test(line) ? [line.replace(PREFIX, '').trimEnd()] : []));
  if (lines.length === 0) return undefined;
  const code = /^code (\S+)$/.exec(lines.find((line) => line.startsWith('code ')) ?? '')?.[1];
  const text = lines.join('\n');
  const message = explain(code, text) ?? firstWords(lines) ?? 'npm failed.';
  return { message, ...(code === undefined ? {} : { code }), stack: text };
}

function explain(code: string | undefined, text: string): string | undefined {
  const script = /Missing script: "([^"]+)"/.exec(text)?.[1];
  if (script) return `package.json has no "${script}" script.`;
  switch (code) {
    case 'E404': {
      const name =
        /'([^'\s]+)' is not in (?:this|the npm) registry/.exec(text)?.[1] ??
        /404 Not Found - GET \S*\/([^/\s]+)/.exec(text)?.[1];
      return name === undefined
        ? undefined
        : `The package ${nameOf(decodeURIComponentSafe(name))} does not exist.`;
    }
    case 'ETARGET': {
      const wanted = /No matching version found for (\S+?)\.?(?:\s|$)/.exec(text)?.[1];
      if (wanted === undefined) return undefined;
      return `No version of ${nameOf(wanted)} fits ${wanted.slice(nameOf(wanted).length + 1) || 'the range'}.`;
    }
    case 'ERESOLVE': {
      const found = /^Found: (\S+)/m.exec(text)?.[1];
      const peer = /peer (?:optional )?(\S+?)@"([^"]+)" from (\S+)/.exec(text);
      if (!peer) return 'Packages need versions of each other that do not fit together.';
      return `${peer[3] ?? ''} needs ${peer[1] ?? ''} ${peer[2] ?? ''}${found ? `, but ${found} is installed` : ''}.`;
    }
    case 'EJSONPARSE':
      return 'package.json is not valid JSON.';
    case 'ENOENT':
      return /package\.json/.test(text) ? 'There is no package.json.' : undefined;
    case 'EINVALIDTAGNAME':
    case 'EINVALIDPACKAGENAME':
      return /Invalid .*$/m.exec(text)?.[0];
    case 'ENOTFOUND':
    case 'ECONNREFUSED':
    case 'ETIMEDOUT':
    case 'EAI_AGAIN':
      return 'The package registry could not be reached.';
    default:
      return undefined;
  }
}

function firstWords(lines: readonly string[]): string | undefined {
  return lines
    .find((line) => line.trim() !== '' && !/^(?:code|errno|syscall|path|A complete log)\b/.test(line))
    ?.trim();
}

function nameOf(spec: string): string {
  const at = spec.indexOf('@', 1);
  return at === -1 ? spec : spec.slice(0, at);
}

function decodeURIComponentSafe(text: string): string {
  return text.replace(/%2f/gi, '/').replace(/%40/g, '@');
}
