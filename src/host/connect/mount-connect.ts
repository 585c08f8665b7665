// Everything of Connect that has an address of its own: the descriptor, POST /installed and the framed pages.

import type { Express } from 'express';
import type { View } from '../served-page.ts';
import { mountAce } from './ace.ts';
import { type LifecycleRoutesDeps, lifecycleRoutes } from './lifecycle-routes.ts';
import { type PageDeps, servePage } from './pages.ts';

export type ConnectDeps = LifecycleRoutesDeps & Omit<PageDeps, 'addon'>;

const views: View[] = ['issue-panel', 'issue-context', 'settings', 'admin'];

/** Resolves when all routes are there; a catch-all must be mounted afterwards. */
export async function mountConnect(app: Express, deps: ConnectDeps): Promise<void> {
  const addon = await mountAce(app, deps);
  app.use(lifecycleRoutes(deps));
  for (const view of views) app.get(`/${view}`, servePage({ ...deps, addon }, view));
}
