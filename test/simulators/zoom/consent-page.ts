// Zoom's pages that a person sees, imitated: choosing who one is, allowing an app, and plain notices.
import { escapeHtml } from './http-server.ts';
import type { ZoomUser } from './state.ts';

const style = `
  body { margin: 0; background: #f7f9fa; color: #222230; font: 15px/1.5 system-ui, sans-serif; }
  header { background: #fff; border-bottom: 1px solid #dfe3e8; padding: 14px 24px; }
  .logo { color: #0b5cff; font-size: 26px; font-weight: 800; letter-spacing: -1px; }
  .simulated { background: #fff4d6; border-radius: 4px; color: #5c4300; margin-left: 12px; padding: 2px 8px; font-size: 13px; }
  main { background: #fff; border: 1px solid #dfe3e8; border-radius: 12px; margin: 32px auto; max-width: 480px; padding: 24px 32px; }
  h1 { font-size: 20px; margin: 0 0 12px; }
  fieldset { border: 1px solid #dfe3e8; border-radius: 8px; margin: 16px 0; }
  label { display: block; padding: 4px 0; }
  small { color: #5b5b6e; }
  ul { padding-left: 20px; }
  .actions { display: flex; gap: 12px; justify-content: flex-end; margin-top: 20px; }
  button { border: 1px solid #c3c7d1; border-radius: 8px; background: #fff; cursor: pointer; font: inherit; padding: 8px 24px; }
  button.primary { background: #0b5cff; border-color: #0b5cff; color: #fff; }
  .row { display: flex; align-items: center; justify-content: space-between; gap: 12px; padding: 8px 0; }
  footer { border-top: 1px solid #dfe3e8; margin-top: 24px; padding-top: 12px; font-size: 13px; }
  a { color: #0b5cff; }
  a:focus-visible, button:focus-visible, input:focus-visible { outline: 3px solid #8ab4ff; }
`;

/** A whole page in Zoom's manner, saying that it is simulated. `content` is HTML. */
export function zoomPage(title: string, content: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><style>${style}</style></head>
<body><header><span class="logo">zoom</span><span class="simulated">simulated: this is not the real Zoom</span></header>
<main>${content}</main></body></html>`;
}

const permissions: [prefix: string, text: string][] = [
  ['user:read', 'View your Zoom profile'],
  ['meeting:read', 'View your meetings'],
  ['meeting:write', 'Schedule meetings for you'],
  ['meeting:update', 'Change your meetings'],
  ['meeting:delete', 'Cancel your meetings'],
  ['cloud_recording:read', 'View and download your cloud recordings'],
];

/** The question whether an app may act for one of these people. `fields` travel on with the answer. */
export function consentPage(users: ZoomUser[], scopes: string[], fields: Record<string, string>): string {
  const people = users
    .map(
      (user, index) =>
        `<label><input type="radio" name="user_id" value="${escapeHtml(user.id)}"${index === 0 ? ' checked' : ''}> ` +
        `${escapeHtml(user.displayName)} <small>${escapeHtml(user.email)} · ${user.type === 1 ? 'Basic' : 'Licensed'}</small></label>`,
    )
    .join('');
  const wanted = permissions
    .filter(([prefix]) => scopes.some((scope) => scope.startsWith(prefix)))
    .map(([, text]) => `<li>${text}</li>`)
    .join('');
  const hidden = Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('');
  return zoomPage(
    'Allow an app (simulated Zoom)',
    `<h1>You are about to add Zoom meetings for Jira</h1>
<form method="post" action="/oauth/authorize">${hidden}
<fieldset><legend>Signed in to Zoom as</legend>${people || 'Nobody: this simulated Zoom has no people yet.'}</fieldset>
<p>The app will be able to:</p><ul>${wanted}</ul>
<div class="actions"><button name="answer" value="decline">Decline</button>
<button class="primary" name="answer" value="allow">Allow</button></div></form>
<footer>Apps that were added before: <a href="/apps">Your apps</a></footer>`,
  );
}
