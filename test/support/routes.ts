// Every route that the app answers, read from Express itself, so that a new one cannot be forgotten.

import type { Express } from 'express';

/** What Express 4 keeps of a route, a mounted router or a middleware. */
interface Layer {
  regexp: RegExp & { fast_slash?: boolean };
  route?: { path: string; methods: Record<string, boolean> };
  handle: { stack?: Layer[] };
}

/** `GET /api/meeting-links/:linkId/details`, as the app's metrics name them: a router's own root ends in a slash. */
export function routesOf(app: Express): string[] {
  return [...new Set(listed((app as unknown as { _router: { stack: Layer[] } })._router.stack, ''))].sort();
}

function listed(stack: readonly Layer[], mountedAt: string): string[] {
  return stack.flatMap(({ route, handle, regexp }) => {
    if (route !== undefined)
      return Object.keys(route.methods)
        .filter((method) => method !== '_all')
        .map((method) => `${method.toUpperCase()} ${mountedAt}${route.path}`);
    return handle.stack === undefined ? [] : listed(handle.stack, mountedAt + pathOf(regexp));
  });
}

/** Where a router is mounted: `^\/api\/admin\/?(?=\/|$)` is `/api/admin`. */
function pathOf(regexp: Layer['regexp']): string {
  if (regexp.fast_slash === true) return '';
  const path = /^\^((?:\\\/[\w-]+)+)\\\/\?\(\?=\\\/\|\$\)$/.exec(regexp.source)?.[1];
  if (path === undefined) throw new Error(`Where is a router at ${regexp.source} mounted?`);
  return path.replaceAll('\\/', '/');
}
