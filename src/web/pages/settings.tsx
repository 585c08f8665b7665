// The settings page: the person's own Zoom connection, and what the app stores.

import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/settings.css';
import { useState } from 'preact/hooks';
import type { ZoomConnectionView } from '../../zoom-accounts/api-types.ts';
import { ConnectZoom } from '../components/connect-zoom.tsx';
import { InlineError, Lozenge, Message, Skeleton } from '../components/message.tsx';
import { mountPage } from '../components/page.tsx';
import { useServices } from '../components/services.ts';
import { useAction } from '../components/use-action.ts';
import { useLoad } from '../components/use-load.ts';
import { formatDay } from '../format.ts';
import { texts } from '../texts.ts';

function Settings() {
  const { api } = useServices();
  const { loaded, reload, refresh, setValue } = useLoad(() => api.readConnection(), []);
  return (
    <main class="settings">
      <h1>{texts.settingsTitle}</h1>
      <section class="card" aria-labelledby="connection" aria-busy={loaded.state === 'loading'}>
        {loaded.state !== 'ready' && <h2 id="connection">{texts.settings.connection}</h2>}
        {loaded.state === 'loading' && <Skeleton widths={['40%', '60%', '30%']} />}
        {loaded.state === 'failed' && (
          <Message
            tone="danger"
            title={texts.errors.settingsFailed}
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
          <Connection
            connection={loaded.value}
            onConnected={() => void refresh()}
            onDisconnected={setValue}
          />
        )}
      </section>
      <section class="card" aria-labelledby="data">
        <h2 id="data">{texts.settings.dataTitle}</h2>
        <p>{texts.settings.dataStored}</p>
        <p>{texts.settings.dataNotStored}</p>
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
    connected: <Lozenge tone="success">{texts.settings.connected}</Lozenge>,
    not_connected: <Lozenge>{texts.settings.notConnected}</Lozenge>,
    needs_reconnect: <Lozenge tone="warning">{texts.settings.needsReconnect}</Lozenge>,
  };
  return (
    <>
      <div class="card-head">
        <h2 id="connection">{texts.settings.connection}</h2>
        {lozenges[state]}
      </div>
      {since !== null && <p class="meta">{texts.settings.since(formatDay(since))}</p>}
      {state === 'connected' && <Account />}
      {connection.hasCloudRecordings === false && (
        <Message tone="information">{texts.settings.basicHint}</Message>
      )}
      {state === 'not_connected' && <p>{texts.connect.whyInSettings}</p>}
      {state === 'needs_reconnect' && <p>{texts.connect.reconnectWhy}</p>}
      {state !== 'connected' && <ConnectZoom onConnected={onConnected} />}
      {state !== 'not_connected' && <Disconnect onDisconnected={onDisconnected} />}
    </>
  );
}

function Account() {
  const { api } = useServices();
  const { loaded, reload } = useLoad(() => api.readAccount(), []);
  if (loaded.state === 'loading') return <Skeleton widths={['35%', '50%', '25%']} />;
  if (loaded.state === 'failed') {
    return (
      <div class="failed-line">
        <p class="meta">{texts.settings.accountUnreachable}</p>
        <button type="button" class="button compact" onClick={reload}>
          {texts.tryAgain}
        </button>
      </div>
    );
  }
  return (
    <dl class="account">
      <dt>{texts.settings.name}</dt>
      <dd>{loaded.value.displayName}</dd>
      <dt>{texts.settings.email}</dt>
      <dd>{loaded.value.email}</dd>
      <dt>{texts.settings.plan}</dt>
      <dd>{texts.settings.plans[loaded.value.plan]}</dd>
    </dl>
  );
}

function Disconnect({ onDisconnected }: { onDisconnected(connection: ZoomConnectionView): void }) {
  const { api, announce } = useServices();
  const [asking, setAsking] = useState(false);
  const { busy, error, run } = useAction();

  const disconnect = () =>
    run(async () => {
      const connection = await api.disconnect();
      announce(texts.settings.disconnected);
      onDisconnected(connection);
    });

  if (!asking) {
    return (
      <div class="actions">
        <button type="button" class="button" onClick={() => setAsking(true)}>
          {texts.settings.disconnect}
        </button>
      </div>
    );
  }
  return (
    <Message
      tone="warning"
      title={texts.settings.disconnectTitle}
      announced
      actions={
        <>
          <button type="button" class="button danger" aria-disabled={busy} onClick={() => void disconnect()}>
            {texts.settings.disconnect}
          </button>
          <button type="button" class="button subtle" onClick={() => setAsking(false)}>
            {texts.settings.keep}
          </button>
          {error && <InlineError>{error}</InlineError>}
        </>
      }
    >
      {texts.settings.disconnectStops} {texts.settings.disconnectStays}
    </Message>
  );
}

mountPage(<Settings />);
