/** What the app's page offers to programs that drive it. No code but the app's own runs on its origin. */
import type { Stores } from '../state/stores.ts';
import type { AppActions } from './app-actions.ts';

/** What is found in the page's global scope. */
export interface AppSurface {
  tabwright: { readonly stores: Stores; readonly actions: AppActions };
}
