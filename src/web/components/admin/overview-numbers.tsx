// Connections, links, transfers and events of the site in numbers.

import type { ComponentChildren } from 'preact';
import type { OverviewView } from '../../../administration/api-types.ts';
import { formatRelative } from '../../format-relative.ts';
import { viewersPlace } from '../../place.ts';
import { overviewTexts } from '../../texts/admin-overview.ts';

const formatCount = (count: number) => new Intl.NumberFormat(viewersPlace.locale).format(count);

const states = ['connected', 'needs_reconnect', 'missing_permission', 'unreachable'] as const;
const outcomes = ['attached', 'failed', 'cancelled', 'running', 'waiting', 'queued'] as const;

export function OverviewNumbers({ overview }: { overview: OverviewView }) {
  const { connections, links, transfers, events } = overview;
  const ago = (time: string) => formatRelative(time, Date.now());
  return (
    <div class="numbers">
      <NumberCard id="connections" title={overviewTexts.connections}>
        {states.map((state) => (
          <Figure key={state} name={overviewTexts.states[state]} value={formatCount(connections[state])} />
        ))}
        <Figure
          name={overviewTexts.links}
          value={links.more ? overviewTexts.moreThan(formatCount(links.count)) : formatCount(links.count)}
        />
      </NumberCard>
      <NumberCard id="transfers" title={overviewTexts.transfers}>
        {outcomes.map((outcome) => (
          <Figure
            key={outcome}
            name={overviewTexts.outcomes[outcome]}
            value={formatCount(transfers[outcome])}
          />
        ))}
      </NumberCard>
      <NumberCard id="events" title={overviewTexts.events} note={overviewTexts.allSites}>
        <Figure
          name={overviewTexts.lastEvent}
          value={events.lastReceivedAt === null ? overviewTexts.noEvent : ago(events.lastReceivedAt)}
        />
        <Figure
          name={overviewTexts.waitingEvent}
          value={
            events.waitingSince === null
              ? overviewTexts.noWaiting
              : overviewTexts.waitingSince(ago(events.waitingSince))
          }
        />
      </NumberCard>
    </div>
  );
}

function NumberCard({
  id,
  title,
  note,
  children,
}: {
  id: string;
  title: string;
  note?: string;
  children: ComponentChildren;
}) {
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <dl class="figures">{children}</dl>
      {note && <p class="meta">{note}</p>}
    </section>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
