// What the site's admins decide: a card for each concern, and what single projects have of their own.

import '../../styles/admin-policy.css';
import { useRef } from 'preact/hooks';
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
  const { loaded, reload, setValue } = useLoad(() => api.get<PolicyView>(path), []);
  const lastChange = useRef<Promise<unknown>>(Promise.resolve());
  const latest = useRef<PolicyView | null>(null);
  if (loaded.state === 'loading') return <PolicySkeleton />;
  if (loaded.state === 'failed')
    return <PageFailed title={policyTexts.failed} message={loaded.message} onAgain={reload} />;
  const loadedView = loaded.value;
  latest.current = loadedView;

  function show(view: PolicyView): void {
    latest.current = view;
    setValue(view);
  }

  /** One after the other, each based on what the one before left. */
  function changing(change: (view: PolicyView) => Promise<PolicyView>): Promise<void> {
    const done = lastChange.current.then(async () => {
      try {
        show(await change(latest.current ?? loadedView));
      } catch (failure) {
        // What somebody else decided meanwhile is shown beside what was entered here.
        if (failure instanceof ApiError && failure.code === 'policy_changed_meanwhile')
          await api.get<PolicyView>(path).then(show, () => undefined);
        throw failure;
      }
    });
    lastChange.current = done.catch(() => undefined);
    return done;
  }
  const projectPath = (projectId: string) => `${path}/projects/${encodeURIComponent(projectId)}`;
  const versionIn = ({ projects }: PolicyView, projectId: string) =>
    projects.find((project) => project.projectId === projectId)?.version ?? 0;
  const saved: SavedPolicy = {
    view: loadedView,
    save: (changes) =>
      changing(({ policy, version }) => api.put<PolicyView>(path, { ...policy, ...changes, version })),
    saveProject: (projectId, policy) =>
      changing((view) =>
        api.put<PolicyView>(projectPath(projectId), { ...policy, version: versionIn(view, projectId) }),
      ),
    removeProject: (projectId) =>
      changing((view) =>
        api.remove<PolicyView>(projectPath(projectId), { version: versionIn(view, projectId) }),
      ),
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
