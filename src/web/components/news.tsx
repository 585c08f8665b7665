// What ended while the person was elsewhere: their own transfers, to whatever issue.

import { useState } from 'preact/hooks';
import type { TransferNewsView } from '../../recordings/api-types.ts';
import { recordingTexts, transferTexts } from '../texts/recordings.ts';
import { sharedTexts } from '../texts/shared.ts';
import { useServices } from './services.ts';
import { useLoad } from './use-load.ts';

/** A box with a line for each, until it is closed; nothing when there is no news. */
export function News({ news }: { news: TransferNewsView[] }) {
  const { api } = useServices();
  const [closed, setClosed] = useState<string[]>([]);
  const shown = news.filter(({ id }) => !closed.includes(id));
  if (shown.length === 0) return null;

  function close() {
    const ids = shown.map(({ id }) => id);
    setClosed([...closed, ...ids]);
    // What could not be told to the server comes once more.
    api.post('/api/transfers/told', { ids }).catch(() => null);
  }

  return (
    <section class="news" aria-labelledby="news">
      <div class="file-line">
        <h2 id="news">{transferTexts.newsTitle}</h2>
        <button type="button" class="button compact subtle" aria-describedby="news" onClick={close}>
          {sharedTexts.close}
        </button>
      </div>
      <ul>
        {shown.map((one) => (
          <NewsLine key={one.id} news={one} />
        ))}
      </ul>
    </section>
  );
}

function NewsLine({ news: { issueId, kind, state, reason } }: { news: TransferNewsView }) {
  const { host } = useServices();
  const { loaded } = useLoad(async () => {
    const here = await host.getIssue();
    if (here?.id === issueId) return { here: true, key: here.key };
    const issue = await host.request(`/rest/api/3/issue/${encodeURIComponent(issueId)}?fields=project`);
    return { here: false, key: String((issue as { key: unknown }).key) };
  }, [issueId]);
  const issue = loaded.state === 'ready' ? loaded.value : null;
  const [before, after] = transferTexts[state === 'succeeded' ? 'newsDone' : 'newsFailed'](
    recordingTexts.kinds[kind],
  );
  return (
    <li>
      {before}
      {issue && !issue.here ? (
        <button type="button" class="link" onClick={() => host.openIssue(issue.key)}>
          {issue.key}
        </button>
      ) : (
        transferTexts[issue?.here ? 'thisIssue' : 'anotherIssue']
      )}
      {after}
      {reason && <span class="meta"> {reason.message}</span>}
    </li>
  );
}
