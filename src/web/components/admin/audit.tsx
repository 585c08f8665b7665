// The audit log for admins: filtered, a page at a time, to be checked and exported.

import '../../styles/admin-audit.css';
import { useState } from 'preact/hooks';
import { type AuditFilter, auditQuery, noFilter } from '../../audit-filter.ts';
import { viewersPlace } from '../../place.ts';
import { saveFile } from '../../save-file.ts';
import { auditTexts } from '../../texts/admin-audit.ts';
import { InlineError } from '../message.tsx';
import { useServices } from '../services.ts';
import { useAction } from '../use-action.ts';
import { AuditCheck } from './audit-check.tsx';
import { AuditEvents } from './audit-events.tsx';
import { AuditFilters } from './audit-filters.tsx';

/** A log of millions takes a while. */
const exportPatienceMs = 600_000;

export function AuditLog() {
  const [filter, setFilter] = useState<AuditFilter>(noFilter);
  const query = auditQuery(filter, viewersPlace.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  return (
    <>
      <section class="card" aria-labelledby="audit-check">
        <h2 id="audit-check">{auditTexts.check.title}</h2>
        <AuditCheck />
      </section>
      <section class="card" aria-labelledby="audit-log">
        <h2 id="audit-log">{auditTexts.title}</h2>
        <p>{auditTexts.what}</p>
        <AuditFilters filter={filter} onFilter={setFilter} />
        <Export key={String(query)} query={query} />
        <AuditEvents query={query} filter={filter} />
      </section>
    </>
  );
}

/** What the filters let through, as a file. */
function Export({ query }: { query: URLSearchParams }) {
  const { api, announce } = useServices();
  const { busy, error, run } = useAction();
  const [done, setDone] = useState(false);

  const save = (kind: 'csv' | 'json') =>
    run(async () => {
      setDone(false);
      announce(auditTexts.export.going);
      const file = await api.getFile(`/api/admin/audit-log.${kind}?${query}`, exportPatienceMs);
      saveFile(file, `audit-log.${kind}`);
      announce(auditTexts.export.done);
      setDone(true);
    });

  return (
    <div>
      <div class="actions">
        {(['csv', 'json'] as const).map((kind) => (
          <button
            key={kind}
            type="button"
            class="button"
            aria-disabled={busy}
            onClick={() => void save(kind)}
          >
            {auditTexts.export[kind]}
          </button>
        ))}
        {busy && <span class="meta">{auditTexts.export.going}</span>}
        {done && !busy && <span class="meta">{auditTexts.export.done}</span>}
      </div>
      {error && <InlineError>{error}</InlineError>}
    </div>
  );
}
