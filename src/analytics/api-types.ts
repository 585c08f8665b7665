// JSON shape of a person's own choice on analytics.

/** GET /api/analytics-choice. PUT takes `allowed` and answers 204. */
export interface AnalyticsChoiceView {
  /** Whether whoever runs the app has set analytics up; if not, nothing is counted at all. */
  isSetUp: boolean;
  /** Whether the site's admins let it be counted. */
  siteAllows: boolean;
  /** What the person decided; true until they decide. */
  allowed: boolean;
}
