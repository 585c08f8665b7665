// Meeting UUIDs in URL paths.

/**
 * Zoom's rule: a UUID that begins with `/` or contains `//` is encoded twice, any other once.
 * https://developers.zoom.us/docs/api/using-zoom-apis/#meeting-id-and-uuid
 */
export function encodeMeetingUuid(uuid: string): string {
  const once = encodeURIComponent(uuid);
  return uuid.startsWith('/') || uuid.includes('//') ? encodeURIComponent(once) : once;
}
