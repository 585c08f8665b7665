// The comments, newest last; those for the team only are marked. There is no box to write one in.

import { avatar, element } from './dom.js';

const blocks = {
  paragraph: 'p',
  bulletList: 'ul',
  orderedList: 'ol',
  listItem: 'li',
  blockquote: 'blockquote',
};
const marks = { strong: 'strong', em: 'em', code: 'code', strike: 's', underline: 'u' };

/** Fills the section. */
export function drawComments(section, comments) {
  section.replaceChildren(
    element('h2', {}, 'Comments ', element('span', { class: 'count', text: String(comments.length) })),
    ...(comments.length === 0 ? [element('p', { class: 'quiet', text: 'No comments yet.' })] : []),
    element('ul', { class: 'comments' }, ...comments.map(drawComment)),
  );
}

function drawComment({ id, author, body, internal, created }) {
  const date = new Date(created).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
  return element(
    'li',
    { class: internal ? 'comment internal' : 'comment', 'data-id': id },
    element(
      'div',
      { class: 'attachment-meta' },
      avatar(author),
      element('strong', { text: author }),
      element('span', { text: date }),
      internal ? element('span', { class: 'lozenge lozenge-moved', text: 'Internal note' }) : null,
    ),
    ...(body.content ?? []).map(drawNode),
  );
}

function drawNode({ type, text, marks: given = [], content = [], attrs = {} }) {
  if (type === 'text') return given.reduce(markedBy, document.createTextNode(text));
  if (type === 'hardBreak') return element('br');
  if (type === 'rule') return element('hr');
  if (type === 'codeBlock') return element('pre', {}, ...content.map(drawNode));
  const tag = type === 'heading' ? `h${Math.min(6, attrs.level + 2)}` : (blocks[type] ?? 'div');
  return element(tag, {}, ...content.map(drawNode));
}

function markedBy(inner, { type, attrs }) {
  if (type !== 'link') return element(marks[type] ?? 'span', {}, inner);
  const href = /^https?:/.test(attrs.href) ? attrs.href : undefined;
  return element('a', { href, target: '_blank', rel: 'noreferrer' }, inner);
}
