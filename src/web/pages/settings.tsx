// The settings page: the person's own Zoom connection, what they are asked for, their defaults, and what the app stores.

import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/cards.css';
import '../styles/certificate.css';

import { useState } from 'preact/hooks';
import type { ErasureView } from '../../privacy/api-types.ts';
import type { OwnZoomConnectionView, ZoomAccountView } from '../../zoom-accounts/api-types.ts';
import type { Api } from '../api-client.ts';
import { AnalyticsChoiceCard } from '../components/analytics-choice.tsx';
import { PageFailed } from '../components/load-failed.tsx';
import { MeetingDefaultsCard } from '../components/meeting-defaults.tsx';
import { InlineError, Lozenge, Message, Skeleton } from '../components/message.tsx';
import { ErasedCard, OwnDataCard } from '../components/own-data.tsx';
import { mountPage } from '../components/page.tsx';
import { RecordingRequests } from '../components/recording-requests.tsx';
import { useServices } from '../components/services.ts';
import { useAction } from '../components/use-action.ts';
import { useLoad } from '../components/use-load.ts';
import { ZoomWatch } from '../components/zoom-watch.tsx';
import { formatDay } from '../format-day.ts';
import { namesIn, peoplePath } from '../people.ts';
import { settingsTexts } from '../texts/settings.ts';
import { sharedTexts } from '../texts/shared.ts';

type Reading = Awaited<ReturnType<typeof readConnection>>;

/** The person's connection, with the part that says what does not work, where it is needed. */
async function readConnection(api: Api) {
  const connection = await api.get<OwnZoomConnectionView>('/api/zoom-connection');
  const help = connection.state === 'connected' ? null : await import('../components/connection-part.ts');
  return { connection, help };
}

function Settings() {
  const [erased, setErased] = useState<{ certificate: ErasureView | null } | null>(null);
  if (erased === null) return <OwnSettings onErased={(certificate) => setErased({ certificate })} />;
  return (
    <main class="cards">
      <h1>{sharedTexts.settings}</h1>
      <ErasedCard certificate={erased.certificate} />
    </main>
  );
}

function OwnSettings({ onErased }: { onErased(certificate: ErasureView | null): void }) {
  const { api } = useServices();
  const { loaded, reload, refresh } = useLoad(() => readConnection(api), []);
  return (
    <main class="cards">
      <h1>{sharedTexts.settings}</h1>
      <section class="card" aria-labelledby="connection" aria-busy={loaded.state === 'loading'}>
        {loaded.state !== 'ready' && <h2 id="connection">{settingsTexts.connection}</h2>}
        {loaded.state === 'loading' && <Skeleton widths={['40%', '60%', '30%']} />}
        {loaded.state === 'failed' && (
          <PageFailed title={settingsTexts.failed} message={loaded.message} onAgain={reload} />
        )}
        {loaded.state === 'ready' && (
          <ZoomWatch onTrouble={refresh}>
            <Connection reading={loaded.value} onChanged={refresh} />
          </ZoomWatch>
        )}
      </section>
      <RecordingRequests />
      <MeetingDefaultsCard />
      <OwnDataCard onErased={onErased} />
      <AnalyticsChoiceCard />
    </main>
  );
}

interface ConnectionProps {
  reading: Reading;
  onChanged(): Promise<unknown>;
}

const tones = {
  connected: 'success',
  not_connected: 'neutral',
  needs_reconnect: 'warning',
  missing_permission: 'warning',
  unreachable: 'warning',
} as const;

function Connection({ reading, onChanged }: ConnectionProps) {
  const { connection, help } = reading;
  const { state, since, notWorking, hasCloudRecordings, sharedWith } = connection;
  const [first] = useState(reading);
  const [changes, setChanges] = useState(0);
  const showsAccount =
    state === 'connected' || (state === 'missing_permission' && !notWorking.includes('account'));
  return (
    <>
      <div class="card-head">
        <h2 id="connection">{settingsTexts.connection}</h2>
        <Lozenge tone={tones[state]}>{settingsTexts.states[state]}</Lozenge>
      </div>
      {state === 'connected' && since !== null && <p class="meta">{settingsTexts.since(formatDay(since))}</p>}
      {help && (
        <help.ConnectionNotice
          connection={connection}
          checksByItself={changes === 0}
          announced={reading !== first}
          onChanged={async () => {
            await onChanged();
            setChanges(changes + 1);
          }}
        />
      )}
      {showsAccount && <Account />}
      {sharedWith.length > 0 && <AlsoConnected accountIds={sharedWith} />}
      {hasCloudRecordings === false && <Message tone="information">{settingsTexts.basicHint}</Message>}
      {state !== 'not_connected' && (
        <Disconnect isShared={sharedWith.length > 0} onDisconnected={onChanged} />
      )}
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

/** Others of this site with the same Zoom user; their names are read from Jira as the viewer. */
function AlsoConnected({ accountIds }: { accountIds: string[] }) {
  const { host } = useServices();
  const { loaded } = useLoad(
    async () => namesIn(await host.request(peoplePath(accountIds)).catch(() => null), accountIds),
    accountIds,
  );
  if (loaded.state !== 'ready') return <Skeleton widths={['40%']} />;
  return <p class="meta">{settingsTexts.alsoConnected(loaded.value)}</p>;
}

interface DisconnectProps {
  /** Whether others of this site use the same Zoom account. */
  isShared: boolean;
  onDisconnected(): Promise<unknown>;
}

function Disconnect({ isShared, onDisconnected }: DisconnectProps) {
  const { api, announce } = useServices();
  const [asking, setAsking] = useState(false);
  const { busy, error, run } = useAction();

  const disconnect = () =>
    run(async () => {
      await api.remove('/api/zoom-connection');
      announce(settingsTexts.disconnected);
      await onDisconnected();
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
      {isShared && ` ${settingsTexts.disconnectOthers}`}
    </Message>
  );
}

mountPage(Settings, () => import('../texts/german-pages.ts'));
