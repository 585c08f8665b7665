// Where the app may not write: projects as Jira names them to the viewer.

import type { UnwritableProjectsView } from '../../../settings/api-types.ts';
import type { Api } from '../../api-client.ts';
import { formatDay } from '../../format-day.ts';
import type { HostBridge } from '../../host-bridge/host-bridge.ts';
import { overviewTexts } from '../../texts/admin-overview.ts';
import { PageFailed } from '../load-failed.tsx';
import { Skeleton } from '../message.tsx';
import { useServices } from '../services.ts';
import { useLoad } from '../use-load.ts';

interface Project {
  id: string;
  since: string;
  /** `Name (KEY)` as Jira tells the viewer; null where it does not. */
  name: string | null;
}

async function readProjects(api: Api, host: HostBridge): Promise<Project[]> {
  const { projects } = await api.get<UnwritableProjectsView>('/api/admin/unwritable-projects');
  if (projects.length === 0) return [];
  const ids = projects.map(({ projectId }) => `id=${encodeURIComponent(projectId)}`);
  const answer = (await host
    .request(`/rest/api/3/project/search?maxResults=50&${ids.slice(0, 50).join('&')}`)
    .catch(() => null)) as { values?: { id: string; key: string; name: string }[] } | null;
  return projects.map(({ projectId, since }) => {
    const told = answer?.values?.find(({ id }) => id === projectId);
    return { id: projectId, since, name: told ? `${told.name} (${told.key})` : null };
  });
}

export function UnwritableProjectsCard() {
  const { api, host } = useServices();
  const { loaded, reload } = useLoad(() => readProjects(api, host), []);
  return (
    <section class="card" aria-labelledby="unwritable" aria-busy={loaded.state === 'loading'}>
      <h2 id="unwritable">{overviewTexts.unwritable}</h2>
      {loaded.state === 'loading' && <Skeleton widths={['50%', '30%']} />}
      {loaded.state === 'failed' && (
        <PageFailed title={overviewTexts.failed} message={loaded.message} onAgain={reload} />
      )}
      {loaded.state === 'ready' &&
        (loaded.value.length === 0 ? (
          <p>{overviewTexts.allWritable}</p>
        ) : (
          <>
            <p>{overviewTexts.effect}</p>
            <ul class="rows">
              {loaded.value.map(({ id, since, name }) => (
                <li class="row" key={id}>
                  <div class="row-text">
                    <h3 dir="auto">{name ?? overviewTexts.unknownProject(id)}</h3>
                    <p class="meta">{overviewTexts.since(formatDay(since))}</p>
                  </div>
                </li>
              ))}
            </ul>
            <p>{overviewTexts.mend}</p>
          </>
        ))}
    </section>
  );
}
