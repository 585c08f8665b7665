// What needs somebody's attention, in words.

import type { Attention } from '../../../administration/api-types.ts';
import { formatWhen } from '../../format-time.ts';
import { viewersPlace } from '../../place.ts';
import { overviewTexts } from '../../texts/admin-overview.ts';
import { useTabs } from '../tabs.tsx';

export function AttentionCard({ attention }: { attention: readonly Attention[] }) {
  const { go } = useTabs();
  return (
    <section class="card" aria-labelledby="attention">
      <h2 id="attention">{overviewTexts.attention}</h2>
      {attention.length === 0 ? (
        <p class="all-well">{overviewTexts.nothing}</p>
      ) : (
        <ul class="attention">
          {attention.map((item) => (
            <li key={item.kind}>
              <span class="mark" aria-hidden="true">
                !
              </span>
              <p>
                {wordsOf(item)}{' '}
                {item.kind === 'due' && (
                  <button type="button" class="link" onClick={() => go('files', 'due')}>
                    {overviewTexts.showDue}
                  </button>
                )}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function wordsOf(item: Attention): string {
  switch (item.kind) {
    case 'needs_reconnect':
      return overviewTexts.needsReconnect(item.people);
    case 'missing_permission':
      return overviewTexts.missingPermission(item.people);
    case 'unreachable':
      return overviewTexts.unreachable(item.people);
    case 'failing':
      return overviewTexts.failing(item.files, item.reason?.message ?? '');
    case 'due':
      return overviewTexts.due(dueCount(item));
    case 'no_events':
      return overviewTexts.noEvents;
    case 'events_late':
      return overviewTexts.eventsLate(formatWhen(item.since, null));
    case 'unwritable':
      return overviewTexts.unwritableProjects(item.projects);
  }
}

function dueCount({ files, more }: { files: number; more: boolean }): string {
  const count = new Intl.NumberFormat(viewersPlace.locale).format(files);
  return more ? overviewTexts.moreThan(count) : count;
}
