/** All web globals that Node words or shows in its own way, refined once a worker, before any program sees them. */
import { refineObjects, type ObjectClasses } from './objects.ts';
import { refineText, type TextGlobals } from './text.ts';
import { refineUrls, type UrlClasses } from './url.ts';

export type WebGlobals = ObjectClasses & TextGlobals & UrlClasses;

/** Changes the prototypes of `scope`'s classes; the result goes in the place of the classes themselves. */
export function refineWebGlobals(scope: WebGlobals): Omit<WebGlobals, 'ReadableStream'> {
  return { ...refineUrls(scope), ...refineText(scope), ...refineObjects(scope) };
}
