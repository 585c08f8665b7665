// The issue panel: the issue's Zoom meetings, their recordings, and what is on its way into the attachments.

import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/panel.css';

import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { IssuePanelView } from '../../issue-panel/api-types.ts';
import type { MeetingLinkView } from '../../meetings/api-types.ts';
import type { ZoomConnectionView } from '../../zoom-accounts/api-types.ts';
import type { Api } from '../api-client.ts';
import type { Attaching } from '../components/attaching.tsx';
import { LoadFailed, PageFailed } from '../components/load-failed.tsx';
import { InlineError, Skeleton } from '../components/message.tsx';
import { mountPage } from '../components/page.tsx';
import { useServices } from '../components/services.ts';
import { useAction } from '../components/use-action.ts';
import { useLoad } from '../components/use-load.ts';
import type { Rights } from '../rights.ts';
import { panelTexts } from '../texts/panel.ts';
import { sharedTexts } from '../texts/shared.ts';

type PanelReading = Awaited<ReturnType<typeof readPanel>>;

/** What a button of the bar has opened, as the person's connection is now. */
type Form = (now: ZoomConnectionView) => ComponentChildren;

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
  const later = useLoad(() => import('../components/later-part.ts'), []);

  return (
    <main class="panel" aria-busy={loaded.state === 'loading'}>
      <h1 class="visually-hidden">{panelTexts.title}</h1>
      {loaded.state === 'loading' && (
        <>
          <p class="visually-hidden">{sharedTexts.loading}</p>
          <div class="bar">
            <Skeleton widths={['112px']} />
          </div>
          <MeetingSkeleton />
        </>
      )}
      {loaded.state === 'failed' && (
        <PageFailed
          title={panelTexts.failed}
          message={loaded.message}
          onAgain={() => {
            reload();
            if (later.loaded.state === 'failed') later.reload();
          }}
        />
      )}
      {loaded.state === 'ready' && <LoadedPanel initial={loaded.value} later={later} />}
    </main>
  );
}

interface LoadedPanelProps {
  initial: PanelReading;
  /** What comes after the first view. */
  later: ReturnType<typeof useLoad<typeof import('../components/later-part.ts')>>;
}

