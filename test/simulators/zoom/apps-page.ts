// The page on which people see that they added the app, and remove it; as zoom.us has one for everybody of themselves.
import { zoomPage } from './consent-page.ts';
import type { ZoomContext } from './context.ts';
import { type Exchange, escapeHtml, readForm, sendHtml, sendRedirect } from './http-server.ts';
import { hasGrant, removeApp } from './tokens.ts';

/** GET /apps: everybody who added the app. */
export function showYourApps(context: ZoomContext, { response }: Exchange): void {
  const rows = context.state.users
    .filter((user) => hasGrant(context, user.id))
    .map(
      (user) => `<form class="row" method="post" action="/apps/remove"><span id="${escapeHtml(user.id)}">
${escapeHtml(user.displayName)} <small>${escapeHtml(user.email)}</small></span>
<input type="hidden" name="user_id" value="${escapeHtml(user.id)}">
<button aria-describedby="${escapeHtml(user.id)}">Remove</button></form>`,
    )
    .join('');
  const page = zoomPage(
    'Your apps (simulated Zoom)',
    `<h1>Zoom meetings for Jira</h1>${rows || '<p>Nobody has added this app.</p>'}`,
  );
  sendHtml(response, 200, page, { 'x-frame-options': 'SAMEORIGIN' });
}

/** POST /apps/remove: ends the person's grant, and the app is told. Returns who it was. */
export async function removeFromYourApps(context: ZoomContext, exchange: Exchange): Promise<string | null> {
  const userId = (await readForm(exchange.request)).get('user_id') ?? '';
  const added = hasGrant(context, userId);
  if (added) removeApp(context, userId);
  sendRedirect(exchange.response, '/apps');
  return added ? userId : null;
}
