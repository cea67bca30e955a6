/** The clear no of what a tab cannot do. */
import { makeNodeError } from './errors.ts';

export function refuse(what: string, instead: string): never {
  throw makeNodeError(
    Error,
    'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
    `${what} is not available in the tab. ${instead}`,
  );
}