function LoadedPanel({ initial, later }: LoadedPanelProps) {
  const { api } = useServices();
  const [reading, setReading] = useState(initial);
  // Raised when the connection has changed, so that everything below is read from Zoom anew.
  const [round, setRound] = useState(0);
  const [rights, setRights] = useState<Rights | null>(null);
  const [attaching, setAttaching] = useState<Attaching | null>(null);
  const [form, setForm] = useState<Form | null>(null);
  const opening = useAction();
  const opener = useRef<HTMLElement | null>(null);
  // How often something was linked or unlinked here, and what was unlinked but can still be taken back.
  const changes = useRef(0);
  const leaving = useRef(new Set<string>());
  const { connection, links, help, transfers, news } = reading;
  const { state, notWorking } = connection;
  const mayLink =
    state === 'connected' || (state === 'missing_permission' && !notWorking.includes('meeting_details'));
  const mayEdit = rights?.edit !== false;
  const attachingWanted = links.length > 0 || transfers.length > 0 || news.length > 0;
  const parts = later.loaded.state === 'ready' ? later.loaded.value : null;

  useLayoutEffect(() => {
    if (!form) opener.current?.focus();
  }, [form]);

  function changeLinks(change: (links: MeetingLinkView[]) => MeetingLinkView[]) {
    changes.current += 1;
    setReading((before) => ({ ...before, links: change(before.links) }));
  }

  /** Asks our server how things stand now; what was linked or unlinked here meanwhile stays so. */
  async function readAgain() {
    const changesBefore = changes.current;
    const now = await readPanel(api);
    setReading((before) => {
      const known = before.links.map((link) => now.links.find(({ id }) => id === link.id) ?? link);
      if (changes.current !== changesBefore) return { ...now, links: known };
      const kept = known.filter((link) => now.links.includes(link) || leaving.current.has(link.id));
      return { ...now, links: [...now.links.filter((link) => !known.includes(link)), ...kept] };
    });
    if (now.connection.state === 'connected' && state !== 'connected') setRound(round + 1);
  }

  const close = () => setForm(null);

  function put(link: MeetingLinkView) {
    changeLinks((before) =>
      before.some(({ id }) => id === link.id)
        ? before.map((one) => (one.id === link.id ? link : one))
        : [link, ...before],
    );
  }

  function linked(link: MeetingLinkView) {
    put(link);
    close();
  }

  /** A button of the bar, which makes room for what it opens. */
  const button = (words: string, open: (popup: Window | null) => Promise<Form>, popup = false) => (
    <button
      type="button"
      class="button"
      onClick={(event) => {
        opener.current = event.currentTarget;
        // At once: the browser allows a window only to the press itself.
        const window = popup ? globalThis.open('about:blank') : null;
        void opening.run(async () => {
          const opened = await open(window).catch((error) => {
            window?.close();
            throw error;
          });
          setForm(() => opened);
        });
      }}
    >
      {words}
    </button>
  );

  return (
    <>
      {mayLink && (
        <div class="bar" hidden={form !== null}>
          {mayEdit ? (
            <>
              {button(panelTexts.linkMeeting, async () => {
                const { LinkMeeting } = await import('../components/forms-part.ts');
                return (now) => (
                  <LinkMeeting
                    canChoose={!now.notWorking.includes('choosing_meetings')}
                    onLinked={linked}
                    onClose={close}
                  />
                );
              })}
              {!notWorking.includes('scheduling') && (
                <>
                  {button(panelTexts.scheduleMeeting, async () => {
                    const { ScheduleMeeting } = await import('../components/forms-part.ts');
                    return (now) => (
                      <ScheduleMeeting
                        onBasicPlan={now.hasCloudRecordings === false}
                        onLinked={linked}
                        onClose={close}
                      />
                    );
                  })}
                  {button(
                    panelTexts.startMeeting,
                    async (popup) => {
                      const { StartMeeting } = await import('../components/forms-part.ts');
                      return () => <StartMeeting popup={popup} onLinked={put} onClose={close} />;
                    },
                    true,
                  )}
                </>
              )}
            </>
          ) : (
            parts && <parts.NoEdit />
          )}
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
      {(form || links.length > 0) && !parts && <MeetingSkeleton />}
      {links.length === 0 && !form && <p class="empty">{panelTexts.none}</p>}
      {parts && (
        <parts.ZoomWatch onTrouble={readAgain}>
          {attachingWanted && <parts.WatchAttaching view={reading} onChanged={setAttaching} />}
          {form && <div hidden={!mayLink}>{form(connection)}</div>}
          {links.length > 0 && (
            <parts.MeetingList
              key={round}
              links={links}
              connection={connection}
              mayUnlink={mayEdit}
              linkerGone={(link) => help && <help.LinkerGone link={link} />}
              recordings={(link, expected, explained) =>
                attaching && (
                  <parts.Recordings
                    linkId={link.id}
                    changedAt={link.changedAt}
                    expected={expected}
                    onBasicPlan={connection.hasCloudRecordings === false}
                    explained={explained}
                    attaching={attaching}
                  />
                )
              }
              onLeaving={({ id }, isLeaving) => {
                changes.current += 1;
                if (isLeaving) leaving.current.add(id);
                else leaving.current.delete(id);
              }}
              onUnlinked={({ id }) => {
                leaving.current.delete(id);
                changeLinks((before) => before.filter((one) => one.id !== id));
              }}
            />
          )}
          <parts.WatchPanel onLook={readAgain} onRights={setRights} />
          {attaching && (
            <parts.StrayTransfers
              attaching={attaching}
              isStray={(transfer) => !links.some((link) => link.id === transfer.linkId)}
            />
          )}
        </parts.ZoomWatch>
      )}
      {later.loaded.state === 'failed' && (
        <LoadFailed message={later.loaded.message} onAgain={later.reload} />
      )}
      {opening.error && <InlineError>{opening.error}</InlineError>}
    </>
  );
}

/** As high as the card of a meeting, so that nothing moves when it comes. */
function MeetingSkeleton() {
  return (
    <div class="meeting">
      <Skeleton widths={['55%', '35%']} />
    </div>
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
