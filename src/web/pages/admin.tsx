// The page for Jira admins: one tab for each thing they are in charge of, loaded when it is looked at.

import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/cards.css';
import '../styles/admin.css';

import type { FunctionComponent } from 'preact';
import { PageFailed } from '../components/load-failed.tsx';
import { Skeleton } from '../components/message.tsx';
import { mountPage } from '../components/page.tsx';
import { type Tab, Tabs } from '../components/tabs.tsx';
import { useLoad } from '../components/use-load.ts';
import { adminTexts } from '../texts/admin.ts';

const parts = {
  overview: async () => (await import('../components/admin/overview.tsx')).Overview,
  policy: async () => (await import('../components/admin/policy.tsx')).Policy,
  files: async () => (await import('../components/admin/files.tsx')).AttachedFiles,
  audit: async () => (await import('../components/admin/audit.tsx')).AuditLog,
  data: async () => (await import('../components/admin/data.tsx')).Data,
} satisfies Record<string, () => Promise<FunctionComponent>>;

type PartName = keyof typeof parts;
const partNames = Object.keys(parts) as PartName[];

function Admin() {
  const tabs = partNames.map(
    (name): Tab => ({ name, label: adminTexts.tabs[name], show: () => <Part name={name} /> }),
  );
  return (
    <main class="cards admin">
      <h1>{adminTexts.title}</h1>
      <Tabs label={adminTexts.title} tabs={tabs} />
    </main>
  );
}

function Part({ name }: { name: PartName }) {
  const { loaded, reload } = useLoad(async () => ({ Content: await parts[name]() }), [name]);
  if (loaded.state === 'loading') return <Skeleton widths={['40%', '60%', '30%']} />;
  if (loaded.state === 'failed')
    return <PageFailed title={adminTexts.failed} message={loaded.message} onAgain={reload} />;
  return <loaded.value.Content />;
}

mountPage(
  Admin,
  () => import('../texts/german-pages.ts'),
  () => import('../texts/german-admin.ts'),
);
