// POST /report-accounts: an app says whose account ids it keeps, and hears of whom it must erase or read anew.

import { readBody } from '../http.ts';
import { jiraError, type RestCall, type RestRoute } from './rest-call.ts';
import type { ReportedAccount } from './site-state.ts';

const maxAccounts = 90;
const cycleDays = '7';
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;
/** Closed everywhere, for whoever wants to try. */
const closedTestAccount = '5be24ba3f91c106033269289';

export const accountRoutes: RestRoute[] = [
  {
    method: 'POST',
    path: /^\/rest\/atlassian-connect\/latest\/report-accounts$/,
    scope: 'READ',
    answer: reportAccounts,
  },
];

async function reportAccounts({ site, request, identity }: RestCall) {
  if (identity.kind !== 'app') throw jiraError(site, 403, 'Only an app can report accounts, as itself.');
  if (!request.headers['content-type']?.startsWith('application/json')) {
    throw jiraError(site, 415, 'Unsupported Media Type');
  }
  const accounts = readReport((await readBody(request)).toString('utf8'));
  if (typeof accounts === 'string') throw jiraError(site, 400, accounts);
  site.accountReports.push(accounts);
  const answers = accounts.flatMap(({ accountId, updatedAt }) => {
    const user = site.state.users.find((candidate) => candidate.accountId === accountId);
    if (user?.closed || accountId === closedTestAccount) return [{ accountId, status: 'closed' }];
    const changed = user?.updatedAt !== undefined && Date.parse(user.updatedAt) > Date.parse(updatedAt);
    return changed ? [{ accountId, status: 'updated' }] : [];
  });
  const headers = { 'cycle-period': cycleDays };
  return answers.length === 0
    ? { status: 204, headers }
    : { status: 200, body: { accounts: answers }, headers };
}

/** The accounts of a report's body, or what is wrong with it. Nothing is let pass that was not asked for. */
function readReport(text: string): ReportedAccount[] | string {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return 'The request body is not JSON.';
  }
  if (!hasOnly(body, ['accounts']) || !Array.isArray(body.accounts))
    return 'The body is not { accounts: [] }.';
  const { accounts } = body as { accounts: unknown[] };
  if (accounts.length === 0) return 'There is no account in the request.';
  if (accounts.length > maxAccounts) return `At most ${maxAccounts} accounts can be reported at once.`;
  for (const account of accounts) {
    if (!hasOnly(account, ['accountId', 'updatedAt'])) return 'An account is not { accountId, updatedAt }.';
    const { accountId, updatedAt } = account;
    if (typeof accountId !== 'string' || !/^[\w:-]{1,128}$/.test(accountId))
      return 'An accountId is not valid.';
    if (accountId === 'unknown') return 'The accountId unknown stands for nobody.';
    if (typeof updatedAt !== 'string' || !isoTime.test(updatedAt) || Number.isNaN(Date.parse(updatedAt))) {
      return 'An updatedAt is not a time in ISO 8601.';
    }
  }
  return accounts as ReportedAccount[];
}

/** Whether it is an object with exactly these names. */
function hasOnly(value: unknown, names: string[]): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const own = Object.keys(value);
  return own.length === names.length && names.every((name) => own.includes(name));
}
