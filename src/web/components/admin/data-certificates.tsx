// The certificates about what was erased, newest first.

import type { ErasureView } from '../../../privacy/api-types.ts';
import { formatDay } from '../../format-day.ts';
import { dataTexts } from '../../texts/admin-data.ts';
import { certificateTexts } from '../../texts/certificate.ts';
import { Certificate, DownloadCertificate } from '../certificate.tsx';
import { Lozenge } from '../message.tsx';

const tones = { waiting: 'neutral', running: 'information', done: 'success', kept: 'neutral' } as const;

export function Certificates({ erasures }: { erasures: ErasureView[] }) {
  return (
    <section class="card" aria-labelledby="certificates">
      <h2 id="certificates">{dataTexts.certificates}</h2>
      <p>{erasures.length === 0 ? dataTexts.none : dataTexts.certificatesWhat}</p>
      {erasures.length > 0 && (
        <ul class="rows">
          {erasures.map((view) => {
            const id = `certificate-${view.id}`;
            return (
              <li class="row" key={view.id}>
                <details class="row-text">
                  <summary id={id}>
                    {certificateTexts.whats[view.what]} · {formatDay(view.doneAt ?? view.askedAt)}{' '}
                    <Lozenge tone={tones[view.state]}>{dataTexts.states[view.state]}</Lozenge>
                  </summary>
                  <Certificate view={view} />
                </details>
                <DownloadCertificate view={view} describedBy={id} />
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
