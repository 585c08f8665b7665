// Fills a database with as many rows as asked, spread as they would be: few large sites and many small ones.

import { createHash } from 'node:crypto';
import pg from 'pg';

export interface Volume {
  sites: number;
  persons: number;
  /** Three on each issue. */
  links: number;
  /** One in ten stands in line. */
  transfers: number;
  auditEvents: number;
  /** Files attached on the largest site beside those, within two years; one in twenty is gone. */
  ledger: number;
  /** One in ten is not handled yet. */
  deliveries: number;
}

const linksOfIssue = 3;
const issueBase = 10_000;
const meetingBase = 80_000_000_000;

/** The random-looking id of the row, here and in SQL (`md5('link1')::uuid`). */
function idOf(kind: 'site' | 'person' | 'link', number: number): string {
  const hex = createHash('md5').update(`${kind}${number}`).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Spread evenly over 0 to 1, the same each time. */
const golden = 0.618_033_988_749_895;

/** The cube makes a few sites large: of ten thousand the largest has one in twenty of all issues. */
const siteNumber = (number: number, sites: number): number =>
  Math.floor(sites * ((number * golden) % 1) ** 3);
const siteSql = (number: string, sites: number): string => {
  const spread = `${number} * ${golden}::float8`;
  return `floor(${sites} * power(${spread} - floor(${spread}), 3))::int`;
};

/** What a query can ask for: the n-th of whatever there is, over and over. */
export function someOf({ sites, persons, links, auditEvents }: Volume, n: number) {
  const issues = Math.floor(links / linksOfIssue);
  const issue = (n * 7_919) % issues;
  const person = (n * 104_729) % persons;
  return {
    siteId: idOf('site', siteNumber(issue, sites)),
    issueId: String(issueBase + issue),
    linkId: idOf('link', issue * linksOfIssue),
    meetingId: String(meetingBase + issue * linksOfIssue),
    hostZoomUserId: `host${person}`,
    personId: idOf('person', person),
    /** The person's own site. */
    personSiteId: idOf('site', siteNumber(person, sites)),
    accountId: `account${person}`,
    /** One of the latest thousand, as of who takes back what was done a moment ago. */
    recentEvent: auditEvents - (n % Math.min(1_000, auditEvents)),
  };
}

/** Of ten thousand sites it has one in twenty of all rows. */
export const largestSite = idOf('site', 0);

/** One of them, person 0, is of the largest site. */
const ledgerPeople = 50;
const ledgerMoment = (n: string, ledger: number) =>
  `now() - (${ledger} - ${n}) * (interval '700 days' / ${ledger})`;

/** Who did what the audit event with this id tells of. */
export function eventPerson({ persons }: Volume, id: number): string {
  return idOf('person', id % persons);
}

/** Which issue and site the audit event with this id is of. */
export function eventPlace(volume: Volume, id: number): { siteId: string; issueId: string } {
  const issue = (id * 7_919) % Math.floor(volume.links / linksOfIssue);
  return { siteId: idOf('site', siteNumber(issue, volume.sites)), issueId: String(issueBase + issue) };
}

export async function fillDatabase(url: string, volume: Volume): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    // Rows that are right need no checking one by one, and indexes are made in one go afterwards.
    await client.query(`SET session_replication_role = replica; SET maintenance_work_mem = '512MB'`);
    const { rows: indexes } = await client.query<{ indexname: string; indexdef: string }>(
      `SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('audit_events', 'meeting_links', 'transfers')
         AND indexname NOT IN (SELECT conname FROM pg_constraint)`,
    );
    for (const { indexname } of indexes) await client.query(`DROP INDEX ${indexname}`);
    for (const statement of statementsOf(volume)) await client.query(statement);
    for (const { indexdef } of indexes) await client.query(indexdef);
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}

