// The frame of every page: services, language, theme, size, and the region that screen readers listen to.

import { type ComponentChildren, type FunctionComponent, render } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { createApi } from '../api-client.ts';
import { createConnectHostBridge } from '../host-bridge/connect-host-bridge.ts';
import type { HostBridge } from '../host-bridge/host-bridge.ts';
import { findPlace, type LoadWords, startLanguage } from '../language.ts';
import { keepFocus } from './keep-focus.ts';
import { type Services, ServicesContext } from './services.ts';

/**
 * Renders a page into the shell's #page, keeps the frame sized to it, and the focus in its place. What our server
 * answers is shown once the language is known; `moreGerman` has the words of this page alone.
 */
export function mountPage(Content: FunctionComponent, ...moreGerman: LoadWords[]): void {
  const root = document.getElementById('page');
  if (!root) throw new Error('The shell has no #page.');
  const host = createConnectHostBridge();
  host.startTheming();
  const language = findPlace(host);
  const spoken = language.then((told) =>
    startLanguage(told, [() => import('../texts/german.ts'), ...moreGerman], document.documentElement),
  );
  const show = () => {
    render(
      <Page host={host} language={language} spoken={spoken}>
        <Content />
      </Page>,
      root,
    );
    document.title = root.querySelector('h1')?.textContent ?? '';
  };
  show();
  void spoken.then((changed) => changed && show());
  host.keepSizedTo(root);
  keepFocus(root);
}

interface PageProps {
  host: HostBridge;
  language: Promise<string>;
  spoken: Promise<unknown>;
  children: ComponentChildren;
}

function Page({ host, language, spoken, children }: PageProps) {
  const [sentence, setSentence] = useState('');
  const services = useMemo<Services>(
    () => ({
      host,
      api: createApi({
        getToken: () => host.getToken(),
        language,
        async fetch(...args) {
          const answer = await fetch(...args);
          await spoken;
          return answer;
        },
      }),
      // What is said twice is heard twice, as it is not quite the same.
      announce: (next) => setSentence((before) => (before === next ? `${next}\u00a0` : next)),
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
