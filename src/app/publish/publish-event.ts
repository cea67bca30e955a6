/** How a publish goes, wherever to: the same events from the built-in host and from a provider. */
import type { DeployEvent } from '../../shared/deploy-protocol.ts';

/** `secret`: what changes the site later; kept with the project in this browser. */
export type PublishEvent = DeployEvent | { readonly type: 'secret'; readonly secret: string };
