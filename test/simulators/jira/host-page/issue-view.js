// The issue: its texts, quick-add buttons, the app's panels, its attachments and its details. Follows changes live.

import { drawAttachments, uploadByHand } from './attachments.js';
import { drawBars, issueMark } from './bars.js';
import { announceQuickAdd, defineModules, frameProblem, showFrame } from './bridge.js';
import { drawComments } from './comments.js';
import { drawContexts } from './contexts.js';
import { avatar, element, getJson, icon } from './dom.js';

/** Shows the issue with this key in `main`. */
export async function showIssue(main, session, issueKey) {
  let issue;
  try {
    issue = await getJson(`/host-page/issue/${issueKey}`);
  } catch {
    drawBars(session, null);
    const text = 'You do not have access to this work item, or it does not exist.';
    main.replaceChildren(element('p', { class: 'problem', text }));
    return;
  }
  document.title = `[${issue.key}] ${issue.summary} - Jira (simulated)`;
  drawBars(session, issue);

  const panels = element('div', { class: 'panels' });
  const attachments = element('section', { class: 'section', 'aria-label': 'Attachments' });
  const comments = element('section', { class: 'section', 'aria-label': 'Comments' });
  const contexts = element('div', { class: 'contexts' });
  const shown = new Set();

  const refresh = async () => {
    issue = await getJson(`/host-page/issue/${issueKey}`);
    drawAttachments(attachments, issue.attachments);
    drawComments(comments, issue.comments);
    drawContexts(contexts, session, issue);
    for (const panel of issue.panels) if (panel.present) openPanel(panel);
  };
  const openPanel = (panel) => {
    if (shown.has(panel.key)) return false;
    shown.add(panel.key);
    const place = element('div', { class: 'panel-frame' });
    const heading = element('summary', {}, icon('chevron'), element('h2', { text: panel.name }));
    panels.append(element('details', { class: 'section panel', open: true }, heading, place));
    showFrame(place, session, panel.key, issue).catch((error) => place.replaceChildren(frameProblem(error)));
    return true;
  };
  const pressQuickAdd = (panel) => {
    if (!openPanel(panel)) announceQuickAdd(session, panel.key);
    panels.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  };

  const breadcrumb = element(
    'nav',
    { 'aria-label': 'Breadcrumb', class: 'breadcrumb' },
    element('span', { text: 'Spaces' }),
    element('span', { text: issue.project.name }),
    element('span', { class: 'with-mark' }, issueMark(), issue.key),
  );
  const description = element(
    'section',
    { class: 'section', 'aria-label': 'Description' },
    element('h2', { text: 'Description' }),
    ...issue.description.map((text) => element('p', { text })),
  );
  main.replaceChildren(
    element(
      'div',
      { class: 'issue' },
      element(
        'div',
        { class: 'issue-main' },
        breadcrumb,
        element('h1', { text: issue.summary }),
        quickAddRow(issue, pressQuickAdd),
        description,
        panels,
        attachments,
        comments,
      ),
      details(issue, contexts),
    ),
  );
  if (session.app) defineModules({ session, issue, refresh });
  await refresh();
  const events = new EventSource(`/host-page/events?issueId=${issue.id}`);
  events.addEventListener('message', () => void refresh());
}

function quickAddRow(issue, press) {
  const input = element('input', { type: 'file', hidden: true, 'aria-label': 'File to attach' });
  input.addEventListener('change', () => void uploadByHand(issue.id, input));
  const attach = element(
    'button',
    { type: 'button', class: 'button', title: 'Attach a file', onclick: () => input.click() },
    icon('attach'),
    'Attach',
  );
  const ofApp = issue.panels.map((panel) =>
    element(
      'button',
      {
        type: 'button',
        class: 'button',
        title: panel.tooltip,
        'aria-label': panel.tooltip,
        onclick: () => press(panel),
      },
      element('img', { src: panel.iconUrl, alt: '', width: '16', height: '16' }),
      panel.name,
    ),
  );
  return element('div', { class: 'quick-add' }, attach, ...ofApp, input);
}

function details(issue, contexts) {
  const person = (name) => (name ? element('span', { class: 'person' }, avatar(name), name) : 'Unassigned');
  const rows = [
    ['Assignee', person(issue.assignee)],
    ['Reporter', person(issue.reporter)],
    ['Priority', 'Medium'],
    ['Labels', 'None'],
    ['Space', issue.project.name],
    ...(issue.securityLevel ? [['Security level', issue.securityLevel]] : []),
  ];
  return element(
    'aside',
    { class: 'issue-side', 'aria-label': 'Details' },
    element('span', { class: 'status', text: 'In Progress' }),
    element(
      'div',
      { class: 'details' },
      element('h2', { text: 'Details' }),
      element(
        'dl',
        {},
        ...rows.flatMap(([name, value]) => [element('dt', { text: name }), element('dd', {}, value)]),
      ),
    ),
    contexts,
  );
}
