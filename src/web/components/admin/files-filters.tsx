// Which attached files are shown: by state, kind, person, issue or project, and days.

import { useState } from 'preact/hooks';
import type { LedgerPeopleView, LedgerQuery } from '../../../recordings/ledger/api-types.ts';
import { type FoundPerson, findPeople } from '../../find-people.ts';
import type { HostBridge } from '../../host-bridge/host-bridge.ts';
import { isFiltered } from '../../ledger-query.ts';
import { namesIn, peoplePath } from '../../people.ts';
import { filesTexts } from '../../texts/admin-files.ts';
import { Field } from '../field.tsx';
import { useServices } from '../services.ts';
import { useLoad } from '../use-load.ts';

interface FilesFiltersProps {
  query: LedgerQuery;
  onChange(part: LedgerQuery): void;
  onClear(): void;
}

const noFaults = {};

export function FilesFilters({ query, onChange, onClear }: FilesFiltersProps) {
  const texts = filesTexts.filters;
  const choice = (
    name: 'state' | 'rendition',
    label: string,
    any: string,
    options: { value: string; words: string }[],
  ) => (
    <Field label={label} name={name} faults={noFaults}>
      {(input) => (
        <select
          {...input}
          value={query[name] ?? ''}
          onChange={(event) => onChange({ [name]: event.currentTarget.value })}
        >
          <option value="">{any}</option>
          {options.map(({ value, words }) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
  const day = (name: 'from' | 'to') => (
    <Field label={texts[name]} name={name} faults={noFaults}>
      {(input) => (
        <input
          {...input}
          type="date"
          min="2020-01-01"
          max="2999-12-31"
          value={query[name] ?? ''}
          onChange={({ currentTarget: { validity, value } }) => {
            if (validity.valid) onChange({ [name]: value });
          }}
        />
      )}
    </Field>
  );
  return (
    <form class="files-filters" aria-label={texts.title} onSubmit={(event) => event.preventDefault()}>
      {choice('state', texts.state, texts.anyState, optionsOf(texts.states))}
      {choice('rendition', texts.rendition, texts.anyRendition, optionsOf(filesTexts.renditions))}
      <PersonField accountId={query.accountId ?? ''} onChange={onChange} />
      <PlaceField key={`${query.issueId} ${query.projectId}`} query={query} onChange={onChange} />
      {day('from')}
      {day('to')}
      {isFiltered(query) && (
        <button type="button" class="button subtle" onClick={onClear}>
          {texts.clear}
        </button>
      )}
    </form>
  );
}

function optionsOf(words: Record<string, string>): { value: string; words: string }[] {
  return Object.entries(words).map(([value, word]) => ({ value, words: word }));
}

/** Whom somebody searched for and chose; kept here, so that the choice has a name. */
const foundPeople = new Map<string, FoundPerson>();
const searched = 'searched';

/** Those who attached files lately, and whoever else is found by name or account id. */
function PersonField({
  accountId,
  onChange,
}: {
  accountId: string;
  onChange: FilesFiltersProps['onChange'];
}) {
  const texts = filesTexts.filters;
  const { api, host } = useServices();
  const [isSearching, setSearching] = useState(false);
  const { loaded } = useLoad(async () => {
    const { accountIds } = await api.get<LedgerPeopleView>('/api/admin/files/people');
    const answer =
      accountIds.length > 0 ? await host.request(peoplePath(accountIds)).catch(() => null) : null;
    return accountIds.map((id): [string, string] => [id, namesIn(answer, [id])]);
  }, []);
  const found = [...foundPeople.values()].map((one): [string, string] => [
    one.accountId,
    one.name ?? one.accountId,
  ]);
  const people = new Map([...(loaded.state === 'ready' ? loaded.value : []), ...found]);

  return (
    <div class="files-person">
      <Field label={texts.person} name="accountId" faults={noFaults}>
        {(input) => (
          <select
            {...input}
            value={isSearching ? searched : accountId}
            onChange={({ currentTarget: { value } }) => {
              setSearching(value === searched);
              if (value !== searched) onChange({ accountId: value });
            }}
          >
            <option value="">{texts.anyPerson}</option>
            {[...people].map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            <option value={searched}>{texts.otherPerson}</option>
          </select>
        )}
      </Field>
      {isSearching && (
        <PersonSearch
          onFound={(person) => {
            foundPeople.set(person.accountId, person);
            setSearching(false);
            onChange({ accountId: person.accountId });
          }}
        />
      )}
    </div>
  );
}

/** The only one that is found is chosen at once. */
function PersonSearch({ onFound }: { onFound(person: FoundPerson): void }) {
  const texts = filesTexts.filters;
  const { host } = useServices();
  const [found, setFound] = useState<FoundPerson[]>([]);
  const [faults, setFaults] = useState<Record<string, string>>({});

  async function search(wanted: string) {
    setFound([]);
    setFaults({});
    if (wanted === '') return;
    const people = await findPeople(host, wanted).catch(() => null);
    const [first, ...others] = people ?? [];
    if (people === null) setFaults({ person: texts.searchFailed });
    else if (first === undefined) setFaults({ person: texts.nobody });
    else if (others.length === 0) onFound(first);
    else setFound(people);
  }

  return (
    <>
      <Field label={texts.searchPerson} name="person" faults={faults}>
        {(input) => (
          <input
            {...input}
            type="search"
            autocomplete="off"
            maxLength={128}
            placeholder={texts.searchHint}
            onChange={(event) => void search(event.currentTarget.value.trim())}
          />
        )}
      </Field>
      {found.length > 0 && (
        <ul class="files-people" aria-label={texts.foundPeople}>
          {found.map((person) => (
            <li key={person.accountId}>
              <button type="button" class="button subtle" onClick={() => onFound(person)}>
                <bdi>{person.name ?? person.accountId}</bdi>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** What was typed, by what Jira makes of it; kept here, since only ids are asked for. */
const typedPlaces = new Map<string, string>();

/** The key of an issue or a project, which Jira must know for the viewer. */
function PlaceField({ query, onChange }: Pick<FilesFiltersProps, 'query' | 'onChange'>) {
  const texts = filesTexts.filters;
  const { host } = useServices();
  const [faults, setFaults] = useState<Record<string, string>>({});
  const known = typedPlaces.get(query.issueId || query.projectId || '') ?? '';

  async function find(typed: string) {
    const key = typed.trim().toUpperCase();
    setFaults({});
    if (key === known) return;
    if (key === '') return onChange({ issueId: '', projectId: '' });
    const place = await findPlace(host, key).catch(() => null);
    if (place === null) return setFaults({ place: texts.noPlace });
    typedPlaces.set(place.issueId || place.projectId || '', key);
    onChange({ issueId: '', projectId: '', ...place });
  }

  return (
    <Field label={texts.place} name="place" faults={faults}>
      {(input) => (
        <input
          {...input}
          type="text"
          autocomplete="off"
          maxLength={60}
          placeholder={texts.placeHint}
          defaultValue={known}
          onChange={(event) => void find(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

async function findPlace(
  host: HostBridge,
  key: string,
): Promise<Pick<LedgerQuery, 'issueId' | 'projectId'> | null> {
  const isIssue = /-\d+$/.test(key);
  const path = isIssue
    ? `issue/${encodeURIComponent(key)}?fields=project`
    : `project/${encodeURIComponent(key)}`;
  const { id } = (await host.request(`/rest/api/3/${path}`)) as { id?: unknown };
  if (typeof id !== 'string') return null;
  return isIssue ? { issueId: id } : { projectId: id };
}
