/** What a page of the preview tells the window around it, read from a message that anyone could have sent. Pure. */

export type PageEvent = { readonly page: string; readonly port: number } & (
  | { readonly event: 'navigation'; readonly href: string; readonly title: string }
  | { readonly event: 'resource-error'; readonly url: string; readonly tag: string }
  | {
      readonly event: 'overlay';
      readonly message: string;
      readonly stack: string;
      readonly file: string;
    }
  /** `startedAt`: when the page began to load, in milliseconds since the epoch. `status`: the HTTP status it came with. */
  | {
      readonly event: 'loaded';
      readonly href: string;
      readonly startedAt: number;
      readonly status: number;
    }
  /** A picture of the page as a data URL; empty when it could not be drawn. */
  | { readonly event: 'picture'; readonly image: string }
  | { readonly event: 'overlay-cleared' | 'painted' | 'blank' }
);

/** @returns undefined for everything that is no event of a page. */
export function readPageEvent(data: unknown): PageEvent | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const fields = data as Record<string, unknown>;
  if (fields['type'] !== 'tabwright-preview' || typeof fields['port'] !== 'number') return undefined;
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  const count = (name: string): number => (typeof fields[name] === 'number' ? fields[name] : 0);
  const from = { page: text('previewId'), port: fields['port'] };
  switch (fields['event']) {
    case 'navigation':
      return { ...from, event: 'navigation', href: text('href'), title: text('title') };
    case 'resource-error':
      return { ...from, event: 'resource-error', url: text('url'), tag: text('tag') };
    case 'overlay':
      return {
        ...from,
        event: 'overlay',
        message: text('message'),
        stack: text('stack'),
        file: text('file'),
      };
    case 'loaded':
      return {
        ...from,
        event: 'loaded',
        href: text('href'),
        startedAt: count('startedAt'),
        status: count('status'),
      };
    case 'picture':
      return { ...from, event: 'picture', image: readPicture(text('image')) };
    case 'overlay-cleared':
    case 'painted':
    case 'blank':
      return { ...from, event: fields['event'] };
    default:
      return undefined;
  }
}

const MAX_PICTURE = 400_000;

/** Only an image that is a picture of pixels, and no more of it than a card needs. */
function readPicture(image: string): string {
  return /^data:image\/(?:webp|png|jpeg);base64,[\w+/]+=*$/.test(image) && image.length <= MAX_PICTURE
    ? image
    : '';
}
