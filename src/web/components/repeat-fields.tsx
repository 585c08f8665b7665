// The fields that say how a meeting repeats, and the dates that come of them.

import { viewersPlace } from '../place.ts';
import { clockFace, datesOf, recurrenceOf, type ScheduleForm, weekOf } from '../schedule.ts';
import { scheduleTexts } from '../texts/schedule.ts';
import { type Faults, Field } from './field.tsx';
import { InlineError } from './message.tsx';

const rhythms = ['never', 'day', 'week', 'month'] as const;
const longest = { day: 99, week: 50, month: 10 };
// Zoom counts the days of the week from 1, which is Sunday. 4 January 1970 was one.
const sunday = Date.UTC(1970, 0, 4);

/** The form around them listens to their `input` events. */
export function RepeatFields({ form, faults }: { form: ScheduleForm; faults: Faults }) {
  const { every, monthly, startTime } = form;
  const start = clockFace(startTime);
  const started = !Number.isNaN(start.getTime());
  return (
    <>
      <div class="field-row">
        <Field name="every" label={scheduleTexts.every} faults={faults}>
          {(input) => (
            <select {...input} value={every}>
              {rhythms.map((rhythm) => (
                <option key={rhythm} value={rhythm}>
                  {scheduleTexts.repeats[rhythm]}
                </option>
              ))}
            </select>
          )}
        </Field>
        {every !== 'never' && (
          <Field name="interval" label={scheduleTexts.interval[every]} faults={faults}>
            {(input) => (
              <input {...input} type="number" required min={1} max={longest[every]} value={form.interval} />
            )}
          </Field>
        )}
        {every === 'month' && started && (
          <Field name="monthly" label={scheduleTexts.weekDays} faults={faults}>
            {(input) => (
              <select {...input} value={monthly}>
                <option value="day">{scheduleTexts.onDay(day(start, { day: 'numeric' }))}</option>
                {start.getUTCDate() <= 28 && (
                  <option value="week">
                    {scheduleTexts.onWeek(weekOf(start.getUTCDate()), day(start, { weekday: 'long' }))}
                  </option>
                )}
                <option value="last">{scheduleTexts.onLast(day(start, { weekday: 'long' }))}</option>
              </select>
            )}
          </Field>
        )}
      </div>
      {every === 'week' && (
        <fieldset class="field-group">
          <legend>{scheduleTexts.weekDays}</legend>
          <div class="actions">
            {weekDays().map((weekDay) => (
              <label key={weekDay} class="check">
                <input
                  type="checkbox"
                  name="weekDays"
                  value={weekDay}
                  checked={form.weekDays?.includes(weekDay) ?? weekDay === start.getUTCDay() + 1}
                />
                {day(new Date(sunday + (weekDay - 1) * 86_400_000), { weekday: 'short' })}
              </label>
            ))}
          </div>
          {faults.weekDays && <InlineError>{faults.weekDays}</InlineError>}
        </fieldset>
      )}
      {every !== 'never' && (
        <>
          <div class="field-row">
            <Field name="ends" label={scheduleTexts.ends} faults={faults}>
              {(input) => (
                <select {...input} value={form.ends}>
                  <option value="count">{scheduleTexts.afterCount}</option>
                  <option value="date">{scheduleTexts.onDate}</option>
                </select>
              )}
            </Field>
            {form.ends === 'count' ? (
              <Field name="count" label={scheduleTexts.count} faults={faults}>
                {(input) => <input {...input} type="number" required min={1} max={50} value={form.count} />}
              </Field>
            ) : (
              <Field name="endDate" label={scheduleTexts.endDate} faults={faults}>
                {(input) => (
                  <input {...input} type="date" required min={startTime.slice(0, 10)} value={form.endDate} />
                )}
              </Field>
            )}
          </div>
          <p>{datesLine(form)}</p>
        </>
      )}
    </>
  );
}

/** As Zoom counts them, from the one that a week begins with in the viewer's locale, where the browser tells. */
function weekDays(): number[] {
  const { locale } = new Intl.DateTimeFormat(viewersPlace.locale).resolvedOptions();
  const known: Intl.Locale & { getWeekInfo?(): { firstDay: number } } = new Intl.Locale(locale);
  const first = known.getWeekInfo?.().firstDay ?? 7;
  return [0, 1, 2, 3, 4, 5, 6].map((after) => ((first + after) % 7) + 1);
}

/** The next dates in words, how many there are, and the last; nothing while the fields are incomplete. */
function datesLine(form: ScheduleForm): string | null {
  const recurrence = recurrenceOf(form);
  if (recurrence === null) return null;
  const dates = datesOf(form.startTime, recurrence);
  const last = dates.at(-1);
  if (last === undefined) return scheduleTexts.noDates;
  const next = dates
    .slice(0, 3)
    .map((date) => day(date, { weekday: 'short', day: 'numeric', month: 'short' }));
  return scheduleTexts.dates(next.join(' · '), dates.length, day(last, { dateStyle: 'medium' }));
}

/** A part of a date whose UTC fields count. */
function day(date: Date, part: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(viewersPlace.locale, { ...part, timeZone: 'UTC' }).format(date);
}
