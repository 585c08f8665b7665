// What the app stores of the person: in words, as a file, and how to have it erased.

import { useState } from 'preact/hooks';
import type { ErasedPersonView, ErasureView } from '../../privacy/api-types.ts';
import { saveFile } from '../save-file.ts';
import { ownDataTexts, settingsTexts } from '../texts/settings.ts';
import { Certificate, DownloadCertificate } from './certificate.tsx';
import { InlineError, Message } from './message.tsx';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';

/** However much it is. */
const patienceMs = 120_000;

interface OwnDataProps {
  onErased(certificate: ErasureView | null): void;
}

export function OwnDataCard({ onErased }: OwnDataProps) {
  const { api, announce } = useServices();
  const [asking, setAsking] = useState(false);
  const { busy, error, run } = useAction();

  const download = () =>
    run(async () => {
      saveFile(await api.getFile('/api/me/export', patienceMs), 'zoom-meetings-data.json');
      announce(ownDataTexts.downloaded);
    });

  return (
    <section class="card" aria-labelledby="data">
      <h2 id="data">{settingsTexts.dataTitle}</h2>
      <p>{settingsTexts.dataStored}</p>
      <p>{settingsTexts.dataNotStored}</p>
      {asking ? (
        <AskToErase onErased={onErased} onKept={() => setAsking(false)} />
      ) : (
        <div class="actions">
          <button type="button" class="button" aria-disabled={busy} onClick={() => void download()}>
            {busy ? ownDataTexts.downloading : ownDataTexts.download}
          </button>
          <button type="button" class="button" onClick={() => setAsking(true)}>
            {ownDataTexts.erase}
          </button>
          {error && <InlineError>{error}</InlineError>}
        </div>
      )}
    </section>
  );
}

function AskToErase({ onErased, onKept }: OwnDataProps & { onKept(): void }) {
  const { api } = useServices();
  const { busy, error, run } = useAction();
  const erase = () =>
    run(async () => onErased((await api.remove<ErasedPersonView>('/api/me/data')).certificate));
  return (
    <Message
      tone="warning"
      title={ownDataTexts.eraseTitle}
      announced
      actions={
        <>
          <button type="button" class="button danger" aria-disabled={busy} onClick={() => void erase()}>
            {busy ? ownDataTexts.erasing : ownDataTexts.erase}
          </button>
          <button type="button" class="button subtle" onClick={onKept}>
            {ownDataTexts.keep}
          </button>
          {error && <InlineError>{error}</InlineError>}
        </>
      }
    >
      {ownDataTexts.eraseStops} {settingsTexts.disconnectStays} {ownDataTexts.eraseAnew}
    </Message>
  );
}

/** In place of the whole page: whatever it asked the app next would make the person known anew. */
export function ErasedCard({ certificate }: { certificate: ErasureView | null }) {
  return (
    <section class="card" aria-labelledby="erased" role="alert">
      <h2 id="erased">{certificate ? ownDataTexts.erased : ownDataTexts.nothingHeld}</h2>
      <p>{ownDataTexts.whatNow}</p>
      {certificate && (
        <>
          <Certificate view={certificate} />
          <div class="actions">
            <DownloadCertificate view={certificate} />
          </div>
        </>
      )}
    </section>
  );
}
