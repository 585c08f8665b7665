// The search page: a query in JQL, and the issues that it finds.

import { drawBars, issueMark } from './bars.js';
import { element, getJson } from './dom.js';

const examples = [
  'zoomNextMeeting <= 7d',
  'zoomMeetings > 0 ORDER BY zoomNextMeeting',
  'zoomLastMeeting >= -7d AND zoomRecordings = 0',
  'zoomMeetingState = live',
];

/** Shows the page in `main`; `?jql=` in the address is searched for at once. */
export async function showSearch(main, session) {
  document.title = 'Search - Jira (simulated)';
  drawBars(session, null);
  const jql = new URLSearchParams(location.search).get('jql') ?? '';
  const found = element('div', { role: 'status' });
  main.replaceChildren(
    element(
      'div',
      { class: 'app-page search-page' },
      element('h1', { text: 'Search work' }),
      element(
        'form',
        { action: '/issues/' },
        element('input', { name: 'jql', value: jql, 'aria-label': 'JQL', spellcheck: 'false' }),
        element('button', { class: 'button', text: 'Search' }),
      ),
      element(
        'p',
        { class: 'quiet' },
        'For example: ',
        ...examples.flatMap((example) => [
          element('a', { href: `/issues/?jql=${encodeURIComponent(example)}`, text: example }),
          ' ',
        ]),
      ),
      found,
    ),
  );
  if (jql === '') return;
  const { issues, error } = await getJson(`/host-page/search?jql=${encodeURIComponent(jql)}`);
  if (error) found.append(element('p', { class: 'problem-line', text: error }));
  else
    found.append(
      element('p', { text: `${issues.length} found` }),
      element(
        'ul',
        { class: 'found' },
        ...issues.map(({ key, summary }) =>
          element('li', {}, issueMark(), element('a', { href: `/browse/${key}`, text: `${key} ${summary}` })),
        ),
      ),
    );
}
