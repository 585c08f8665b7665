// The permissions (granular scopes) that the app asks Zoom for. docs/zoom-app.md explains each to people.
// https://developers.zoom.us/docs/integrations/oauth-scopes-granular/

/** Each scope with what does not work without it; empty where only something gets slower. */
export const zoomScopes = {
  'user:read:user': ['account'],
  'meeting:read:list_meetings': ['choosing_meetings'],
  'meeting:read:meeting': ['meeting_details'],
  'meeting:read:past_meeting': ['meeting_details'],
  'meeting:write:meeting': ['scheduling'],
  'meeting:update:meeting': ['changing_meetings'],
  'meeting:delete:meeting': ['changing_meetings'],
  'meeting:read:invitation': ['invitations'],
  'meeting:read:summary': ['summaries'],
  'meeting:read:list_past_instances': ['recurring_meetings', 'recordings'],
  'cloud_recording:read:list_recording_files': ['recordings'],
  /** For events only: recordings that Zoom still processes are looked for by asking again. */
  'cloud_recording:read:recording': [],
} as const;

export type ZoomScope = keyof typeof zoomScopes;

function isZoomScope(scope: string): scope is ZoomScope {
  return Object.hasOwn(zoomScopes, scope);
}

/**
 * Which scopes that the app needs are not in a token answer's `scope`, a list separated by spaces.
 * Null when it does not say: absent, or of an app with classic scopes, whose names are others.
 */
export function missingScopes(granted: string | undefined): ZoomScope[] | null {
  const names = new Set((granted ?? '').split(/[\s,]+/));
  const scopes = Object.keys(zoomScopes).filter(isZoomScope);
  if (!scopes.some((scope) => names.has(scope))) return null;
  return scopes.filter((scope) => zoomScopes[scope].length > 0 && !names.has(scope));
}

/** The scopes that Zoom's refusal "does not contain scopes:[a, b]" names, as far as they are ours. */
export function scopesIn(message: string): ZoomScope[] {
  return (
    namesIn(message)
      // What a user may do for themselves has an administrator's twin, named beside it.
      .map((name) => name.replace(/:(admin|master)$/, ''))
      .filter(isZoomScope)
  );
}

/** Whether a refusal names only what administrators have: then it was about somebody else's things. */
export function needsAdministrator(message: string): boolean {
  const names = namesIn(message);
  return names.length > 0 && names.every((name) => /:(admin|master)$/.test(name));
}

function namesIn(message: string): string[] {
  const [, list = ''] = /does not contain scopes:\s*\[([^\]]*)\]/.exec(message) ?? [];
  return list.split(',').flatMap((name) => name.trim() || []);
}
