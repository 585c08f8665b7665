// Erasing everything of the site: what it means, the confirmation, how far it is, and the certificate.

import { useState } from 'preact/hooks';
import type { AskedErasureView, ErasureView } from '../../../privacy/api-types.ts';
import { formatCount } from '../../format-count.ts';
import { dataTexts } from '../../texts/admin-data.ts';
import { Certificate, DownloadCertificate } from '../certificate.tsx';
import { Field, useFaults } from '../field.tsx';
import { InlineError, Message } from '../message.tsx';
import { useServices } from '../services.ts';
import { useAction } from '../use-action.ts';

interface EraseSiteProps {
  host: string;
  running: ErasureView | null;
  /** One that ended while it was watched. */
  finished: ErasureView | null;
  onAsked(): Promise<unknown>;
}

export function EraseSiteCard({ host, running, finished, onAsked }: EraseSiteProps) {
  const [asking, setAsking] = useState(false);
  return (
    <section class="card" aria-labelledby="erase-site">
      <h2 id="erase-site">{dataTexts.site}</h2>
      {finished && (
        <Message
          tone="information"
          title={dataTexts.siteErased}
          actions={<DownloadCertificate view={finished} />}
        >
          <Certificate view={finished} />
        </Message>
      )}
      {running ? (
        <Running erasure={running} />
      ) : (
        <>
          <div>
            <p>{dataTexts.siteWhat}</p>
            <ul class="consequences">
              {dataTexts.siteConsequences.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </div>
          {asking ? (
            <Confirm
              host={host}
              onKept={() => setAsking(false)}
              onAsked={async () => {
                await onAsked();
                setAsking(false);
              }}
            />
          ) : (
            <div class="actions">
              <button type="button" class="button" onClick={() => setAsking(true)}>
                {dataTexts.eraseSite}
              </button>
            </div>
          )}
        </>
      )}
    </section>
  );
}

function Confirm({ host, onKept, onAsked }: { host: string; onKept(): void; onAsked(): Promise<void> }) {
  const { api } = useServices();
  const { faults, isComplete, place } = useFaults({ confirm: dataTexts.confirmWrong });
  const { busy, error, run } = useAction();

  function erase(event: SubmitEvent) {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const confirm = (form.elements.namedItem('confirm') as HTMLInputElement).value;
    const isRight = confirm.trim().toLowerCase() === host;
    if (!isComplete(form, isRight ? {} : { confirm: dataTexts.confirmWrong })) return;
    void run(async () => {
      try {
        await api.post<AskedErasureView>('/api/admin/erasures/site', { confirm });
      } catch (failure) {
        return place(form, failure);
      }
      await onAsked();
    });
  }

  return (
    <form class="confirm-site" noValidate onSubmit={erase}>
      <Message tone="warning" title={dataTexts.cannotUndo} announced>
        <Field label={dataTexts.confirm(host)} name="confirm" faults={faults}>
          {(input) => <input {...input} type="text" autocomplete="off" spellcheck={false} />}
        </Field>
        <div class="actions">
          <button type="submit" class="button danger" aria-disabled={busy}>
            {busy ? dataTexts.erasing : dataTexts.eraseSiteNow}
          </button>
          <button type="button" class="button subtle" onClick={onKept}>
            {dataTexts.keep}
          </button>
          {error && <InlineError>{error}</InlineError>}
        </div>
      </Message>
    </form>
  );
}

function Running({ erasure: { progress } }: { erasure: ErasureView }) {
  const isCounting = progress !== null && progress.settled < progress.issues;
  const words =
    progress === null
      ? dataTexts.starting
      : isCounting
        ? dataTexts.progress(formatCount(progress.settled), formatCount(progress.issues))
        : dataTexts.rows;
  return (
    <div class="erasing">
      <h3>{dataTexts.running}</h3>
      {isCounting ? (
        <progress aria-label={dataTexts.running} max={progress.issues} value={progress.settled} />
      ) : (
        <progress aria-label={dataTexts.running} />
      )}
      <p role="status">{words}</p>
      <p class="meta">{dataTexts.runningHint}</p>
    </div>
  );
}