function statementsOf(volume: Volume): string[] {
  const { sites, persons, links, transfers, ledger, auditEvents, deliveries } = volume;
  const issues = Math.floor(links / linksOfIssue);
  const upTo = (count: number) => `generate_series(0, ${count - 1}) n`;
  const siteOf = (number: string) => `md5('site' || ${siteSql(number, sites)})::uuid`;
  const someIssue = (n: string) => `(${n}::bigint * 7919) % ${issues}`;
  return [
    `INSERT INTO installations
       (id, client_key, base_url, shared_secret, oauth_client_id, state, installed_at, updated_at)
     SELECT md5('site' || n)::uuid, 'key' || n, 'https://site' || n || '.example', 'sealed', 'client' || n, 'installed',
       now(), now() FROM ${upTo(sites)}`,
    `INSERT INTO persons (id, installation_id, account_id, created_at, report_due_at)
     SELECT md5('person' || n)::uuid, ${siteOf('n')}, 'account' || n, now(),
       now() + n % 7 * interval '1 day' + interval '1 hour' FROM ${upTo(persons)}`,
    `INSERT INTO zoom_grants (id, client_id, zoom_user_id, zoom_account_id, zoom_user_type, access_token, refresh_token,
       access_token_expires_at, version, state, state_since, authorized_at, refreshed_at)
     SELECT md5('grant' || n)::uuid, 'client', 'host' || n, 'account' || n / 20, 2, 'sealed', 'sealed', now(), 1, 'alive',
       now(), now(), now() - n % 29 * interval '1 day' FROM ${upTo(persons)}`,
    `INSERT INTO zoom_connections (person_id, grant_id, connected_at)
     SELECT md5('person' || n)::uuid, md5('grant' || n)::uuid, now() FROM ${upTo(persons)}`,
    `INSERT INTO user_settings SELECT md5('person' || n)::uuid, 60, true, false, false, true FROM ${upTo(persons)}
     WHERE n % 4 = 0`,
    `INSERT INTO meeting_links (id, installation_id, issue_id, meeting_id, scope, host_zoom_user_id, linked_by, linked_at)
     SELECT md5('link' || n)::uuid, ${siteOf(`(n / ${linksOfIssue})`)}, ${issueBase} + n / ${linksOfIssue},
       ${meetingBase} + n, 'single', 'host' || n % ${persons}, md5('person' || n % ${persons})::uuid,
       now() - (${links} - n) * interval '1 minute' FROM ${upTo(linksOfIssue * issues)}`,
    `INSERT INTO recording_shares SELECT md5('link' || n)::uuid, 'meeting' || n, md5('person' || n % ${persons})::uuid,
       now() FROM ${upTo(linksOfIssue * issues)} WHERE n % 5 = 0`,
    `INSERT INTO recording_requests SELECT md5('link' || n)::uuid, 'asked' || n, md5('person' || n % ${persons})::uuid,
       now() FROM ${upTo(linksOfIssue * issues)} WHERE n % 50 = 0`,
    // Where several stand in line at one issue, it is because they belong to the same site and came at once.
    `INSERT INTO transfers (id, installation_id, issue_id, link_id, meeting_id, meeting_uuid, host_zoom_user_id,
       recording_key, file_type, recording_type, requested_by, read_as, consent_project_id, state, attempt, failures,
       run_after, bytes_moved, bytes_total, sha256, attachment_id, created_at, updated_at, told_at, attached_at,
       check_due_at)
     SELECT md5('transfer' || n)::uuid, ${siteOf('issue')}, ${issueBase} + issue,
       md5('link' || issue * ${linksOfIssue})::uuid, ${meetingBase} + issue * ${linksOfIssue}, 'meeting' || n,
       'host' || n % ${persons}, 'file' || n, 'MP4', 'shared_screen', person, person, 10000, state,
       (state <> 'queued')::int, 0, asked, 0, 123456789, CASE state WHEN 'succeeded' THEN md5(n::text) || md5(n::text) END,
       CASE state WHEN 'succeeded' THEN n END, asked, asked, CASE WHEN n % 100 > 0 THEN asked END,
       CASE state WHEN 'succeeded' THEN now() - (${transfers} - n) * interval '1 minute' END,
       CASE state WHEN 'succeeded' THEN now() + n % 30 * interval '1 day' + interval '1 hour' END
     FROM ${upTo(transfers)} CROSS JOIN LATERAL (SELECT n % ${issues} AS issue,
       md5('person' || n % ${persons})::uuid AS person,
       now() - (${transfers} - n) * interval '1 second' AS asked,
       CASE WHEN n % 10 = 0 THEN 'queued' WHEN n % 10 = 1 THEN 'failed' ELSE 'succeeded' END AS state) a`,
    `INSERT INTO transfers (id, installation_id, issue_id, meeting_id, meeting_uuid, host_zoom_user_id, recording_key,
       file_type, recording_type, requested_by, read_as, consent_project_id, state, attempt, failures, run_after,
       bytes_moved, bytes_total, sha256, attachment_id, created_at, updated_at, told_at, attached_at, check_due_at,
       original_trashed_at)
     SELECT md5('kept' || n)::uuid, '${largestSite}', ${2 * issueBase} + ${issues} + n / 2, ${meetingBase} + n,
       'kept' || n, 'host' || n % ${ledgerPeople}, 'kept' || n, (ARRAY['MP4', 'M4A', 'TRANSCRIPT', 'CHAT'])[1 + n % 4],
       'shared_screen', md5('person' || n % ${ledgerPeople})::uuid, md5('person' || n % ${ledgerPeople})::uuid,
       10000 + n % 40, CASE WHEN n % 20 = 0 THEN 'removed' ELSE 'succeeded' END, 1, 0, attached, 0,
       1000000 * (n::bigint * 7919 % 500), md5(n::text) || md5(n::text), n, attached, attached, attached, attached,
       now() + n % 30 * interval '1 day' + interval '1 hour', CASE WHEN n % 100 = 3 THEN attached END
     FROM ${upTo(ledger)} CROSS JOIN LATERAL (SELECT ${ledgerMoment('n', ledger)} AS attached) a`,
    `INSERT INTO site_settings (installation_id, attachment_comment, summary_comment, topic_in_property, retention_days,
       mark_trashed, project_overrides)
     VALUES ('${largestSite}', 'off', 'internal', false, 365, true, true)`,
    `INSERT INTO project_settings (installation_id, project_id, own_renditions, own_size_ceiling, own_retention,
       retention_days)
     SELECT '${largestSite}', 10000 + n, false, false, true, 300 + n FROM ${upTo(20)}`,
    // Numbered over all sites, and with HMACs of nothing: nobody verifies them here.
    `INSERT INTO audit_events (position, mac, installation_id, at, type, person_id, issue_id, details)
     SELECT n, sha256(n::text::bytea), ${siteOf('issue')}, now() - (${auditEvents} - n) * interval '5 seconds',
       CASE WHEN n % 50 = 0 THEN 'zoom_connected' WHEN n % 3 = 0 THEN 'meeting_linked' ELSE 'attached' END,
       md5('person' || n % ${persons})::uuid, ${issueBase} + issue,
       CASE WHEN n % 50 = 0 THEN '{"replaced": false}'
         WHEN n % 3 = 0 THEN jsonb_build_object('linkId', md5('link' || issue * ${linksOfIssue})::uuid,
           'meetingId', (${meetingBase} + issue * ${linksOfIssue})::text)
         ELSE jsonb_build_object('transferId', md5('transfer' || n)::uuid, 'attachmentId', n::text,
           'size', 123456789, 'sha256', md5(n::text) || md5(n::text)) END
     FROM generate_series(1, ${auditEvents}) n CROSS JOIN LATERAL (SELECT ${someIssue('n')} AS issue) a`,
    `INSERT INTO webhook_deliveries (body_hash, event, event_at, meeting_id, received_at, state, failures, run_after,
       settled_at)
     SELECT md5(n::text) || md5('delivery' || n), 'recording.completed', now(), ${meetingBase} + n, now(),
       CASE WHEN n % 10 = 0 THEN 'received' ELSE 'done' END, 0, now() - (${deliveries} - n) * interval '1 second',
       CASE WHEN n % 10 > 0 THEN now() END FROM ${upTo(deliveries)}`,
  ];
}
