/** Gives the stores and what the app can do to every screen. */
import { createContext, useContext } from 'react';
import type { AppActions } from '../app/app-actions.ts';
import type { Stores } from '../state/stores.ts';

export interface AppContextValue {
  readonly stores: Stores;
  readonly actions: AppActions;
  readonly navigate: (path: string) => void;
}

export const AppContext = createContext<AppContextValue | undefined>(undefined);

export function useApp(): AppContextValue {
  const value = useContext(AppContext);
  if (!value) throw new Error('A screen was rendered outside of the app.');
  return value;
}
