// What the person is asked for as the host of meetings: by whom, on which issue, with the two answers.

import type {
  AnswerRecordingRequest,
  RecordingRequestsView,
  RecordingRequestView,
} from '../../recordings/api-types.ts';
import { formatDay } from '../format-day.ts';
import { formatWhen } from '../format-time.ts';
import { namesIn, peoplePath } from '../people.ts';
import { requestTexts } from '../texts/settings.ts';
import { LoadFailed } from './load-failed.tsx';
import { InlineError, Skeleton } from './message.tsx';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';
import { useLoad } from './use-load.ts';

/** A card of the settings page; nothing while nobody asks. */
export function RecordingRequests() {
  const { api } = useServices();
  const { loaded, reload, refresh } = useLoad(
    () => api.get<RecordingRequestsView>('/api/recording-requests'),
    [],
  );
  if (loaded.state === 'loading' || (loaded.state === 'ready' && loaded.value.requests.length === 0))
    return null;
  return (
    <section class="card" aria-labelledby="requests">
      <h2 id="requests">{requestTexts.title}</h2>
      {loaded.state === 'failed' ? (
        <LoadFailed message={`${requestTexts.failed}: ${loaded.message}`} onAgain={reload} />
      ) : (
        <>
          <p>{requestTexts.what}</p>
          <ul class="rows">
            {loaded.value.requests.map((request) => (
              <Request key={request.linkId + request.meetingUuid} request={request} onAnswered={refresh} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

interface RequestProps {
  request: RecordingRequestView;
  onAnswered(): Promise<unknown>;
}

function Request({ request, onAnswered }: RequestProps) {
  const { api, host, announce } = useServices();
  const { linkId, issueId, meetingUuid, startTime, askedBy, askedAt } = request;
  const { busy, error, run } = useAction();
  // As the viewer, so that only what they may see is named.
  const { loaded: issue } = useLoad(async () => {
    const path = `/rest/api/3/issue/${encodeURIComponent(issueId)}?fields=summary`;
    return (await host.request(path)) as { key: string; fields: { summary: string } };
  }, [issueId]);
  const { loaded: people } = useLoad(
    async () => namesIn(await host.request(peoplePath(askedBy)).catch(() => null), askedBy),
    askedBy,
  );
  const titleId = `request-${linkId}-${meetingUuid}`;
  const whenId = `${titleId}-when`;

  const answer = (given: AnswerRecordingRequest['answer']) =>
    run(async () => {
      const body: AnswerRecordingRequest = { linkId, meetingUuid, answer: given };
      await api.post('/api/recording-requests/answer', body);
      announce(given === 'share' ? requestTexts.shared : requestTexts.declined);
      await onAnswered();
    });

  if (issue.state === 'loading' || people.state !== 'ready') {
    return (
      <li class="row">
        <Skeleton widths={['50%', '40%']} />
      </li>
    );
  }
  return (
    <li class="row">
      <div class="row-text">
        <h3 id={titleId}>
          {issue.state === 'ready' ? (
            <button type="button" class="link" dir="auto" onClick={() => host.openIssue(issue.value.key)}>
              {requestTexts.issue(issue.value.key, issue.value.fields.summary)}
            </button>
          ) : (
            requestTexts.unknownIssue
          )}
        </h3>
        <p>{requestTexts.asked(people.value, formatDay(askedAt))}</p>
        {startTime !== null && (
          <p class="meta" id={whenId}>
            {requestTexts.recording(formatWhen(startTime, null))}
          </p>
        )}
      </div>
      <div class="actions">
        <button
          type="button"
          class="button"
          aria-describedby={`${titleId} ${whenId}`}
          aria-disabled={busy}
          onClick={() => void answer('share')}
        >
          {requestTexts.share}
        </button>
        <button
          type="button"
          class="button subtle"
          aria-describedby={`${titleId} ${whenId}`}
          aria-disabled={busy}
          onClick={() => void answer('decline')}
        >
          {requestTexts.decline}
        </button>
      </div>
      {error && <InlineError>{error}</InlineError>}
    </li>
  );
}
