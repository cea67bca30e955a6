/** Which of a preview's requests belong to the project, and to which port. */

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]', '0.0.0.0']);

/** The port that a URL means when a page of `previewHost` (`<id>-<port>.sandbox…`) asks for it; else undefined. */
export function targetPort(url: URL, previewHost: string): number | undefined {
  const [label = '', ...domain] = previewHost.split('.');
  if (url.host === previewHost) return portOf(label);
  if (LOOPBACK.has(url.hostname)) return url.port === '' ? 80 : Number(url.port);
  const [other = '', ...rest] = url.host.split('.');
  if (rest.join('.') !== domain.join('.')) return undefined;
  return idOf(other) === idOf(label) ? portOf(other) : undefined;
}

function portOf(label: string): number {
  return Number(label.slice(label.lastIndexOf('-') + 1));
}

function idOf(label: string): string {
  return label.slice(0, label.lastIndexOf('-'));
}

/** A server's `Location` as the browser must see it: its own address is the preview's origin. */
export function rewriteLocation(location: string, port: number, preview: URL): string {
  if (!URL.canParse(location)) return location;
  const target = new URL(location);
  if (!LOOPBACK.has(target.hostname) || Number(target.port || 80) !== port) return location;
  return preview.origin + target.pathname + target.search + target.hash;
}
