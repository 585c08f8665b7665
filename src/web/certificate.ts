// A certificate in words: lines for the screen and for the file.

import type { ErasureView, HeldKind } from '../privacy/api-types.ts';
import { formatWhen } from './format-time.ts';
import { certificateTexts as texts } from './texts/certificate.ts';

export interface CertificateWords {
  /** What, why, when. */
  head: string[];
  erased: string[];
  stays: string[];
}

export function certificateWords(view: ErasureView): CertificateWords {
  const { erased, kept, notReached, what, why, state } = view;
  const kinds = (Object.keys(texts.kinds) as HeldKind[]).flatMap((kind) => {
    const count = erased[kind] ?? 0;
    return count > 0 ? [texts.kinds[kind](count)] : [];
  });
  const { attachments = 0, links = 0 } = kept;
  const unreached = notReached.issues ?? 0;
  const isOver = what === 'site' && state === 'done';
  return {
    head: [
      texts.whats[what],
      texts.whys[why],
      ...(view.doneAt === view.askedAt ? [] : [texts.asked(formatWhen(view.askedAt, null))]),
      ...(view.doneAt === null ? [] : [texts.done(formatWhen(view.doneAt, null))]),
    ],
    erased: [
      ...(kinds.length > 0 ? kinds : [texts.nothing]),
      ...(isOver && unreached === 0 && why === 'admin' ? [texts.reached] : []),
    ],
    stays: [
      attachments > 0 ? texts.attachments(attachments) : texts.anyAttachments,
      ...(links > 0 ? [texts.links(links)] : []),
      ...(state === 'kept' ? [texts.kept] : []),
      ...(unreached > 0 ? [texts.notReached(unreached)] : []),
    ],
  };
}

/** As a file to be kept. */
export function certificateFile(view: ErasureView): Blob {
  const { head, erased, stays } = certificateWords(view);
  const list = (title: string, lines: string[]) => [title, ...lines.map((line) => `- ${line}`), ''];
  const lines = [texts.title, '', ...head, texts.number(view.id), ''];
  const text = [...lines, ...list(texts.erased, erased), ...list(texts.stays, stays)].join('\n');
  return new Blob([text], { type: 'text/plain;charset=utf-8' });
}
