// The few pages on our own origin that connecting Zoom shows: never framed, no inline script or style.

import type { Response } from 'express';

export interface ConnectionPage {
  title: string;
  /** Paragraphs of plain text. */
  text: string[];
  /** The confirmation's form; its fields are ours, its buttons **Connect** and **Decline**. */
  form?: { flowId: string; confirmToken: string; facts: [term: string, value: string][] };
}

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');
}

const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

export function sendConnectionPage(response: Response, status: number, page: ConnectionPage): void {
  response
    .status(status)
    .set({
      'content-security-policy': policy,
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
    .type('html')
    .send(html(page));
}

function html({ title, text, form }: ConnectionPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="/icons/meeting.svg">
<link rel="stylesheet" href="/connect-zoom/connect-zoom.css">
<script src="/connect-zoom/close.js" defer></script>
</head>
<body>
<main>
<img src="/icons/meeting.svg" alt="" width="32" height="32">
<h1>${escapeHtml(title)}</h1>
${text.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('\n')}
${form === undefined ? '<button type="button" data-close hidden>Close</button>' : formHtml(form)}
</main>
</body>
</html>
`;
}

function formHtml({ flowId, confirmToken, facts }: NonNullable<ConnectionPage['form']>): string {
  return `<dl>
${facts.map(([term, value]) => `<div><dt>${escapeHtml(term)}</dt><dd>${escapeHtml(value)}</dd></div>`).join('\n')}
</dl>
<form method="post" action="/zoom/oauth/confirm">
<input type="hidden" name="flow" value="${escapeHtml(flowId)}">
<input type="hidden" name="token" value="${escapeHtml(confirmToken)}">
<button type="submit" name="decision" value="connect" class="primary">Connect</button>
<button type="submit" name="decision" value="decline">Decline</button>
</form>`;
}
