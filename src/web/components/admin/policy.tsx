// What the site's admins decide: a card for each concern, and what single projects have of their own.

import '../../styles/admin-policy.css';
import type { PolicyView } from '../../../settings/api-types.ts';
import { ApiError } from '../../api-client.ts';
import { policyTexts } from '../../texts/admin-policy.ts';
import { PageFailed } from '../load-failed.tsx';
import { Skeleton } from '../message.tsx';
import { useServices } from '../services.ts';
import { useLoad } from '../use-load.ts';
import type { SavedPolicy } from './policy-card.tsx';
import {
  AnalyticsCard,
  AuditCard,
  CommentsCard,
  FilesCard,
  PeopleCard,
  ProjectsCard,
  RetentionCard,
  TopicsCard,
} from './policy-cards.tsx';
import { ProjectRulesCard } from './policy-projects.tsx';

const path = '/api/admin/policy';

export function Policy() {
  const { api } = useServices();
  const { loaded, reload, refresh, setValue } = useLoad(() => api.get<PolicyView>(path), []);
  if (loaded.state === 'loading') return <PolicySkeleton />;
  if (loaded.state === 'failed')
    return <PageFailed title={policyTexts.failed} message={loaded.message} onAgain={reload} />;
  const view = loaded.value;

  /** What somebody else decided meanwhile is shown beside what was entered here. */
  async function changing(change: Promise<PolicyView>): Promise<void> {
    try {
      setValue(await change);
    } catch (failure) {
      if (failure instanceof ApiError && failure.code === 'policy_changed_meanwhile') await refresh(true);
      throw failure;
    }
  }
  const projectPath = (projectId: string) => `${path}/projects/${encodeURIComponent(projectId)}`;
  const versionOf = (projectId: string) =>
    view.projects.find((project) => project.projectId === projectId)?.version ?? 0;
  const saved: SavedPolicy = {
    view,
    save: (changes) =>
      changing(api.put<PolicyView>(path, { ...view.policy, ...changes, version: view.version })),
    saveProject: (projectId, policy) =>
      changing(api.put<PolicyView>(projectPath(projectId), { ...policy, version: versionOf(projectId) })),
    removeProject: (projectId) =>
      changing(api.remove<PolicyView>(projectPath(projectId), { version: versionOf(projectId) })),
  };

  return (
    <div class="policy">
      {[
        PeopleCard,
        ProjectsCard,
        FilesCard,
        CommentsCard,
        TopicsCard,
        RetentionCard,
        AuditCard,
        AnalyticsCard,
        ProjectRulesCard,
      ].map((Card, index) => (
        <Card key={index} saved={saved} />
      ))}
    </div>
  );
}

function PolicySkeleton() {
  return (
    <div class="policy" aria-busy="true">
      {['people', 'projects', 'files', 'comments'].map((card) => (
        <div class="card" key={card}>
          <Skeleton widths={['25%', '80%', '40%', '45%']} />
        </div>
      ))}
    </div>
  );
}
