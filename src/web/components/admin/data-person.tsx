// Erasing one person: found by name in Jira as the viewer, or by account id.

import { useState } from 'preact/hooks';
import type { ErasedPersonView, ErasureView } from '../../../privacy/api-types.ts';
import { type FoundPerson, findPeople } from '../../find-people.ts';
import { dataTexts } from '../../texts/admin-data.ts';
import { Certificate, DownloadCertificate } from '../certificate.tsx';
import { Field } from '../field.tsx';
import { InlineError, Message } from '../message.tsx';
import { useServices } from '../services.ts';
import { useAction } from '../use-action.ts';

export function ErasePersonCard({ onErased }: { onErased(): Promise<unknown> }) {
  const { host } = useServices();
  const [found, setFound] = useState<FoundPerson[] | null>(null);
  const [chosen, setChosen] = useState<FoundPerson | null>(null);
  /** Undefined until somebody was erased here; null when nothing was held on them. */
  const [certificate, setCertificate] = useState<ErasureView | null | undefined>(undefined);
  const [failed, setFailed] = useState(false);
  const { busy, run } = useAction();

  function search(event: SubmitEvent) {
    event.preventDefault();
    const input = (event.currentTarget as HTMLFormElement).elements.namedItem('person') as HTMLInputElement;
    const wanted = input.value.trim();
    if (wanted === '') return input.focus();
    setChosen(null);
    setCertificate(undefined);
    setFailed(false);
    void run(async () => {
      const people = await findPeople(host, wanted).catch(() => null);
      setFound(people);
      setFailed(people === null);
    });
  }

  return (
    <section class="card" aria-labelledby="erase-person">
      <h2 id="erase-person">{dataTexts.person}</h2>
      <p>{dataTexts.personWhat}</p>
      <form class="find-person" onSubmit={search}>
        <Field label={dataTexts.find} name="person" faults={{}} hint={dataTexts.findHint}>
          {(input) => <input {...input} type="text" autocomplete="off" maxLength={128} />}
        </Field>
        <button type="submit" class="button" aria-disabled={busy}>
          {busy ? dataTexts.searching : dataTexts.search}
        </button>
      </form>
      {failed && <InlineError>{dataTexts.searchFailed}</InlineError>}
      {found?.length === 0 && <p role="status">{dataTexts.nobody}</p>}
      {found && found.length > 0 && certificate === undefined && (
        <ul class="rows">
          {found.map((person) => (
            <PersonRow
              key={person.accountId}
              person={person}
              isAsking={person === chosen}
              onAsk={() => setChosen(person)}
              onKept={() => setChosen(null)}
              onErased={async (view) => {
                setFound(null);
                setCertificate(view);
                await onErased();
              }}
            />
          ))}
        </ul>
      )}
      {certificate === null && (
        <Message tone="information" announced>
          {dataTexts.nothingHeld}
        </Message>
      )}
      {certificate && (
        <Message
          tone="information"
          title={dataTexts.personErased}
          announced
          actions={<DownloadCertificate view={certificate} />}
        >
          <Certificate view={certificate} />
        </Message>
      )}
    </section>
  );
}

interface PersonRowProps {
  person: FoundPerson;
  isAsking: boolean;
  onAsk(): void;
  onKept(): void;
  onErased(certificate: ErasureView | null): Promise<void>;
}

function PersonRow({ person, isAsking, onAsk, onKept, onErased }: PersonRowProps) {
  const { api } = useServices();
  const { busy, error, run } = useAction();
  const name = person.name ?? dataTexts.unnamed;
  const id = `person-${person.accountId}`;
  const erase = () =>
    run(async () => {
      const path = '/api/admin/erasures/person';
      const { certificate } = await api.post<ErasedPersonView>(path, { accountId: person.accountId });
      await onErased(certificate);
    });
  return (
    <li class="row">
      <div class="row-text">
        <h3 id={id} dir="auto">
          {name}
        </h3>
        <p class="meta account-id">{person.accountId}</p>
      </div>
      {!isAsking && (
        <button type="button" class="button" aria-describedby={id} onClick={onAsk}>
          {dataTexts.erasePerson}
        </button>
      )}
      {isAsking && (
        <Message
          tone="warning"
          title={dataTexts.askPerson(name)}
          announced
          actions={
            <>
              <button type="button" class="button danger" aria-disabled={busy} onClick={() => void erase()}>
                {busy ? dataTexts.erasing : dataTexts.eraseNow}
              </button>
              <button type="button" class="button subtle" onClick={onKept}>
                {dataTexts.keep}
              </button>
              {error && <InlineError>{error}</InlineError>}
            </>
          }
        >
          {dataTexts.cannotUndo}
        </Message>
      )}
    </li>
  );
}
