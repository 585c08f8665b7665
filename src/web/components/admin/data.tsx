// What the app holds of the site, and how to have it erased: one person, or everything.

import '../../styles/certificate.css';
import '../../styles/admin-data.css';
import { useEffect, useState } from 'preact/hooks';
import type { ErasuresView, HeldDataView } from '../../../privacy/api-types.ts';
import type { Api } from '../../api-client.ts';
import { dataTexts } from '../../texts/admin-data.ts';
import { askWhileVisible } from '../ask-while-visible.ts';
import { PageFailed } from '../load-failed.tsx';
import { Skeleton } from '../message.tsx';
import { useServices } from '../services.ts';
import { useLoad } from '../use-load.ts';
import { Certificates } from './data-certificates.tsx';
import { HeldData } from './data-held.tsx';
import { ErasePersonCard } from './data-person.tsx';
import { EraseSiteCard } from './data-site.tsx';

const askEveryMs = 2_000;

async function readData(api: Api) {
  const [held, { erasures }] = await Promise.all([
    api.get<HeldDataView>('/api/admin/data'),
    api.get<ErasuresView>('/api/admin/erasures'),
  ]);
  return { held, erasures };
}

export function Data() {
  const { api, announce } = useServices();
  const { loaded, reload, refresh } = useLoad(() => readData(api), []);
  /** The erasure of the site that was seen under way: its end is shown where it was. */
  const [watched, setWatched] = useState<string | null>(null);
  const erasures = loaded.state === 'ready' ? loaded.value.erasures : [];
  const running = erasures.find(({ what, state }) => what === 'site' && /waiting|running/.test(state));
  const runningId = running?.id ?? null;

  useEffect(() => {
    if (runningId === null) return;
    setWatched(runningId);
    const ask = async () => {
      await refresh(true);
      return askEveryMs;
    };
    return askWhileVisible(ask, askEveryMs);
  }, [runningId]);
  const finished = erasures.find(({ id, state }) => id === watched && state === 'done');
  useEffect(() => {
    if (finished) announce(dataTexts.siteErased);
  }, [finished?.id]);

  if (loaded.state === 'loading') return <Skeleton widths={['40%', '90%', '85%', '88%', '30%']} />;
  if (loaded.state === 'failed')
    return <PageFailed title={dataTexts.failed} message={loaded.message} onAgain={reload} />;
  const { held } = loaded.value;
  return (
    <>
      <HeldData held={held} />
      {running === undefined && <ErasePersonCard onErased={() => refresh(true)} />}
      <EraseSiteCard
        host={held.site}
        running={running ?? null}
        finished={finished ?? null}
        onAsked={() => refresh(true)}
      />
      <Certificates erasures={erasures.filter(({ id }) => id !== runningId)} />
    </>
  );
}
