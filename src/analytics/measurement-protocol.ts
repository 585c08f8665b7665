// Tells Google Analytics 4 that a page was viewed: which of ours, and nothing else.
// https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference

import { randomInt } from 'node:crypto';
import type { View } from '../host/served-page.ts';
import type { Config } from '../platform/config.ts';
import { type HttpClient, NoAnswerError } from '../platform/http/http-client.ts';

/** English for everybody: a page has one title there, and nobody's language shows. */
const titles: Record<View, string> = {
  'issue-panel': 'Issue panel',
  'issue-context': 'Issue context',
  settings: 'Settings',
  admin: 'Administration',
};

/** Google answers at once or is not worth waiting for. */
const deadlineMs = 3_000;

/** Never throws, never repeats: a view that is lost is one view less. */
export type TellOfView = (view: View) => Promise<'sent' | 'refused' | 'unanswered'>;

export function createMeasurementProtocol({
  http,
  appBaseUrl,
  analytics: { measurementId, apiSecret, baseUrl },
}: {
  http: HttpClient;
  appBaseUrl: string;
  analytics: NonNullable<Config['analytics']>;
}): TellOfView {
  const query = new URLSearchParams({ measurement_id: measurementId, api_secret: apiSecret });
  return async (view) => {
    try {
      const { status } = await http({
        method: 'POST',
        url: `${baseUrl}/mp/collect?${query}`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(hitOf(view, appBaseUrl)),
        deadlineMs,
      });
      return status >= 200 && status < 300 ? 'sent' : 'refused';
    } catch (error) {
      if (error instanceof NoAnswerError) return 'unanswered';
      throw error;
    }
  };
}

/**
 * Client and session are new with each view, so that no two can be told to be of one person. Nothing says where the
 * person is: Google takes places from tags in browsers, `ip_override` and `user_location`, and gets none of them.
 */
function hitOf(view: View, appBaseUrl: string) {
  const random = () => randomInt(1, 2 ** 31);
  return {
    client_id: `${random()}.${random()}`,
    non_personalized_ads: true,
    consent: { ad_user_data: 'DENIED', ad_personalization: 'DENIED' },
    events: [
      {
        name: 'page_view',
        params: {
          page_title: titles[view],
          page_location: `${appBaseUrl}/${view}`,
          // Without these two a view is in none of Google's reports of users.
          session_id: String(random()),
          engagement_time_msec: 1,
        },
      },
    ],
  };
}
