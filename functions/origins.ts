/** Which of the deployment's origins a request was made to, told by its host. */
import type { Config } from './env.ts';

/** An origin of this deployment. `origin` is spelled as configured, so with the scheme that the browser sees. */
export type Origin =
  | { kind: 'app'; origin: string }
  | { kind: 'sandbox'; origin: string; id: string }
  | { kind: 'preview'; origin: string; id: string; port: number }
  | { kind: 'site'; origin: string; slug: string }
  | { kind: 'loopback' }
  | { kind: 'unknown' };

export type OriginKind = Origin['kind'];

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const PREVIEW = /^(.+)-([1-9]\d{0,4})$/;
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

/** Tells the origin of a host (`name[:port]`, as in a Host header or `URL.host`). */
export function resolveOrigin(host: string, config: Config): Origin {
  const name = host.toLowerCase();
  if (name === new URL(config.appOrigin).host) return { kind: 'app', origin: config.appOrigin };
  const label = matchTemplate(name, config.sandboxOrigin, '{id}');
  if (label !== undefined) return sandboxOrPreview(label, config);
  const slug = matchTemplate(name, config.sitesOrigin, '{slug}');
  if (slug !== undefined) return { kind: 'site', origin: config.sitesOrigin.replace('{slug}', slug), slug };
  return LOOPBACK.test(name) ? { kind: 'loopback' } : { kind: 'unknown' };
}

function sandboxOrPreview(label: string, config: Config): Origin {
  const origin = config.sandboxOrigin.replace('{id}', label);
  const [, id, port] = PREVIEW.exec(label) ?? [];
  if (id === undefined || port === undefined || Number(port) > 65535) {
    return { kind: 'sandbox', origin, id: label };
  }
  return { kind: 'preview', origin, id, port: Number(port) };
}

/** The placeholder's value when `host` is one of the template's hosts. */
function matchTemplate(host: string, template: string, placeholder: string): string | undefined {
  const probe = 'x0x';
  const [before = '', after = ''] = new URL(template.replace(placeholder, probe)).host.split(probe);
  if (!host.startsWith(before) || !host.endsWith(after)) return undefined;
  const label = host.slice(before.length, host.length - after.length);
  return LABEL.test(label) ? label : undefined;
}

/** A CSP source that covers all origins of a template: `{id}` becomes `*`, with the rest of its label. */
export function templateSource(template: string): string {
  return template.replace(/\/\/[^.]*\{\w+\}[^.]*\./, '//*.');
}
