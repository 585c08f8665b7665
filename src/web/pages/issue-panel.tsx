// The issue panel: the issue's Zoom meetings, their recordings, and what is on its way into the attachments.

import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/panel.css';
import type { FunctionComponent } from 'preact';
import { useState } from 'preact/hooks';
import type { IssuePanelView } from '../../issue-panel/api-types.ts';
import type { MeetingLinkView } from '../../meetings/api-types.ts';
import type { Api } from '../api-client.ts';
import type { Attaching } from '../components/attaching.tsx';
import type { LinkMeeting } from '../components/link-meeting.tsx';
import { LinkedMeeting } from '../components/linked-meeting.tsx';
import { InlineError, Message, Skeleton } from '../components/message.tsx';
import { mountPage } from '../components/page.tsx';
import { useServices } from '../components/services.ts';
import { useAction } from '../components/use-action.ts';
import { useLoad } from '../components/use-load.ts';
import { ZoomWatch } from '../components/zoom-watch.tsx';
import { panelTexts } from '../texts/panel.ts';
import { sharedTexts } from '../texts/shared.ts';
import { codeExplainedBy } from '../zoom-trouble.ts';

type PanelReading = Awaited<ReturnType<typeof readPanel>>;

/** What our server knows, with the part of the panel that says what does not work, where it is needed. */
async function readPanel(api: Api) {
  const view = await api.get<IssuePanelView>('/api/issue-panel');
  const allWell =
    view.connection.state === 'connected' && view.links.every(({ linker }) => linker === 'connected');
  return { ...view, help: allWell ? null : await import('../components/connection-part.ts') };
}

function IssuePanel() {
  const { api } = useServices();
  const { loaded, reload } = useLoad(() => readPanel(api), []);

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
      {loaded.state === 'ready' && <LoadedPanel initial={loaded.value} />}
    </main>
  );
}

function LoadedPanel({ initial }: { initial: PanelReading }) {
  const { api } = useServices();
  const [reading, setReading] = useState(initial);
  // Raised when the connection has changed, so that everything below is read from Zoom anew.
  const [round, setRound] = useState(0);
  const [LinkForm, setLinkForm] = useState<FunctionComponent<Parameters<typeof LinkMeeting>[0]> | null>(null);
  const opening = useAction();
  const [attaching, setAttaching] = useState<Attaching | null>(null);
  const { connection, links, help } = reading;
  const { state, notWorking } = connection;
  const mayLink =
    state === 'connected' || (state === 'missing_permission' && !notWorking.includes('meeting_details'));
  const attachingWanted = links.length > 0 || initial.transfers.length > 0;
  const part = useLoad(
    async () => (attachingWanted ? await import('../components/recordings-part.ts') : null),
    [attachingWanted],
  );
  const parts = part.loaded.state === 'ready' ? part.loaded.value : null;

  const changeLinks = (change: (links: MeetingLinkView[]) => MeetingLinkView[]) =>
    setReading((before) => ({ ...before, links: change(before.links) }));

  /** Asks our server how things stand now; what was linked or unlinked here meanwhile stays so. */
  async function readAgain() {
    const now = await readPanel(api);
    setReading((before) => ({
      ...now,
      links: before.links.map((link) => now.links.find(({ id }) => id === link.id) ?? link),
    }));
  }

  const openForm = () =>
    opening.run(async () => {
      const { LinkMeeting: Form } = await import('../components/link-meeting.tsx');
      setLinkForm(() => Form);
    });

  return (
    <ZoomWatch onTrouble={readAgain}>
      {mayLink && !LinkForm && (
        <div class="bar">
          <button type="button" class="button" onClick={() => void openForm()}>
            {panelTexts.linkMeeting}
          </button>
          <SettingsButton />
        </div>
      )}
      {help && (
        <help.ConnectionNotice
          connection={connection}
          checksByItself={round === 0}
          announced={reading !== initial}
          onChanged={async () => {
            await readAgain();
            setRound(round + 1);
          }}
        >
          {!mayLink && <SettingsButton />}
        </help.ConnectionNotice>
      )}
      {LinkForm && (
        <div hidden={!mayLink}>
          <LinkForm
            canChoose={!notWorking.includes('choosing_meetings')}
            onClose={() => setLinkForm(null)}
            onLinked={(link) => {
              changeLinks((before) =>
                before.some(({ id }) => id === link.id)
                  ? before.map((one) => (one.id === link.id ? link : one))
                  : [link, ...before],
              );
              setLinkForm(null);
            }}
          />
        </div>
      )}
      {links.length === 0 && !LinkForm && <p class="empty">{panelTexts.none}</p>}
      {links.length > 0 && (
        <ul class="meetings" aria-label={panelTexts.list} key={round}>
          {links.map((link) => {
            const explained = link.hostedByMe ? codeExplainedBy(state) : null;
            return (
              <LinkedMeeting
                key={link.id}
                link={link}
                linkerGone={help && <help.LinkerGone link={link} />}
                explained={explained}
                recordings={(expected) =>
                  parts &&
                  attaching && (
                    <parts.Recordings
                      linkId={link.id}
                      expected={expected}
                      onBasicPlan={connection.hasCloudRecordings === false}
                      explained={explained}
                      attaching={attaching}
                    />
                  )
                }
                onUnlinked={() => changeLinks((before) => before.filter((one) => one.id !== link.id))}
              />
            );
          })}
        </ul>
      )}
      {parts && <parts.WatchAttaching initial={initial.transfers} onChanged={setAttaching} />}
      {parts && attaching && (
        <parts.StrayTransfers
          attaching={attaching}
          isStray={(transfer) => !links.some((link) => link.id === transfer.linkId)}
        />
      )}
      {part.loaded.state === 'failed' && (
        <div class="actions">
          <InlineError>{part.loaded.message}</InlineError>
          <button type="button" class="button compact" onClick={part.reload}>
            {sharedTexts.tryAgain}
          </button>
        </div>
      )}
      {opening.error && <InlineError>{opening.error}</InlineError>}
    </ZoomWatch>
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

mountPage(IssuePanel);
