// Around everything that uses Zoom: learns anew how the connection stands as soon as something fails for it.

import type { ComponentChildren } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { watchZoom } from '../zoom-trouble.ts';
import { ServicesContext, useServices } from './services.ts';

interface ZoomWatchProps {
  /** Called once for failures that come together. */
  onTrouble(): Promise<unknown>;
  children: ComponentChildren;
}

/** Gives what is in it an API that is watched. */
export function ZoomWatch({ onTrouble, children }: ZoomWatchProps) {
  const services = useServices();
  const latest = useRef(onTrouble);
  latest.current = onTrouble;
  const watched = useMemo(() => {
    let asking: Promise<void> | null = null;
    async function ask() {
      // What failed says so itself; the notice is only not brought up to date.
      await latest.current().catch(() => null);
      asking = null;
    }
    return {
      ...services,
      api: watchZoom(services.api, () => {
        asking ??= ask();
        return asking;
      }),
    };
  }, [services]);
  return <ServicesContext.Provider value={watched}>{children}</ServicesContext.Provider>;
}
