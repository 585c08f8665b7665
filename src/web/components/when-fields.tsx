// The fields that say when a meeting takes place: start, time zone and duration.

import { formatWhen } from '../format-time.ts';
import { viewersPlace } from '../place.ts';
import { momentOf, type ScheduleForm } from '../schedule.ts';
import { scheduleTexts } from '../texts/schedule.ts';
import { type Faults, Field } from './field.tsx';

interface WhenFieldsProps {
  form: Pick<ScheduleForm, 'startTime' | 'timeZone' | 'durationMinutes'>;
  faults: Faults;
}

/** The form around them listens to their `input` events. */
export function WhenFields({ form: { startTime, timeZone, durationMinutes }, faults }: WhenFieldsProps) {
  const moment = momentOf(startTime, timeZone);
  const elsewhere = timeZone !== viewersTimeZone() && !Number.isNaN(moment.getTime());
  return (
    <div class="field-row">
      <Field
        name="startTime"
        label={scheduleTexts.startTime}
        faults={faults}
        {...(elsewhere && { hint: scheduleTexts.forYou(formatWhen(moment.toISOString(), null)) })}
      >
        {(input) => <input {...input} type="datetime-local" required value={startTime} />}
      </Field>
      <Field name="timeZone" label={scheduleTexts.timeZone} faults={faults}>
        {(input) => (
          <select {...input} value={timeZone}>
            {[...new Set([timeZone, viewersTimeZone(), ...Intl.supportedValuesOf('timeZone')])].map(
              (zone) => (
                <option key={zone} value={zone}>
                  {zone.replaceAll('_', ' ')}
                </option>
              ),
            )}
          </select>
        )}
      </Field>
      <Field name="durationMinutes" label={scheduleTexts.durationMinutes} faults={faults}>
        {(input) => <input {...input} type="number" required min={1} max={1440} value={durationMinutes} />}
      </Field>
    </div>
  );
}

/** As in their profile, else as the browser has it. */
export function viewersTimeZone(): string {
  return viewersPlace.timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
