// The issue panel: the issue's Zoom meetings, their recordings, and what is on its way into the attachments.

import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/panel.css';
import type { FunctionComponent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { IssuePanelView } from '../../issue-panel/api-types.ts';
import type { Attaching } from '../components/attaching.tsx';
import type { LinkMeeting } from '../components/link-meeting.tsx';
import { LinkedMeeting } from '../components/linked-meeting.tsx';
import { InlineError, Message, Skeleton } from '../components/message.tsx';
import { mountPage } from '../components/page.tsx';
import { useServices } from '../components/services.ts';
import { useAction } from '../components/use-action.ts';
import { useLoad } from '../components/use-load.ts';
import { panelTexts } from '../texts/panel.ts';
import { sharedTexts } from '../texts/shared.ts';

function IssuePanel() {
  const { api } = useServices();
  const { loaded, reload, refresh } = useLoad(() => api.get<IssuePanelView>('/api/issue-panel'), []);
  const [readings, setReadings] = useState(0);

  return (
    <main class="panel" aria-busy={loaded.state === 'loading'}>
      <h1 class="visually-hidden">{panelTexts.title}</h1>
      {loaded.state === 'loading' && (
        <>
          <p class="visually-hidden">{sharedTexts.loading}</p>
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
          title={panelTexts.failed}
          announced
          actions={
            <button type="button" class="button" onClick={reload}>
              {sharedTexts.tryAgain}
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
  const [links, setLinks] = useState(initial.links);
  const [LinkForm, setLinkForm] = useState<FunctionComponent<Parameters<typeof LinkMeeting>[0]> | null>(null);
  const opening = useAction();
  const opener = useRef<HTMLButtonElement>(null);
  const [attaching, setAttaching] = useState<Attaching | null>(null);
  const connected = initial.connection.state === 'connected';
  const attachingWanted = links.length > 0 || initial.transfers.length > 0;
  const part = useLoad(
    async () => (attachingWanted ? await import('../components/recordings-part.ts') : null),
    [attachingWanted],
  );
  const parts = part.loaded.state === 'ready' ? part.loaded.value : null;
  const connect = useLoad(
    async () => (connected ? null : await import('../components/connect-zoom.tsx')),
    [connected],
  );
  const ConnectZoom = connect.loaded.state === 'ready' ? connect.loaded.value?.ConnectZoom : undefined;

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
            {panelTexts.linkMeeting}
          </button>
          <SettingsButton />
        </div>
      )}
      {!connected && (
        <Message
          tone={initial.connection.state === 'needs_reconnect' ? 'warning' : 'information'}
          title={
            initial.connection.state === 'needs_reconnect'
              ? panelTexts.reconnectTitle
              : panelTexts.connectTitle
          }
          actions={
            ConnectZoom ? (
              <ConnectZoom onConnected={() => void onConnected()}>
                <SettingsButton />
              </ConnectZoom>
            ) : (
              <SettingsButton />
            )
          }
        >
          {initial.connection.state === 'needs_reconnect' ? sharedTexts.reconnectWhy : panelTexts.connectWhy}
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
      {links.length === 0 && !LinkForm && <p class="empty">{panelTexts.none}</p>}
      {links.length > 0 && (
        <ul class="meetings" aria-label={panelTexts.list}>
          {links.map((link) => (
            <LinkedMeeting
              key={link.id}
              link={link}
              recordings={(expected) =>
                parts &&
                attaching && (
                  <parts.Recordings
                    linkId={link.id}
                    expected={expected}
                    onBasicPlan={initial.connection.hasCloudRecordings === false}
                    attaching={attaching}
                  />
                )
              }
              onUnlinked={() => {
                setLinks((before) => before.filter((one) => one.id !== link.id));
                opener.current?.focus();
              }}
            />
          ))}
        </ul>
      )}
      {parts && <parts.WatchAttaching initial={initial.transfers} onChanged={setAttaching} />}
      {parts && attaching && (
        <parts.StrayTransfers
          attaching={attaching}
          isStray={(transfer) => !links.some((link) => link.id === transfer.linkId)}
        />
      )}
      {part.loaded.state === 'failed' && <InlineError>{part.loaded.message}</InlineError>}
      {connect.loaded.state === 'failed' && <InlineError>{connect.loaded.message}</InlineError>}
      {opening.error && <InlineError>{opening.error}</InlineError>}
    </>
  );
}

function SettingsButton() {
  const { host } = useServices();
  return (
    <button type="button" class="button subtle" onClick={() => host.openSettings()}>
      {sharedTexts.settings}
    </button>
  );
}

mountPage(<IssuePanel />);
