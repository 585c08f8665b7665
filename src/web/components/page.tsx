// The frame of every page: services, theme, size, and the region that screen readers listen to.

import { type ComponentChildren, render } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { createApi } from '../api-client.ts';
import { createConnectHostBridge } from '../host-bridge/connect-host-bridge.ts';
import type { HostBridge } from '../host-bridge/host-bridge.ts';
import { keepFocus } from './keep-focus.ts';
import { type Services, ServicesContext } from './services.ts';

/** Renders a page into the shell's #page, keeps the frame sized to it, and the focus in its place. */
export function mountPage(content: ComponentChildren): void {
  const root = document.getElementById('page');
  if (!root) throw new Error('The shell has no #page.');
  const host = createConnectHostBridge();
  host.startTheming();
  render(<Page host={host}>{content}</Page>, root);
  host.keepSizedTo(root);
  keepFocus(root);
}

function Page({ host, children }: { host: HostBridge; children: ComponentChildren }) {
  const [sentence, setSentence] = useState('');
  const services = useMemo<Services>(
    () => ({
      host,
      api: createApi({ getToken: () => host.getToken(), fetch: (...args) => fetch(...args) }),
      announce: setSentence,
    }),
    [host],
  );
  return (
    <ServicesContext.Provider value={services}>
      {children}
      <div class="visually-hidden" role="status">
        {sentence}
      </div>
    </ServicesContext.Provider>
  );
}
