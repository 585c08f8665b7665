// Somebody removed the app at Zoom.

export type DeauthorizeZoomUserDeps = object;

/** Throws when it must be tried again. */
export async function deauthorizeZoomUser(
  _deps: DeauthorizeZoomUserDeps,
  _input: { zoomUserId: string; at: Date; retainData: boolean | null },
): Promise<void> {
  throw new Error('Not built yet');
}
