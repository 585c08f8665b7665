// Events that an older version wrote have no place in a chain yet: they get one, site by site, some at a time.

import { type AppendDeps, chainOldEvents } from './append-events.ts';

export async function chainEventsOfOldVersions(
  deps: AppendDeps,
  now: Date,
  stopping: AbortSignal,
): Promise<void> {
  const sites = await deps.database.rows<{ id: string }>(
    'SELECT DISTINCT installation_id AS id FROM audit_events WHERE position IS NULL',
  );
  for (const { id } of sites)
    for (let more = true; more && !stopping.aborted; )
      more = await deps.database.transaction((transaction) => chainOldEvents(deps, id, now, transaction));
}
