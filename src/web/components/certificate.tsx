// A certificate of erasure: what went, what stays, and a file of it.

import type { ErasureView } from '../../privacy/api-types.ts';
import { certificateFile, certificateWords } from '../certificate.ts';
import { saveFile } from '../save-file.ts';
import { certificateTexts } from '../texts/certificate.ts';
import { useServices } from './services.ts';

/** What it is about stands above it. */
export function Certificate({ view }: { view: ErasureView }) {
  const { head, erased, stays } = certificateWords(view);
  return (
    <div class="certificate">
      <p class="meta">{head.slice(1).join(' · ')}</p>
      <h3>{certificateTexts.erased}</h3>
      <Lines lines={erased} />
      <h3>{certificateTexts.stays}</h3>
      <Lines lines={stays} />
    </div>
  );
}

function Lines({ lines }: { lines: string[] }) {
  return (
    <ul>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

export function DownloadCertificate({ view, describedBy }: { view: ErasureView; describedBy?: string }) {
  const { announce } = useServices();
  return (
    <button
      type="button"
      class="button"
      aria-describedby={describedBy}
      onClick={() => {
        saveFile(certificateFile(view), certificateTexts.fileName);
        announce(certificateTexts.downloaded);
      }}
    >
      {certificateTexts.download}
    </button>
  );
}
