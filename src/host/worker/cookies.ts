/**
 * Cookies of a preview's server. Browsers hide `Cookie` and `Set-Cookie` from service workers, so they go through the
 * Cookie Store API, where a page's `document.cookie` sees them too. `HttpOnly` is therefore not kept: it is the
 * project's own page and server.
 */

interface CookieStoreEntry {
  name: string;
  value: string;
}

interface CookieStoreLike {
  getAll(): Promise<CookieStoreEntry[]>;
  set(cookie: Record<string, unknown>): Promise<void>;
}

const store = (globalThis as { cookieStore?: CookieStoreLike }).cookieStore;

/** The `Cookie` header's value, or undefined when there are none. */
export async function cookieHeader(): Promise<string | undefined> {
  const cookies = (await store?.getAll()) ?? [];
  if (cookies.length === 0) return undefined;
  return cookies.map(({ name, value }) => (name === '' ? value : `${name}=${value}`)).join('; ');
}

/** Keeps one `Set-Cookie`. RFC 6265, section 5.2. */
export async function keepCookie(header: string, requestUrl: URL): Promise<void> {
  const [pair = '', ...attributes] = header.split(';');
  const equals = pair.indexOf('=');
  const name = equals < 0 ? '' : pair.slice(0, equals).trim();
  const value = pair.slice(equals + 1).trim();
  const settings = new Map(
    attributes.map((text): [string, string] => {
      const [key = '', ...rest] = text.split('=');
      return [key.trim().toLowerCase(), rest.join('=').trim()];
    }),
  );
  const maxAge = settings.get('max-age');
  const expires =
    maxAge === undefined ? Date.parse(settings.get('expires') ?? '') : Date.now() + Number(maxAge) * 1000;
  const path = settings.get('path');
  try {
    await store?.set({
      name,
      value,
      path: path?.startsWith('/')
        ? path
        : requestUrl.pathname.replace(/[^/]*$/, '').replace(/(.)\/$/, '$1') || '/',
      expires: Number.isNaN(expires) ? null : expires,
      sameSite: /^(strict|lax|none)$/i.exec(settings.get('samesite') ?? '')?.[0].toLowerCase() ?? 'lax',
    });
  } catch {
    // A cookie that the browser refuses (a bad name, a foreign domain) is dropped, as browsers do.
  }
}
