// What Zoom's refusals to schedule, start or change a meeting mean for the person: what to do, and at which field.

import { AppError } from '../../platform/errors.ts';
import { ZoomError } from '../../zoom/zoom-error.ts';
import type { ScheduleRequest } from '../api-types.ts';

/** Zoom's number for people who may not host meetings. */
const mayNotHost = 3161;

/** By Zoom's names of its fields. */
const fields: Record<string, keyof ScheduleRequest> = {
  topic: 'topic',
  agenda: 'agenda',
  start_time: 'startTime',
  timezone: 'timeZone',
  duration: 'durationMinutes',
  password: 'passcode',
  'settings.waiting_room': 'waitingRoom',
  'settings.auto_recording': 'cloudRecording',
  'settings.alternative_hosts': 'alternativeHosts',
};

/** The Zoom error behind what `ZoomAccess.as` throws; null when it is about something else. */
export function zoomErrorBehind(error: unknown): ZoomError | null {
  return error instanceof AppError && error.cause instanceof ZoomError ? error.cause : null;
}

/** What to throw instead of `error`, which is what `ZoomAccess.as` threw; the same where there is nothing better. */
export function refusalToChange(error: unknown): unknown {
  const cause = zoomErrorBehind(error);
  if (cause === null) return error;
  if (cause.hostUsedUpToday)
    return new AppError(
      'zoom_schedule_limit',
      429,
      'Zoom lets each person schedule and change 100 meetings a day, and yours are used up. Please try again tomorrow.',
      {
        cause,
        ...(cause.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: cause.retryAfterSeconds }),
      },
    );
  if (cause.code === mayNotHost)
    return new AppError(
      'may_not_host',
      409,
      'Zoom does not let your account host meetings. Ask whoever manages Zoom in your organization.',
      { cause },
    );
  const [refused] = cause.invalidFields;
  if (refused === undefined) return error;
  const field = refused.startsWith('recurrence') ? 'recurrence' : fields[refused];
  if (field === 'alternativeHosts')
    return new AppError(
      'alternative_hosts_refused',
      409,
      'Zoom does not take these alternative hosts: each must be a licensed user of your own Zoom account.',
      { cause, field },
    );
  if (field === 'passcode')
    return new AppError(
      'passcode_refused',
      409,
      'Your Zoom account asks for another kind of passcode. Leave it empty, and Zoom makes one.',
      { cause, field },
    );
  return new AppError('zoom_field_refused', 409, 'Zoom does not take what was entered here.', {
    cause,
    field,
  });
}
