// The issue panel: the issue's Zoom meetings, their recordings, and what is on its way into the attachments.

import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/panel.css';
import type { FunctionComponent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { IssuePanelView } from '../../issue-panel/api-types.ts';
import { ConnectZoom } from '../components/connect-zoom.tsx';
import type { LinkMeeting } from '../components/link-meeting.tsx';
import { LinkedMeeting } from '../components/linked-meeting.tsx';
import { Message, Skeleton } from '../components/message.tsx';
import { mountPage } from '../components/page.tsx';
import { useServices } from '../components/services.ts';
import { StrayTransfers } from '../components/stray-transfers.tsx';
import { useAction } from '../components/use-action.ts';
import { useAudience } from '../components/use-audience.ts';
import { useLoad } from '../components/use-load.ts';
import { useTransfers } from '../components/use-transfers.ts';
import { texts } from '../texts.ts';

function IssuePanel() {
  const { api } = useServices();
  const { loaded, reload, refresh } = useLoad(() => api.readPanel(), []);
  const [readings, setReadings] = useState(0);

  return (
    <main class="panel" aria-busy={loaded.state === 'loading'}>
      <h1 class="visually-hidden">{texts.panelTitle}</h1>
      {loaded.state === 'loading' && (
        <>
          <p class="visually-hidden">{texts.loading}</p>
          <div class="bar">
            <Skeleton widths={['112px']} />
          </div>
          <div class="meeting">
            <Skeleton widths={['55%', '35%']} />
          </div>
        </>
      )}
      {loaded.state === 'failed' && (
        <Message
          tone="danger"
          title={texts.errors.panelFailed}
          announced
          actions={
            <button type="button" class="button" onClick={reload}>
              {texts.tryAgain}
            </button>
          }
        >
          {loaded.message}
        </Message>
      )}
      {loaded.state === 'ready' && (
        <LoadedPanel
          key={readings}
          initial={loaded.value}
          onConnected={async () => {
            await refresh();
            setReadings((count) => count + 1);
          }}
        />
      )}
    </main>
  );
}

interface LoadedPanelProps {
  initial: IssuePanelView;
  onConnected(): Promise<void>;
}

function LoadedPanel({ initial, onConnected }: LoadedPanelProps) {
  const { host } = useServices();
  const [links, setLinks] = useState(initial.links);
  const [LinkForm, setLinkForm] = useState<FunctionComponent<Parameters<typeof LinkMeeting>[0]> | null>(null);
  const opening = useAction();
  const opener = useRef<HTMLButtonElement>(null);
  const audience = useAudience(links.length > 0);
  const transfers = useTransfers(initial.transfers, () => void audience.refresh());
  const connected = initial.connection.state === 'connected';

  const openForm = () =>
    opening.run(async () => {
      const { LinkMeeting: Form } = await import('../components/link-meeting.tsx');
      setLinkForm(() => Form);
    });

  function closeForm() {
    setLinkForm(null);
    requestAnimationFrame(() => opener.current?.focus());
  }

  return (
    <>
      {connected && !LinkForm && (
        <div class="bar">
          <button type="button" class="button" ref={opener} onClick={() => void openForm()}>
            {texts.link.button}
          </button>
          <SettingsButton onPressed={() => host.openSettings()} />
        </div>
      )}
      {!connected && (
        <Message
          tone={initial.connection.state === 'needs_reconnect' ? 'warning' : 'information'}
          title={
            initial.connection.state === 'needs_reconnect'
              ? texts.connect.reconnectTitle
              : texts.connect.title
          }
          actions={<ConnectZoom onConnected={() => void onConnected()} />}
        >
          {initial.connection.state === 'needs_reconnect' ? texts.connect.reconnectWhy : texts.connect.why}
        </Message>
      )}
      {LinkForm && (
        <LinkForm
          onClose={closeForm}
          onLinked={(link) => {
            setLinks([link, ...links.filter((one) => one.id !== link.id)]);
            closeForm();
          }}
        />
      )}
      {links.length === 0 ? (
        <p class="empty">{texts.meetings.none}</p>
      ) : (
        <ul class="meetings" aria-label={texts.meetings.list}>
          {links.map((link) => (
            <LinkedMeeting
              key={link.id}
              link={link}
              onBasicPlan={initial.connection.hasCloudRecordings === false}
              audience={audience.loaded}
              transfers={transfers}
              onUnlinked={() => {
                setLinks((before) => before.filter((one) => one.id !== link.id));
                opener.current?.focus();
              }}
            />
          ))}
        </ul>
      )}
      <StrayTransfers
        transfers={transfers}
        isStray={(transfer) => !links.some((link) => link.id === transfer.linkId)}
      />
    </>
  );
}

function SettingsButton({ onPressed }: { onPressed(): void }) {
  return (
    <button type="button" class="button subtle" onClick={onPressed}>
      {texts.settingsTitle}
    </button>
  );
}

mountPage(<IssuePanel />);
