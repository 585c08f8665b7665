// Zoom meetings by their number, and the times they were held, where Zoom has several ways to say that there is nothing.

import type { Meeting } from '../../zoom/schemas.ts';
import type { ZoomApi } from '../../zoom/zoom-api.ts';
import { isNotFound, ZoomError } from '../../zoom/zoom-error.ts';

/** Zoom's number for a meeting held more than a year ago. */
const tooLongAgo = 12702;

/** True for "never held", "never recorded" and "still processing", and for the past that Basic users are not told of. */
export function isNothingHeld(error: unknown): boolean {
  return isNotFound(error) || (error instanceof ZoomError && error.kind === 'paid_only');
}

/** Scheduled or past; null when Zoom shows this user no such meeting. */
export async function findMeeting(zoom: ZoomApi, meetingId: string): Promise<Meeting | null> {
  try {
    return await zoom.findMeeting(meetingId);
  } catch (error) {
    if (isNothingHeld(error) || (error instanceof ZoomError && error.code === tooLongAgo)) return null;
    throw error;
  }
}

/** Newest first; empty where Zoom lists none. */
export async function listHeldInstances(
  zoom: ZoomApi,
  meetingId: string,
): Promise<{ uuid: string; startTime: Date | null }[]> {
  try {
    const held = await zoom.listPastInstances(meetingId);
    return held.sort((one, other) => (other.startTime?.getTime() ?? 0) - (one.startTime?.getTime() ?? 0));
  } catch (error) {
    if (isNothingHeld(error)) return [];
    throw error;
  }
}
