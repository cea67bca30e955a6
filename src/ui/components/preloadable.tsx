/**
 * A component whose code comes when it is first shown, or earlier by `preload`. React's `lazy` shows the fallback even when the
 * code is there already, and then holds the component back for 300 ms; what was preloaded is shown at once.
 */
import { lazy, useState, type ComponentType } from 'react';

export function preloadable<P extends object>(
  load: () => Promise<ComponentType<P>>,
): ComponentType<P> & { preload(): Promise<void> } {
  let loaded: ComponentType<P> | undefined;
  const preload = async (): Promise<void> => {
    loaded ??= await load();
  };
  const Waiting = lazy(async () => {
    await preload();
    return { default: loaded as ComponentType<P> };
  }) as unknown as ComponentType<P>;
  function Preloadable(props: P): React.ReactNode {
    // One of them for as long as it is shown.
    const [Shown] = useState(() => loaded ?? Waiting);
    return <Shown {...props} />;
  }
  return Object.assign(Preloadable, { preload });
}
