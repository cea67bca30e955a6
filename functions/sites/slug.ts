/** Names of sites: one DNS label each. */

/** Names that could be taken for a part of the product, or that browsers and mail systems treat specially. */
const RESERVED = new Set(
  `about abuse account accounts admin administrator api app apps assets auth autoconfig autodiscover beta billing blog cdn
  dashboard dev docs download email ftp help host imap info internal localhost login mail official password pay payment
  postmaster preview root sandbox secure security settings sign-in signin site sites smtp ssl staging static status
  support system tabwright test verify webmail webmaster wpad www`.split(/\s+/),
);

/** Why a slug cannot be used, or undefined when it can. */
export function slugProblem(slug: string): string | undefined {
  if (slug.length < 3 || slug.length > 40) return 'A site’s name has 3 to 40 characters.';
  if (!/^[a-z0-9-]+$/.test(slug)) return 'A site’s name consists of the letters a to z, digits and hyphens.';
  if (/^-|-$|--/.test(slug)) return 'A site’s name has hyphens only between other characters, one at a time.';
  if (RESERVED.has(slug)) return `“${slug}” is reserved; choose another name.`;
  return undefined;
}

/** A slug from a title, with random characters behind it so that it is free and cannot be guessed from the title. */
export function slugFromTitle(title: string): string {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 28)
    .replace(/^-+|-+$/g, '');
  return `${words || 'app'}-${randomText(6)}`;
}

const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';

function randomText(length: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => ALPHABET[byte % 32]).join('');
}
