// The issue's attachments: a list with players and download links, and what a person does to it by hand.

import { avatar, element, icon } from './dom.js';

/** Fills the section. Rows that are already there stay, so that a playing video goes on. */
export function drawAttachments(section, attachments) {
  if (!section.querySelector('h2')) {
    section.append(
      element('h2', {}, 'Attachments ', element('span', { class: 'count' })),
      element('p', { class: 'quiet', text: 'No attachments yet.' }),
      element('ul', { class: 'attachments' }),
    );
  }
  section.querySelector('.count').textContent = String(attachments.length);
  section.querySelector('.quiet').hidden = attachments.length > 0;
  const list = section.querySelector('ul');
  const wanted = new Set(attachments.map((attachment) => attachment.id));
  for (const row of [...list.children]) if (!wanted.has(row.dataset.id)) row.remove();
  const present = new Set([...list.children].map((row) => row.dataset.id));
  for (const attachment of attachments) if (!present.has(attachment.id)) list.prepend(drawRow(attachment));
}

function drawRow({ id, filename, size, mimeType, content, created, author, mayDelete }) {
  const date = new Date(created).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
  const kind = /^(video|audio)\//.exec(mimeType)?.[1];
  const preview = kind
    ? element(kind, { controls: true, preload: 'metadata', src: content, 'aria-label': filename })
    : element('span', { class: 'file-mark', 'aria-hidden': 'true' }, icon('file'));
  const meta = element(
    'div',
    { class: 'attachment-meta' },
    avatar(author),
    element('span', { text: `${author}, ${date}, ${readableSize(size)}` }),
  );
  const actions = element(
    'div',
    { class: 'attachment-actions' },
    element(
      'a',
      { class: 'icon-button', href: content, download: filename, 'aria-label': `Download ${filename}` },
      icon('download'),
    ),
    mayDelete
      ? element(
          'button',
          {
            type: 'button',
            class: 'icon-button',
            'aria-label': `Delete ${filename}`,
            onclick: () => void deleteByHand(id),
          },
          icon('bin'),
        )
      : null,
  );
  const row = element(
    'li',
    { class: kind ? 'attachment playable' : 'attachment', 'data-id': id },
    preview,
    element(
      'div',
      { class: 'attachment-text' },
      element('div', { class: 'attachment-name', text: filename }),
      meta,
    ),
    actions,
  );
  return row;
}

async function deleteByHand(id) {
  await fetch(`/rest/api/3/attachment/${id}`, { method: 'DELETE' });
}

/** Uploads the file that a person picked. */
export async function uploadByHand(issueId, input) {
  const form = new FormData();
  form.append('file', input.files[0]);
  const headers = { 'x-atlassian-token': 'no-check' };
  await fetch(`/rest/api/3/issue/${issueId}/attachments`, { method: 'POST', headers, body: form });
  input.value = '';
}

function readableSize(bytes) {
  const units = ['B', 'KB', 'MB', 'GB'];
  const step = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const value = bytes / 1024 ** step;
  return `${value.toFixed(step === 0 || value >= 100 ? 0 : 1)} ${units[step]}`;
}
