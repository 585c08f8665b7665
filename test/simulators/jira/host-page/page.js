// Starts the page: the bars around it, then the issue or the app's page that its URL names.

import { drawBars } from './bars.js';
import { defineModules, frameProblem, showFrame } from './bridge.js';
import { element, getJson } from './dom.js';
import { showIssue } from './issue-view.js';
import { showSearch } from './search-view.js';

const main = document.getElementById('main');
const session = await getJson('/host-page/session');
const [, first, , , , moduleKey] = location.pathname.split('/');

if (first === 'issues') await showSearch(main, session);
else if (first === 'browse') await showIssue(main, session, location.pathname.split('/')[2]);
else await showAppPage();

async function showAppPage() {
  const module = session.app?.modules.find((candidate) => candidate.key === moduleKey);
  drawBars(session, null);
  if (!module) {
    main.replaceChildren(element('p', { class: 'problem', text: 'This app has no such page.' }));
    return;
  }
  document.title = `${module.name} - Jira (simulated)`;
  const place = element('div', { class: 'app-page-frame' });
  main.replaceChildren(
    element(
      'div',
      { class: 'app-page' },
      element('h1', { class: 'visually-hidden', text: module.name }),
      place,
    ),
  );
  defineModules({ session, issue: null, refresh: () => location.reload() });
  const parameters = Object.fromEntries(new URLSearchParams(location.search));
  await showFrame(place, session, moduleKey, null, parameters).catch((error) =>
    place.replaceChildren(frameProblem(error)),
  );
}
