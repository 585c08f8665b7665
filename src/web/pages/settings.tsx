// The settings page: the person's own Zoom connection, and what the app stores.

import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/settings.css';
import { useState } from 'preact/hooks';
import type { ZoomAccountView, ZoomConnectionView } from '../../zoom-accounts/api-types.ts';
import { ConnectZoom } from '../components/connect-zoom.tsx';
import { InlineError, Lozenge, Message, Skeleton } from '../components/message.tsx';
import { mountPage } from '../components/page.tsx';
import { useServices } from '../components/services.ts';
import { useAction } from '../components/use-action.ts';
import { useLoad } from '../components/use-load.ts';
import { formatDay } from '../format-time.ts';
import { settingsTexts } from '../texts/settings.ts';
import { sharedTexts } from '../texts/shared.ts';

function Settings() {
  const { api } = useServices();
  const { loaded, reload, refresh, setValue } = useLoad(
    () => api.get<ZoomConnectionView>('/api/zoom-connection'),
    [],
  );
  return (
    <main class="settings">
      <h1>{sharedTexts.settings}</h1>
      <section class="card" aria-labelledby="connection" aria-busy={loaded.state === 'loading'}>
        {loaded.state !== 'ready' && <h2 id="connection">{settingsTexts.connection}</h2>}
        {loaded.state === 'loading' && <Skeleton widths={['40%', '60%', '30%']} />}
        {loaded.state === 'failed' && (
          <Message
            tone="danger"
            title={settingsTexts.failed}
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
          <Connection
            connection={loaded.value}
            onConnected={() => void refresh()}
            onDisconnected={setValue}
          />
        )}
      </section>
      <section class="card" aria-labelledby="data">
        <h2 id="data">{settingsTexts.dataTitle}</h2>
        <p>{settingsTexts.dataStored}</p>
        <p>{settingsTexts.dataNotStored}</p>
      </section>
    </main>
  );
}

interface ConnectionProps {
  connection: ZoomConnectionView;
  onConnected(): void;
  onDisconnected(connection: ZoomConnectionView): void;
}

function Connection({ connection, onConnected, onDisconnected }: ConnectionProps) {
  const { state, since } = connection;
  const lozenges = {
    connected: <Lozenge tone="success">{settingsTexts.connected}</Lozenge>,
    not_connected: <Lozenge>{settingsTexts.notConnected}</Lozenge>,
    needs_reconnect: <Lozenge tone="warning">{settingsTexts.needsReconnect}</Lozenge>,
    missing_permission: <Lozenge tone="warning">{settingsTexts.needsReconnect}</Lozenge>,
    unreachable: <Lozenge tone="warning">{settingsTexts.needsReconnect}</Lozenge>,
  };
  return (
    <>
      <div class="card-head">
        <h2 id="connection">{settingsTexts.connection}</h2>
        {lozenges[state]}
      </div>
      {since !== null && <p class="meta">{settingsTexts.since(formatDay(since))}</p>}
      {state === 'connected' && <Account />}
      {connection.hasCloudRecordings === false && (
        <Message tone="information">{settingsTexts.basicHint}</Message>
      )}
      {state === 'not_connected' && <p>{settingsTexts.connectWhy}</p>}
      {state === 'needs_reconnect' && <p>{sharedTexts.reconnectWhy}</p>}
      {state !== 'connected' && <ConnectZoom onConnected={onConnected} />}
      {state !== 'not_connected' && <Disconnect onDisconnected={onDisconnected} />}
    </>
  );
}

function Account() {
  const { api } = useServices();
  const { loaded, reload } = useLoad(() => api.get<ZoomAccountView>('/api/zoom-connection/account'), []);
  if (loaded.state === 'loading') return <Skeleton widths={['35%', '50%', '25%']} />;
  if (loaded.state === 'failed') {
    return (
      <div class="actions">
        <p class="meta">{settingsTexts.accountUnreachable}</p>
        <button type="button" class="button compact" onClick={reload}>
          {sharedTexts.tryAgain}
        </button>
      </div>
    );
  }
  return (
    <dl class="account">
      <dt>{settingsTexts.name}</dt>
      <dd>{loaded.value.displayName}</dd>
      <dt>{settingsTexts.email}</dt>
      <dd>{loaded.value.email}</dd>
      <dt>{settingsTexts.plan}</dt>
      <dd>{settingsTexts.plans[loaded.value.plan]}</dd>
    </dl>
  );
}

function Disconnect({ onDisconnected }: { onDisconnected(connection: ZoomConnectionView): void }) {
  const { api, announce } = useServices();
  const [asking, setAsking] = useState(false);
  const { busy, error, run } = useAction();

  const disconnect = () =>
    run(async () => {
      const connection = await api.remove<ZoomConnectionView>('/api/zoom-connection');
      announce(settingsTexts.disconnected);
      onDisconnected(connection);
    });

  if (!asking) {
    return (
      <div class="actions">
        <button type="button" class="button" onClick={() => setAsking(true)}>
          {settingsTexts.disconnect}
        </button>
      </div>
    );
  }
  return (
    <Message
      tone="warning"
      title={settingsTexts.disconnectTitle}
      announced
      actions={
        <>
          <button type="button" class="button danger" aria-disabled={busy} onClick={() => void disconnect()}>
            {settingsTexts.disconnect}
          </button>
          <button type="button" class="button subtle" onClick={() => setAsking(false)}>
            {settingsTexts.keep}
          </button>
          {error && <InlineError>{error}</InlineError>}
        </>
      }
    >
      {settingsTexts.disconnectStops} {settingsTexts.disconnectStays}
    </Message>
  );
}

mountPage(<Settings />);
