// The overview for admins: what needs somebody's attention, and what the app does on the site.

import '../../styles/admin-overview.css';
import type { OverviewView } from '../../../administration/api-types.ts';
import type { HostBridge } from '../../host-bridge/host-bridge.ts';
import { findPlace } from '../../language.ts';
import { viewersPlace } from '../../place.ts';
import { overviewTexts } from '../../texts/admin-overview.ts';
import { PageFailed } from '../load-failed.tsx';
import { Skeleton } from '../message.tsx';
import { useServices } from '../services.ts';
import { useLoad } from '../use-load.ts';
import { AttentionCard } from './attention-card.tsx';
import { OverviewNumbers } from './overview-numbers.tsx';
import { UnwritableProjectsCard } from './unwritable-projects.tsx';
import { VolumeCard } from './volume-card.tsx';

/** The zone in whose days the viewer thinks, once the host has told. */
async function timeZoneOf(host: HostBridge): Promise<string> {
  await findPlace(host);
  return viewersPlace.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export function Overview() {
  const { api, host } = useServices();
  const { loaded, reload } = useLoad(async () => {
    const timeZone = await timeZoneOf(host);
    return api.get<OverviewView>(`/api/admin/overview?${new URLSearchParams({ timeZone })}`);
  }, []);
  return (
    <>
      {loaded.state === 'loading' && (
        <section class="card overview-loading" aria-busy="true">
          <Skeleton widths={['40%', '60%', '30%', '55%', '35%']} />
        </section>
      )}
      {loaded.state === 'failed' && (
        <PageFailed title={overviewTexts.failed} message={loaded.message} onAgain={reload} />
      )}
      {loaded.state === 'ready' && (
        <>
          <AttentionCard attention={loaded.value.attention} />
          <OverviewNumbers overview={loaded.value} />
          <VolumeCard volume={loaded.value.volume} />
        </>
      )}
      {loaded.state !== 'failed' && <UnwritableProjectsCard />}
    </>
  );
}
