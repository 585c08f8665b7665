// GET /: a plain page on adding, using and removing the app, as Zoom and Atlassian ask for.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import type { Config } from './platform/config.ts';

const view = join(import.meta.dirname, '../views/about.html');

const counted =
  '<p>How often its pages are opened is counted with Google Analytics, by our server: Google gets the name of the page and nothing of who opened it or where. Browsers that send Do Not Track or Global Privacy Control are not counted, nor is whoever turns it off on the Zoom settings page.</p>';

export function aboutPage({
  links,
  appBaseUrl,
  analytics,
}: Pick<Config, 'links' | 'appBaseUrl' | 'analytics'>): RequestHandler {
  const named: [string, string | null][] = [
    ['Support', links.support],
    ['Privacy', links.privacy],
    ['Terms', links.terms],
  ];
  // All are checked URLs from our own configuration: a parsed URL holds no quote and no angle bracket.
  const items = named.flatMap(([name, url]) =>
    url === null ? [] : [`<li><a href="${new URL(url).href}">${name}</a></li>`],
  );
  const html = readFileSync(view, 'utf8')
    .replace('{{descriptorUrl}}', `${appBaseUrl}/atlassian-connect.json`)
    .replace('{{analytics}}', analytics === null ? '' : counted)
    .replace('{{links}}', items.length === 0 ? '' : `<ul>${items.join('')}</ul>`);
  return (_request, response) => {
    response
      .set(
        'content-security-policy',
        "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'",
      )
      .type('html')
      .send(html);
  };
}
