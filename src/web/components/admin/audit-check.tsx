// Checking the audit log from its beginning to its end, step by step, and what that found.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { AuditVerification, AuditVerificationRequest } from '../../../audit-log/api-types.ts';
import { formatCount } from '../../format-count.ts';
import { auditTexts } from '../../texts/admin-audit.ts';
import { InlineError, Lozenge, Message } from '../message.tsx';
import { useServices } from '../services.ts';
import { useAction } from '../use-action.ts';

export function AuditCheck() {
  const { api, announce } = useServices();
  const { busy, error, run } = useAction();
  const [step, setStep] = useState<AuditVerification | null>(null);
  const isShown = useRef(true);
  useEffect(
    () => () => {
      isShown.current = false;
    },
    [],
  );

  const check = () =>
    run(async () => {
      setStep(null);
      for (let body: AuditVerificationRequest = {}; isShown.current; ) {
        const next = await api.post<AuditVerification>('/api/admin/audit-log/verification', body);
        setStep(next);
        if (next.state !== 'going_on') {
          announce(sentenceOf(next));
          return;
        }
        body = { after: next.after };
      }
    });

  return (
    <>
      <p>{auditTexts.check.what}</p>
      {step?.state === 'faulty' && (
        <Message tone="danger" title={auditTexts.check.faultyTitle}>
          <p>{sentenceOf(step)}</p>
          <p>{auditTexts.check.tell}</p>
        </Message>
      )}
      {step?.state === 'unverifiable' && (
        <Message tone="warning" title={auditTexts.check.unverifiableTitle}>
          {sentenceOf(step)}
        </Message>
      )}
      {step?.state === 'whole' && (
        <p>
          <Lozenge tone="success">{auditTexts.outcomes.done}</Lozenge> {sentenceOf(step)}
        </p>
      )}
      {step?.state === 'going_on' && (
        <div class="audit-progress">
          <progress max={step.total} value={step.checked} aria-label={auditTexts.check.button} />
          <span class="meta">
            {auditTexts.check.going(formatCount(step.checked), formatCount(step.total))}
          </span>
        </div>
      )}
      <div class="actions">
        <button type="button" class="button" aria-disabled={busy} onClick={() => void check()}>
          {auditTexts.check.button}
        </button>
      </div>
      {error && <InlineError>{error}</InlineError>}
    </>
  );
}

function sentenceOf({ state, total, fault }: AuditVerification): string {
  if (fault !== null) return auditTexts.check.faulty[fault.kind](formatCount(fault.position ?? 0));
  if (state === 'unverifiable') return auditTexts.check.unverifiable;
  return total === 0 ? auditTexts.check.noEvents : auditTexts.check.whole(formatCount(total));
}
