// The host's side of Connect: the modules behind AP.*, and how an app's iframe is put into the page.

import { dialogProvider } from './dialogs.js';
import { element, getJson } from './dom.js';
import { flagProvider } from './flags.js';

const { connectHost } = window;
const sandbox =
  'allow-downloads allow-forms allow-modals allow-popups allow-same-origin allow-scripts allow-top-navigation-by-user-activation';
const allowedHeaders = /^(accept|if-.+)$/i;

/** Marks a function so that the bridge sends on what its promise becomes. */
function promising(method) {
  method.returnsPromise = true;
  return method;
}

/**
 * Defines what the app may call. `session` is the page's user and app, `issue` the issue shown or null,
 * `refresh` reads the issue anew.
 */
export function defineModules({ session, issue, refresh }) {
  const contextQuery = issue ? `?issueId=${issue.id}` : '';
  connectHost.defineModule('context', {
    getToken: promising(
      async (_callback) => (await getJson(`/host-page/context-token${contextQuery}`)).token,
    ),
    getContext: promising(async (_callback) => getJson(`/host-page/context${contextQuery}`)),
  });
  connectHost.defineModule({
    request: promising((url, options, _callback) => requestAsUser(session.app.key, url, options)),
  });
  connectHost.defineModule('user', {
    getCurrentUser: promising(async (_callback) => ({ atlassianAccountId: session.user.accountId })),
    getTimeZone: promising(
      async (_callback) => session.user.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    ),
    getLocale: promising(async (_callback) => session.user.locale ?? navigator.language.replace('-', '_')),
  });
  connectHost.defineModule('navigator', {
    getLocation: promising(async (_callback) =>
      issue
        ? { target: 'issue', context: { issueKey: issue.key, issueId: issue.id } }
        : { target: 'addonModule', context: { addonKey: session.app.key } },
    ),
    go: (target, context, _callback) => goTo(session, target, context ?? {}),
    reload: (_callback) => location.reload(),
  });
  connectHost.defineModule('history', {
    pushState: (state, _callback) => history.pushState(null, '', `#!${state}`),
    replaceState: (state, _callback) => history.replaceState(null, '', `#!${state}`),
    getState: promising(async (_type, _callback) => location.hash.replace(/^#!?/, '')),
    go: (delta, _callback) => history.go(delta),
  });
  connectHost.defineModule('jira', { refreshIssuePage: (_callback) => refresh() });
  registerProvider('flag', flagProvider(document.getElementById('flags')));
  registerProvider(
    'dialog',
    dialogProvider(sandbox, (key) => fetchFrameUrl(key, issue)),
  );
}

function registerProvider(name, provider) {
  connectHost.getFrameworkAdaptor().registerModule({
    isEnabled: () => true,
    getModuleRegistrationName: () => name,
    getProvider: () => provider,
  });
}

/** Loads a module of the app into an iframe inside `place`. `parameters` fill placeholders of its URL. */
export async function showFrame(place, session, moduleKey, issue, parameters = {}) {
  const url = await fetchFrameUrl(moduleKey, issue, parameters);
  const options = { autoresize: true, sandbox, productContext: issue ? { 'issue.id': issue.id } : {} };
  const extension = { addon_key: session.app.key, key: moduleKey, url, options };
  const [container] = connectHost.create(extension).get();
  const frame = container.querySelector('iframe');
  frame?.setAttribute('title', titleOf(session, moduleKey));
  if (session.clipboardAllowed) frame?.setAttribute('allow', 'clipboard-write');
  place.replaceChildren(container);
}

/** Tells the app that its quick-add button was pressed. */
export function announceQuickAdd(session, moduleKey) {
  connectHost.broadcastEvent('ISSUE_QUICK_ADD_CLICKED', { addon_key: session.app.key, key: moduleKey }, {});
}

async function fetchFrameUrl(moduleKey, issue, parameters = {}) {
  const query = new URLSearchParams({ ...parameters, module: moduleKey });
  if (issue) query.set('issueId', issue.id);
  return (await getJson(`/host-page/frame-url?${query}`)).url;
}

function titleOf(session, moduleKey) {
  return session.app.modules.find((module) => module.key === moduleKey)?.name ?? session.app.name;
}

/** AP.request: as the current user, within the app's scopes. */
async function requestAsUser(appKey, urlOrOptions, moreOptions) {
  const options = typeof urlOrOptions === 'string' ? { ...moreOptions, url: urlOrOptions } : urlOrOptions;
  const url = new URL(options.url, location.origin);
  if (url.origin !== location.origin || !url.pathname.startsWith('/rest/')) {
    throw new Error('AP.request takes only paths of the REST API.');
  }
  const method = (options.type ?? options.method ?? 'GET').toUpperCase();
  const headers = { 'x-simulator-add-on': appKey };
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (allowedHeaders.test(name)) headers[name] = value;
  }
  const hasBody = method !== 'GET' && options.data !== undefined;
  if (hasBody) headers['content-type'] = options.contentType ?? 'application/x-www-form-urlencoded';
  else if (options.data)
    for (const [name, value] of Object.entries(options.data)) url.searchParams.append(name, value);
  const answer = await fetch(url, { method, headers, ...(hasBody && { body: options.data }) });
  const responseText = await answer.text();
  const { status, statusText } = answer;
  const xhr = { status, statusText, responseText };
  if (!answer.ok) throw { err: statusText || String(status), xhr };
  return { body: responseText, xhr };
}

function goTo(session, target, context) {
  if (target === 'addonModule') {
    const app = context.addonKey ?? session.app.key;
    const parameters = Object.entries(context.customData ?? {}).map(([name, value]) => [`ac.${name}`, value]);
    const query = new URLSearchParams(parameters);
    location.assign(`/plugins/servlet/ac/${app}/${context.moduleKey}${query.size > 0 ? `?${query}` : ''}`);
  } else if (target === 'issue') location.assign(`/browse/${context.issueKey}`);
  else if (target === 'site') location.assign(context.relativeUrl);
  else console.error(`The simulated Jira does not know the navigation target ${target}.`);
}

/** A line of text in place of what could not be loaded. */
export function frameProblem(error) {
  return element('p', { class: 'problem', text: `The app could not be loaded: ${error.message}` });
}
