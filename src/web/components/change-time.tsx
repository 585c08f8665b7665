// The form with which the host changes when a meeting takes place.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChangeTimeRequest, MeetingDetails } from '../../meetings/api-types.ts';
import { closeOnEscape } from '../escape.ts';
import { wallClock } from '../schedule.ts';
import { meetingTexts } from '../texts/meeting.ts';
import { scheduleTexts } from '../texts/schedule.ts';
import { useFaults } from './field.tsx';
import { FormEnd } from './form-end.tsx';
import { InlineError } from './message.tsx';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';
import { viewersTimeZone, WhenFields } from './when-fields.tsx';

interface ChangeTimeProps {
  details: MeetingDetails;
  /** Of the link, in our API. */
  path: string;
  onDetails(details: MeetingDetails): void;
  onClose(): void;
}

/** Its first field takes the focus; Escape closes it. */
export function ChangeTime({ details, path, onDetails, onClose }: ChangeTimeProps) {
  const { api, announce } = useServices();
  const { busy, error, run } = useAction();
  const { faults, isComplete, place } = useFaults(scheduleTexts.faults);
  const element = useRef<HTMLFormElement>(null);
  const [form, setForm] = useState(() => {
    const timeZone = viewersTimeZone();
    const start = details.startTime === null ? new Date() : new Date(details.startTime);
    return {
      startTime: wallClock(start, timeZone),
      timeZone,
      durationMinutes: String(details.durationMinutes ?? ''),
    };
  });

  useEffect(() => element.current?.querySelector('input')?.focus(), []);

  async function save(inputs: HTMLFormElement) {
    if (!isComplete(inputs)) return;
    const request: ChangeTimeRequest = { ...form, durationMinutes: Number(form.durationMinutes) };
    try {
      onDetails(await api.post<MeetingDetails>(`${path}/time`, request));
      announce(meetingTexts.timeChanged);
      onClose();
    } catch (failure) {
      place(inputs, failure);
    }
  }

  return (
    <form
      class="opened"
      ref={element}
      aria-label={meetingTexts.changeTime}
      noValidate
      onInput={({ target }) => {
        const { name, value } = target as HTMLInputElement;
        setForm({ ...form, [name]: value });
      }}
      onSubmit={(event) => {
        event.preventDefault();
        const inputs = event.currentTarget;
        void run(() => save(inputs));
      }}
      onKeyDown={(event) => closeOnEscape(event, onClose)}
    >
      <WhenFields form={form} faults={faults} />
      {error && <InlineError>{error}</InlineError>}
      <FormEnd label={busy ? meetingTexts.saving : meetingTexts.save} busy={busy} onClose={onClose} />
    </form>
  );
}
