// Groups of apps in the right column: closed at first, with icon, name and status; the frame loads when one is opened.

import { frameProblem, showFrame } from './bridge.js';
import { element, icon } from './dom.js';

/** Brings the groups up to date; open ones stay as they are. Which are open is remembered, as in Jira. */
export function drawContexts(place, session, issue) {
  const wanted = new Set(issue.contexts.map(({ key }) => key));
  for (const group of [...place.children]) if (!wanted.has(group.dataset.key)) group.remove();
  for (const context of issue.contexts) {
    const group = [...place.children].find(({ dataset }) => dataset.key === context.key);
    if (group) group.querySelector('.context-status').replaceChildren(...statusOf(context));
    else place.append(drawGroup(session, issue, context));
  }
}

function drawGroup(session, issue, context) {
  const frame = element('div', { class: 'panel-frame' });
  const group = element(
    'details',
    { class: 'details context', 'data-key': context.key },
    element(
      'summary',
      {},
      icon('chevron'),
      element('img', { src: context.iconUrl, alt: '', width: '16', height: '16' }),
      element('h2', { text: context.name }),
      element('span', { class: 'context-status' }, ...statusOf(context)),
    ),
    frame,
  );
  const memory = `context-open-${context.key}`;
  group.addEventListener('toggle', () => {
    localStorage.setItem(memory, String(group.open));
    if (!group.open || frame.childElementCount > 0) return;
    showFrame(frame, session, context.key, issue).catch((error) =>
      frame.replaceChildren(frameProblem(error)),
    );
  });
  group.open = localStorage.getItem(memory) === 'true';
  return group;
}

/** What the app wrote as its status, or the module's label when it wrote none that Jira knows. */
function statusOf({ status, label, name }) {
  const text = status?.value?.label;
  if (typeof text !== 'string') return label === name ? [] : [label];
  if (status.type === 'badge') return [element('span', { class: 'count', text })];
  if (status.type === 'lozenge') {
    const tone = /^[a-z]+$/.test(status.value.type ?? '') ? status.value.type : 'default';
    return [element('span', { class: `lozenge lozenge-${tone}`, text })];
  }
  return [text];
}
