// How policy is kept: nothing restricted at first, every field comes back as it went in, and a project's own counts where
// the site lets it.

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SitePolicy } from '../../src/settings/api-types.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ background: false });
});
afterAll(() => app.stop());

const decided: SitePolicy = {
  connectGroupIds: ['276f955c-63d7-42c8-9520-92d01dca0625'],
  projectIds: ['10000', '900719925474'],
  renditions: ['audio', 'transcript'],
  sizeCeilingBytes: 5_000_000_000,
  attachmentComment: 'public',
  summaryComment: 'public',
  topicInProperty: true,
  retentionDays: 90,
  markTrashed: true,
  projectOverrides: true,
  auditRetentionDays: 400,
  analytics: false,
};

async function newSite(): Promise<string> {
  const site = await app.jira.addSite();
  await site.install(app.baseUrl);
  return (await app.deps.installations.findByClientKey(site.clientKey))?.id ?? '';
}

test('a site that has decided nothing restricts nothing, marks nothing and gives nothing away', async () => {
  const { siteSettings } = app.deps;
  const siteId = await newSite();
  const careful = {
    connectGroupIds: null,
    projectIds: null,
    renditions: null,
    sizeCeilingBytes: null,
    attachmentComment: 'off',
    summaryComment: 'internal',
    topicInProperty: false,
    retentionDays: null,
    markTrashed: false,
    projectOverrides: false,
    auditRetentionDays: null,
    analytics: true,
  };
  expect(await siteSettings.read(siteId)).toEqual({ policy: careful, version: 0 });
  expect(await siteSettings.getFor(siteId, '10000')).toEqual(careful);
  expect(await siteSettings.listProjects(siteId)).toEqual([]);
});

test('every field comes back as it was set, and a second change needs the version of the first', async () => {
  const { database, siteSettings } = app.deps;
  const siteId = await newSite();
  const set = (policy: SitePolicy, version: number) =>
    database.transaction((transaction) => siteSettings.set(siteId, { policy, version }, transaction));
  expect(await set(decided, 0)).toBe(1);
  expect(await siteSettings.read(siteId)).toEqual({ policy: decided, version: 1 });
  for (const old of [0, 2]) expect(await set({ ...decided, retentionDays: null }, old)).toBeNull();
  expect(await set({ ...decided, retentionDays: null, projectIds: null }, 1)).toBe(2);
  expect(await siteSettings.get(siteId)).toEqual({ ...decided, retentionDays: null, projectIds: null });
});

test('a project has what it was given, "none" too, and of everything else what its site decided', async () => {
  const { database, siteSettings } = app.deps;
  const siteId = await newSite();
  const change = <Result>(work: Parameters<typeof database.transaction<Result>>[0]) =>
    database.transaction(work);
  await change((transaction) => siteSettings.set(siteId, { policy: decided, version: 0 }, transaction));
  const own = {
    renditions: null,
    retentionDays: null,
    markTrashed: false,
    attachmentComment: 'off',
  } as const;
  const other = { sizeCeilingBytes: null, topicInProperty: false, summaryComment: 'internal' } as const;
  const setProject = (projectId: string, policy: typeof own | typeof other, version: number) =>
    change((transaction) => siteSettings.setProject(siteId, { projectId, policy, version }, transaction));
  expect(await setProject('10001', own, 0)).toBe(1);
  expect(await setProject('10002', other, 0)).toBe(1);
  expect(await setProject('10002', other, 0)).toBeNull();

  expect(await siteSettings.getFor(siteId, '10001')).toEqual({ ...decided, ...own });
  expect(await siteSettings.getFor(siteId, '10002')).toEqual({ ...decided, ...other });
  expect(await siteSettings.getFor(siteId, '10003')).toEqual(decided);
  expect(await siteSettings.getFor(randomUUID(), '10001')).toMatchObject({
    renditions: null,
    markTrashed: false,
  });
  expect(await siteSettings.listProjects(siteId)).toEqual([
    { projectId: '10001', policy: own, version: 1 },
    { projectId: '10002', policy: other, version: 1 },
  ]);

  const alone = { ...decided, projectOverrides: false };
  await change((transaction) => siteSettings.set(siteId, { policy: alone, version: 1 }, transaction));
  expect(await siteSettings.getFor(siteId, '10001')).toEqual(alone);
  expect(await siteSettings.listProjects(siteId)).toHaveLength(2);

  const remove = (version: number) =>
    change((transaction) => siteSettings.removeProject(siteId, { projectId: '10001', version }, transaction));
  expect([await remove(2), await remove(1), await remove(1)]).toEqual([false, true, false]);
});
