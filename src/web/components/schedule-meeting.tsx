// The form that schedules a meeting at Zoom as the person, and links it to the issue.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { MeetingLinkView } from '../../meetings/api-types.ts';
import type { MeetingDefaultsView } from '../../settings/api-types.ts';
import { readMeetingIssue } from '../meeting-issue.ts';
import { newForm, type ScheduleForm, scheduleRequestOf } from '../schedule.ts';
import { linkTexts } from '../texts/link-meeting.ts';
import { scheduleTexts } from '../texts/schedule.ts';
import { Check, Field, useFaults } from './field.tsx';
import { FormEnd } from './form-end.tsx';
import { InlineError, Skeleton } from './message.tsx';
import { RepeatFields } from './repeat-fields.tsx';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';
import { useLoad } from './use-load.ts';
import { viewersTimeZone, WhenFields } from './when-fields.tsx';

interface ScheduleMeetingProps {
  /** Without cloud recordings. */
  onBasicPlan: boolean;
  onLinked(link: MeetingLinkView): void;
  onClose(): void;
}

const plainDefaults = { durationMinutes: 60, waitingRoom: true, cloudRecording: false };

/** Opens below the panel's bar; its heading takes the focus. */
export function ScheduleMeeting(props: ScheduleMeetingProps) {
  const { api, host } = useServices();
  const heading = useRef<HTMLHeadingElement>(null);
  // What is not told here can be typed.
  const { loaded } = useLoad(async () => {
    const [issue, settings] = await Promise.all([
      readMeetingIssue(host),
      api.get<MeetingDefaultsView>('/api/meeting-defaults').catch(() => null),
    ]);
    const { defaults = plainDefaults, siteUrl = '' } = settings ?? {};
    return newForm(issue, siteUrl, defaults, new Date(), viewersTimeZone());
  }, []);

  useEffect(() => heading.current?.focus(), []);

  return (
    <section class="link-form">
      <h2 ref={heading} tabIndex={-1}>
        {scheduleTexts.title}
      </h2>
      {loaded.state === 'ready' ? (
        <ScheduleFields {...props} initial={loaded.value} />
      ) : (
        <Skeleton widths={['60%', '45%', '70%']} />
      )}
    </section>
  );
}

function ScheduleFields({
  initial,
  onBasicPlan,
  onLinked,
  onClose,
}: ScheduleMeetingProps & { initial: ScheduleForm }) {
  const { api, announce } = useServices();
  const [form, setForm] = useState(initial);
  const { busy, error, run } = useAction();
  const { faults, isComplete, place } = useFaults(scheduleTexts.faults);

  function change({ target }: Event) {
    const field = target as HTMLInputElement;
    const { name, type, checked, value } = field;
    const boxes = field.form?.querySelectorAll<HTMLInputElement>('[name=weekDays]:checked');
    if (name === 'weekDays')
      setForm({ ...form, weekDays: [...(boxes ?? [])].map((box) => Number(box.value)) });
    else setForm({ ...form, [name]: type === 'checkbox' ? checked : value });
  }

  function submit(event: Event) {
    event.preventDefault();
    const element = event.currentTarget as HTMLFormElement;
    const noDay = form.every === 'week' && form.weekDays?.length === 0;
    void run(async () => {
      if (!isComplete(element, noDay ? { weekDays: scheduleTexts.faults.weekDays ?? '' } : {})) return;
      try {
        const link = await api.post<MeetingLinkView>('/api/meetings', scheduleRequestOf(form));
        announce(scheduleTexts.scheduled);
        onLinked(link);
      } catch (failure) {
        place(element, failure);
      }
    });
  }

  return (
    <form class="fields" onInput={change} onSubmit={submit} noValidate>
      <Field name="topic" label={scheduleTexts.topic} faults={faults}>
        {(input) => <input {...input} type="text" required maxLength={200} value={form.topic} dir="auto" />}
      </Field>
      <WhenFields form={form} faults={faults} />
      <RepeatFields form={form} faults={faults} />
      <details>
        <summary>{scheduleTexts.more}</summary>
        <div class="fields">
          <Field name="agenda" label={scheduleTexts.agenda} faults={faults}>
            {(input) => <textarea {...input} maxLength={2000} value={form.agenda} dir="auto" />}
          </Field>
          <Field
            name="alternativeHosts"
            label={scheduleTexts.alternativeHosts}
            hint={scheduleTexts.alternativeHostsHint}
            faults={faults}
          >
            {(input) => <input {...input} type="email" multiple value={form.alternativeHosts} />}
          </Field>
          <Field
            name="passcode"
            label={scheduleTexts.passcode}
            hint={scheduleTexts.passcodeHint}
            faults={faults}
          >
            {(input) => (
              <input
                {...input}
                type="text"
                autocomplete="off"
                maxLength={10}
                pattern="[A-Za-z0-9@\-_*]*"
                value={form.passcode}
              />
            )}
          </Field>
          <Check
            name="waitingRoom"
            label={scheduleTexts.waitingRoom}
            faults={faults}
            checked={form.waitingRoom}
          />
          {onBasicPlan ? (
            <p class="meta">{scheduleTexts.noRecording}</p>
          ) : (
            <Check
              name="cloudRecording"
              label={scheduleTexts.cloudRecording}
              faults={faults}
              checked={form.cloudRecording}
            />
          )}
        </div>
      </details>
      {error && <InlineError>{error}</InlineError>}
      <p class="meta">{linkTexts.audience}</p>
      <FormEnd label={busy ? scheduleTexts.scheduling : scheduleTexts.button} busy={busy} onClose={onClose} />
    </form>
  );
}
