// Jira clients made for a site and an identity: the app's own, or a person's by impersonation.

import { z } from 'zod';
import type { InstallationsCache } from '../installations/installations-cache.ts';
import type { Installation } from '../installations/installations-repository.ts';
import { createJiraClient, type JiraClient } from '../jira/jira-client.ts';
import { JiraError } from '../jira/jira-error.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { AppError } from '../platform/errors.ts';
import { type HttpAnswer, type HttpClient, NoAnswerError } from '../platform/http/http-client.ts';
import { type PauseRule, withPauses } from '../platform/http/paused-http.ts';
import { interactiveRetries, retryAfterSeconds, withRetries } from '../platform/http/retries.ts';
import type { Pauses } from '../platform/pauses.ts';
import { signAppRequest, signImpersonation } from './connect/outbound-tokens.ts';
import { jiraUnavailable, siteNotInstalled } from './jira-errors.ts';
import { authorizationPauses, jiraPauses } from './jira-pauses.ts';

/** Every method throws {@link AppError} 410 `site_not_installed` for a site that is not (any more). */
export interface JiraAccess {
  asApp(siteId: string): Promise<JiraClient>;
  /**
   * Acts as the person: a client, and what the byte path needs to send requests itself. The token is minted for this
   * call alone and lives 15 minutes.
   * @throws {AppError} 409 `impersonation_unavailable` where the site cannot, 403 `impersonation_refused` for a
   * person Jira refuses (deactivated, no access), 503 `jira_unavailable` when the server cannot be asked.
   */
  actAs(
    siteId: string,
    accountId: string,
  ): Promise<{ jira: JiraClient; baseUrl: string; authorization: string }>;
  /** Asks as anybody on the internet may; `mayBrowse` throws {@link JiraError} when Jira does not tell. */
  asAnonymous(siteId: string): Promise<{ mayBrowse(issueId: string): Promise<boolean> }>;
}

type Authorize = Parameters<typeof createJiraClient>[0]['authorize'];

const tokenAnswerSchema = z.object({ access_token: z.string().min(1) });

export function createJiraAccess(deps: {
  config: Pick<Config, 'atlassian'>;
  clock: Clock;
  /** Retries and pauses are put around it here. */
  http: HttpClient;
  pauses: Pauses;
  installations: InstallationsCache;
}): JiraAccess {
  const { config, clock, installations } = deps;
  const retries = { ...interactiveRetries, now: () => clock.now().getTime() };
  const httpWith = (rule: PauseRule) => withRetries(withPauses(deps.http, deps, rule), retries);
  const authorizationHttp = httpWith(authorizationPauses);

  const installedSite = async (siteId: string): Promise<Installation> => {
    const installation = await installations.findById(siteId);
    if (installation === null) throw siteNotInstalled();
    return installation;
  };

  const mint = async (installation: Installation, accountId: string): Promise<string> => {
    const { oauthClientId, baseUrl } = installation;
    if (oauthClientId === null)
      throw new AppError(
        'impersonation_unavailable',
        409,
        'This Jira site does not let the app act as you. Ask your Jira admin to reinstall the app.',
      );
    const audience = config.atlassian.authorizationServerUrl;
    const body = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      scope: 'READ WRITE',
      assertion: signImpersonation({
        oauthClientId,
        accountId,
        baseUrl,
        audience,
        sharedSecret: installation.sharedSecret(),
        now: clock.now(),
      }),
    });
    const answer = await ask(authorizationHttp, `${audience}/oauth2/token`, body);
    if ([400, 401, 403].includes(answer.status))
      throw new AppError(
        'impersonation_refused',
        403,
        'Jira does not let the app act as this person. Is the account active, with access to this site?',
      );
    const parsed = tokenAnswerSchema.safeParse(answer.json);
    if (answer.status !== 200 || !parsed.success)
      throw jiraUnavailable(
        undefined,
        retryAfterSeconds(answer.headers['retry-after'], clock.now().getTime()) ?? undefined,
      );
    return `Bearer ${parsed.data.access_token}`;
  };

  const clientOf = ({ id, baseUrl }: Installation, authorize: Authorize): JiraClient =>
    createJiraClient({ http: httpWith(jiraPauses(id)), baseUrl, authorize });

  return {
    async asApp(siteId) {
      const installation = await installedSite(siteId);
      return clientOf(installation, async ({ method, url }) => ({
        authorization: `JWT ${signAppRequest({
          clientKey: installation.clientKey,
          sharedSecret: installation.sharedSecret(),
          method,
          url,
          now: clock.now(),
        })}`,
      }));
    },
    async actAs(siteId, accountId) {
      const installation = await installedSite(siteId);
      const authorization = await mint(installation, accountId);
      const jira = clientOf(installation, async () => ({ authorization }));
      return { jira, baseUrl: installation.baseUrl, authorization };
    },
    async asAnonymous(siteId) {
      const jira = clientOf(await installedSite(siteId), async () => ({}));
      return {
        async mayBrowse(issueId) {
          try {
            return (await jira.myIssuePermissions(issueId, ['BROWSE_PROJECTS'])).has('BROWSE_PROJECTS');
          } catch (error) {
            if (error instanceof JiraError && denials.has(error.kind)) return false;
            throw error;
          }
        },
      };
    },
  };
}

/** How Jira says that an issue is not for everybody. */
const denials = new Set(['unauthorized', 'forbidden', 'not_found']);

async function ask(http: HttpClient, url: string, body: URLSearchParams): Promise<HttpAnswer> {
  try {
    return await http({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: body.toString(),
      repeatable: true,
    });
  } catch (error) {
    throw error instanceof NoAnswerError ? jiraUnavailable(error) : error;
  }
}
