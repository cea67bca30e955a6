/** How the service worker asks a process for the source of a module: one BroadcastChannel a process. */

export const MODULE_PATH = '/~/m/';

/** `instance`: process and thread, as in the module's address. */
export function moduleChannel(instance: string): string {
  return `tabwright-modules-${instance}`;
}

export interface ModuleQuestion {
  type: 'question';
  id: number;
  url: string;
}

export interface ModuleAnswer {
  type: 'answer';
  id: number;
  /** UTF-8: the service worker has nothing to encode. */
  source?: Uint8Array<ArrayBuffer>;
  error?: string;
}
