/**
 * Which addresses a request may name as its model server. An edge on a person's own computer may call that computer; a public
 * one must not be a way into the network it stands in.
 */
import type { Env } from '../env.ts';

export type BaseUrlCheck = { ok: true; url: string } | { ok: false; reason: string };

/** `LOCAL_MODELS` (`true` or `false`) decides; when unset, an app that is served from this computer may use its addresses. */
export function isLocalAllowed({ config, variables }: Pick<Env, 'config' | 'variables'>): boolean {
  const given = variables['LOCAL_MODELS']?.trim().toLowerCase();
  if (given === 'true' || given === 'false') return given === 'true';
  const { hostname } = new URL(config.appOrigin);
  return hostname === '127.0.0.1' || hostname === '[::1]' || /(?:^|\.)localhost$/.test(hostname);
}

/**
 * Where local addresses are not allowed, only `https:` URLs with a public host name are: a name that resolves to a private
 * address cannot show a certificate there, and redirects are not followed.
 */
export function checkBaseUrl(text: string, localAllowed: boolean): BaseUrlCheck {
  if (!URL.canParse(text)) return refuse('is not a URL. It looks like https://api.example.com/v1');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return refuse('must begin with http:// or https://');
  if (url.username !== '' || url.password !== '')
    return refuse('must not hold a password; put the key in its own field');
  if (url.search !== '' || url.hash !== '') return refuse('must not have a query or fragment');
  if (!localAllowed) {
    if (url.protocol !== 'https:') return refuse('must begin with https:// on this deployment');
    if (!isPublicName(url.hostname)) {
      return refuse('must be a public host: this deployment does not call addresses of private networks');
    }
  }
  return { ok: true, url: url.href.replace(/\/+$/, '') };
}

const PRIVATE_SUFFIX =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|private|corp|home|lan|arpa|test|invalid|example|onion)$/;

/** Addresses in numbers (`URL` has already spelled `0x7f.1` as `127.0.0.1`) and names without a dot are not. */
function isPublicName(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '').toLowerCase();
  const isNumeric = name.startsWith('[') || /^[\d.]+$/.test(name);
  return !isNumeric && name.includes('.') && !PRIVATE_SUFFIX.test(name);
}

function refuse(what: string): BaseUrlCheck {
  return { ok: false, reason: `The base URL ${what}.` };
}
