// What every component may use: the host, our API, and the voice for screen readers.

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Api } from '../api-client.ts';
import type { HostBridge } from '../host-bridge/host-bridge.ts';

export interface Services {
  host: HostBridge;
  api: Api;
  /** Says a sentence politely to screen readers. */
  announce(sentence: string): void;
}

export const ServicesContext = createContext<Services | null>(null);

/** The page's services; throws outside of a page. */
export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (!services) throw new Error('This component needs a page around it.');
  return services;
}
