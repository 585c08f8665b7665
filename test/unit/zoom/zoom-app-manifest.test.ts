// The Zoom app of docs/zoom-app-manifest.json is the one that this code needs, no more and no less, and docs/zoom-app.md
// explains each part of it.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { zoomScopes } from '../../../src/zoom/scopes.ts';
import { calls } from '../../../src/zoom/zoom-api.ts';
import { handlers } from '../../../src/zoom-events/event-handlers.ts';
import { readSpecification } from '../../support/api-specification.ts';

const docs = join(import.meta.dirname, '../../../docs');
const manifestText = readFileSync(join(docs, 'zoom-app-manifest.json'), 'utf8');
const document = readFileSync(join(docs, 'zoom-app.md'), 'utf8');

const manifest = z
  .object({
    display_information: z.object({ display_name: z.string() }),
    oauth_information: z.object({
      usage: z.literal('USER_OPERATION'),
      strict_mode: z.literal(true),
      scopes: z.array(z.strictObject({ scope: z.string(), optional: z.literal(false) })),
    }),
    features: z.object({
      event_subscription: z.object({
        enable: z.literal(true),
        events: z.array(
          z.object({ event_usage: z.literal('EVENT_FOR_USER'), event_types: z.array(z.string()) }),
        ),
      }),
    }),
  })
  .parse(JSON.parse(manifestText));

const asked = manifest.oauth_information.scopes.map(({ scope }) => scope);
const subscribed = manifest.features.event_subscription.events.flatMap(({ event_types }) => event_types);

/** The rows of a table of docs/zoom-app.md, by their first cell, which is code. */
function tableUnder(heading: string): Map<string, string[]> {
  const [, after = ''] = document.split(`\n${heading}\n`);
  const [section = ''] = after.split(/\n#+ /);
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return new Map(rows.map(([name = '', ...cells]) => [name, cells]));
}

const inCode = (name: string): string => `\`${name}\``;
const scopeRows = tableUnder('## 2. Scopes');
const eventRows = tableUnder('## 3. Events');
const scopesOfEvents = subscribed.map((event) => eventRows.get(inCode(event))?.[0] ?? '');

describe('scopes', () => {
  it('of the manifest are those of the code, each once', () => {
    expect(asked.toSorted()).toEqual(Object.keys(zoomScopes).toSorted());
  });
  it('are each needed by a call or an event, and all that are needed are there', () => {
    const needed = new Set([...Object.values(calls).map(({ scope }) => inCode(scope)), ...scopesOfEvents]);
    expect([...needed].toSorted()).toEqual(asked.map(inCode).toSorted());
  });
  it('are each explained: what for, where it is seen, what happens without it', () => {
    expect([...scopeRows.keys()].toSorted()).toEqual(asked.map(inCode).toSorted());
    for (const [scope, cells] of scopeRows) {
      expect(cells, scope).toHaveLength(3);
      expect(cells, scope).not.toContain('');
    }
  });
  it('that are explained as not asked for are not asked for', () => {
    const refused = [...tableUnder('### Not asked for').keys()].join(' ');
    expect(refused).toContain('`');
    expect(asked.filter((scope) => refused.includes(inCode(scope)))).toEqual([]);
  });
});

describe('events', () => {
  it('that are subscribed to are those with a handler; Zoom sends the deauthorization without', () => {
    expect([...subscribed, 'app_deauthorized'].toSorted()).toEqual(Object.keys(handlers).toSorted());
  });
  it('are each explained', () => {
    expect([...eventRows.keys()].toSorted()).toEqual(Object.keys(handlers).map(inCode).toSorted());
  });

  const specification = readSpecification('zoom-meeting-events-open-api-spec.json');
  it.skipIf(specification === null).each(subscribed)('%s needs the scope that is named for it', (event) => {
    const described = z
      .object({ post: z.object({ requestBody: z.object({ description: z.string() }) }) })
      .parse(z.record(z.string(), z.unknown()).parse(specification?.webhooks)[event]);
    const [, granular = ''] = described.post.requestBody.description.split(/Granular Scopes/i);
    expect(granular).toContain(eventRows.get(inCode(event))?.[0]);
  });
});

test('one string of the manifest is left to replace, and leads to https', () => {
  const addresses = manifestText.match(/"https?:[^"]*"/g) ?? [];
  expect(addresses.length).toBeGreaterThan(0);
  expect(addresses.filter((address) => !address.startsWith('"https://YOUR-APP-HOST/'))).toEqual([]);
  expect(manifestText.match(/YOUR-APP-HOST/g)).toHaveLength(addresses.length);
});

test('the app’s name is as short as Zoom wants it', () => {
  expect(manifest.display_information.display_name.length).toBeLessThan(50);
});

test('every file that docs/zoom-app.md links or names is there', () => {
  const links = [...document.matchAll(/\]\((?!https:|#)([^)#]+)/g)].map(([, path = '']) => join(docs, path));
  const named = [...document.matchAll(/`((?:src|test)\/[^`]+)`/g)].map(([, path = '']) =>
    join(docs, '..', path),
  );
  expect(links.length).toBeGreaterThan(0);
  expect(named.length).toBeGreaterThan(0);
  const missing = [...links, ...named].filter((path) => !existsSync(path));
  expect(missing).toEqual([]);
});
