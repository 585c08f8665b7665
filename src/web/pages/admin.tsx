// The page for Jira admins: where the app cannot do its work, and what holds for the site.

import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/cards.css';

import type { UnwritableProjectsView } from '../../settings/api-types.ts';
import type { Api } from '../api-client.ts';
import { PageFailed } from '../components/load-failed.tsx';
import { Skeleton } from '../components/message.tsx';
import { mountPage } from '../components/page.tsx';
import { useServices } from '../components/services.ts';
import { useLoad } from '../components/use-load.ts';
import { formatDay } from '../format-day.ts';
import type { HostBridge } from '../host-bridge/host-bridge.ts';
import { adminTexts } from '../texts/admin.ts';

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

function Admin() {
  const { api, host } = useServices();
  const { loaded, reload } = useLoad(() => readProjects(api, host), []);
  return (
    <main class="cards">
      <h1>{adminTexts.title}</h1>
      <section class="card" aria-labelledby="unwritable" aria-busy={loaded.state === 'loading'}>
        <h2 id="unwritable">{adminTexts.unwritable}</h2>
        {loaded.state === 'loading' && <Skeleton widths={['50%', '30%']} />}
        {loaded.state === 'failed' && (
          <PageFailed title={adminTexts.failed} message={loaded.message} onAgain={reload} />
        )}
        {loaded.state === 'ready' &&
          (loaded.value.length === 0 ? (
            <p>{adminTexts.allWritable}</p>
          ) : (
            <>
              <p>{adminTexts.effect}</p>
              <ul class="rows">
                {loaded.value.map(({ id, since, name }) => (
                  <li class="row" key={id}>
                    <div class="row-text">
                      <h3 dir="auto">{name ?? adminTexts.unknownProject(id)}</h3>
                      <p class="meta">{adminTexts.since(formatDay(since))}</p>
                    </div>
                  </li>
                ))}
              </ul>
              <p>{adminTexts.mend}</p>
            </>
          ))}
      </section>
      <section class="card" aria-labelledby="policy">
        <h2 id="policy">{adminTexts.policy}</h2>
        <p>{adminTexts.policyWhat}</p>
      </section>
    </main>
  );
}

mountPage(Admin, () => import('../texts/german-pages.ts'));
