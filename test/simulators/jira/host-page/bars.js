// The bar on top with theme switch and user switcher, and the bar on the side with the project's issues.

import { avatar, element, icon } from './dom.js';

/** Draws both bars; `issue` is the one shown, or null. */
export function drawBars(session, issue) {
  document
    .getElementById('top-bar')
    .replaceChildren(
      element(
        'span',
        { class: 'brand' },
        element('span', { class: 'brand-mark', 'aria-hidden': 'true' }),
        'Jira',
      ),
      element('a', { class: 'search', href: '/issues/' }, icon('search'), 'Search'),
      themeSwitch(),
      userSwitcher(session),
    );
  document.getElementById('side-bar').replaceChildren(...sideBar(session, issue));
}

function themeSwitch() {
  const root = document.documentElement;
  const button = element('button', {
    type: 'button',
    role: 'switch',
    class: 'icon-button',
    'aria-label': 'Dark theme',
  });
  const show = () => button.setAttribute('aria-checked', String(root.dataset.colorMode === 'dark'));
  button.append(icon('moon'));
  button.title = 'Dark theme';
  button.addEventListener('click', () => {
    root.dataset.colorMode = root.dataset.colorMode === 'dark' ? 'light' : 'dark';
    localStorage.setItem('color-mode', root.dataset.colorMode);
    show();
  });
  show();
  return button;
}

function userSwitcher(session) {
  const select = element('select', { 'aria-label': 'You are' });
  for (const user of session.users) {
    const text = user.admin ? `${user.displayName} (admin)` : user.displayName;
    select.append(
      element('option', { value: user.accountId, text, selected: user.accountId === session.user.accountId }),
    );
  }
  select.addEventListener('change', () => {
    const url = new URL(location.href);
    url.searchParams.set('as', select.value);
    location.assign(url);
  });
  return element('span', { class: 'user-switcher' }, avatar(session.user.displayName), select);
}

function sideBar(session, issue) {
  const link = (href, text, current, mark) =>
    element(
      'a',
      { href, class: 'side-link', 'aria-current': current ? 'page' : undefined },
      mark,
      element('span', { text }),
    );
  const issues = session.issues.map(({ key, summary }) =>
    link(`/browse/${key}`, `${key} ${summary}`, key === issue?.key, issueMark()),
  );
  const pages = (heading, kind) => {
    const links = (session.app?.modules ?? [])
      .filter((module) => module.kind === kind)
      .map((page) => {
        const href = `/plugins/servlet/ac/${session.app.key}/${page.key}`;
        const mark = element('span', { class: 'app-mark', 'aria-hidden': 'true' });
        return link(href, page.name, href === location.pathname, mark);
      });
    return links.length > 0 ? [element('h2', { class: 'side-heading', text: heading }), ...links] : [];
  };
  return [
    element('h2', { class: 'side-heading', text: 'Work' }),
    ...issues,
    ...pages('Apps', 'generalPages'),
    ...pages('Administration', 'adminPages'),
  ];
}

/** The blue mark of a task. */
export function issueMark() {
  return element('span', { class: 'issue-mark', 'aria-hidden': 'true' }, icon('issue'));
}
