// What of the audit log is shown: by day, person, action and outcome.

import { useEffect, useId, useState } from 'preact/hooks';
import type { AuditEventType, AuditOutcome } from '../../../audit-log/api-types.ts';
import { type AuditFilter, isFiltered, noFilter } from '../../audit-filter.ts';
import { type FoundPerson, findPeople } from '../../find-people.ts';
import { viewersPlace } from '../../place.ts';
import { auditTexts } from '../../texts/admin-audit.ts';
import { Field } from '../field.tsx';
import { useServices } from '../services.ts';

interface AuditFiltersProps {
  filter: AuditFilter;
  onFilter(filter: AuditFilter): void;
}

const noFaults = {};

export function AuditFilters({ filter, onFilter }: AuditFiltersProps) {
  const texts = auditTexts.filters;
  const change = (part: Partial<AuditFilter>) => onFilter({ ...filter, ...part });
  const actions = Object.entries(auditTexts.actions).sort(([, a], [, b]) =>
    a.localeCompare(b, viewersPlace.locale),
  );
  const day = (name: 'from' | 'to') => (
    <Field label={texts[name]} name={name} faults={noFaults}>
      {(input) => (
        <input
          {...input}
          type="date"
          min="2020-01-01"
          max="2999-12-31"
          value={filter[name]}
          onChange={({ currentTarget: { validity, value } }) => {
            if (validity.valid) change({ [name]: value });
          }}
        />
      )}
    </Field>
  );
  return (
    <form class="audit-filters" aria-label={texts.title} onSubmit={(event) => event.preventDefault()}>
      {day('from')}
      {day('to')}
      <PersonField person={filter.person} onPerson={(person) => change({ person })} />
      <Field label={texts.action} name="type" faults={noFaults}>
        {(input) => (
          <select
            {...input}
            value={filter.type}
            onChange={(event) => change({ type: event.currentTarget.value as AuditEventType | '' })}
          >
            <option value="">{texts.anyAction}</option>
            {actions.map(([type, words]) => (
              <option key={type} value={type}>
                {words}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={texts.outcome} name="outcome" faults={noFaults}>
        {(input) => (
          <select
            {...input}
            value={filter.outcome}
            onChange={(event) => change({ outcome: event.currentTarget.value as AuditOutcome | '' })}
          >
            <option value="">{texts.anyOutcome}</option>
            {Object.entries(auditTexts.outcomes).map(([outcome, words]) => (
              <option key={outcome} value={outcome}>
                {words}
              </option>
            ))}
          </select>
        )}
      </Field>
      {isFiltered(filter) && (
        <button type="button" class="button subtle" onClick={() => onFilter(noFilter)}>
          {texts.clear}
        </button>
      )}
    </form>
  );
}

interface PersonFieldProps {
  person: AuditFilter['person'];
  onPerson(person: AuditFilter['person']): void;
}

const searchAfterMs = 300;

/** Somebody whom Jira finds by name for the viewer, or of an account id, such as a leaver's. */
function PersonField({ person, onPerson }: PersonFieldProps) {
  const texts = auditTexts.filters;
  const { host } = useServices();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<FoundPerson[] | 'failed' | null>(null);

  useEffect(() => {
    setFound(null);
    const wanted = typed.trim();
    if (wanted === '') return;
    let isLatest = true;
    const timer = window.setTimeout(async () => {
      const people = await findPeople(host, wanted).catch(() => 'failed' as const);
      if (isLatest) setFound(people);
    }, searchAfterMs);
    return () => {
      isLatest = false;
      window.clearTimeout(timer);
    };
  }, [typed]);

  if (person !== null) {
    return (
      <div class="field">
        <span class="audit-label" id={id}>
          {texts.person}
        </span>
        <button
          type="button"
          class="button audit-person"
          aria-label={`${texts.person}: ${person.name}. ${texts.anyPerson}`}
          onClick={() => onPerson(null)}
        >
          <span dir="auto">{person.name}</span>
          <span aria-hidden="true">×</span>
        </button>
      </div>
    );
  }

  function choose({ accountId, name }: FoundPerson) {
    setTyped('');
    onPerson({ accountId, name: name ?? accountId });
  }

  return (
    <div class="field audit-search">
      <label for={id}>{texts.person}</label>
      <input
        id={id}
        type="search"
        autocomplete="off"
        maxLength={128}
        placeholder={texts.personHint}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setTyped('');
        }}
      />
      <div role="status">
        {found === 'failed' && <p class="meta">{texts.peopleFailed}</p>}
        {Array.isArray(found) && found.length === 0 && <p class="meta">{texts.nobodyFound}</p>}
      </div>
      {Array.isArray(found) && found.length > 0 && (
        <ul class="audit-people" aria-label={texts.people}>
          {found.map((one) => (
            <li key={one.accountId}>
              <button type="button" class="button subtle" onClick={() => choose(one)}>
                <span dir="auto">{one.name ?? one.accountId}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
