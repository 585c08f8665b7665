// AI Companion summaries of the simulated Zoom: made by tests and the demo, read through the API.
import { type ApiAnswer, type ApiCall, apiError } from './api-answers.ts';
import { meetingOf, noMeeting, paidOnly } from './api-meetings.ts';
import { type ZoomContext, zoomTime } from './context.ts';
import { readMeetingName } from './meeting-uuids.ts';
import type { ZoomMeetingInstance, ZoomSummary } from './state.ts';

export interface NewSummary {
  title?: string;
  /** Markdown. */
  content?: string;
  /** As older accounts have it: `summary_content` is missing, the deprecated fields are there. */
  olderFieldsOnly?: boolean;
  /** In the trash, or kept from the API by the account's settings. */
  restricted?: boolean;
}

const sampleContent = (who: string) => `## Key takeaways
- The release goes out on **Thursday**.
- Support has seen *fewer* questions since the last one.

## Discussed topics
### Release
1. Freeze the branch.
2. Run \`npm run release\`, see [the checklist](https://example.com/checklist).

### Open questions
Nobody knew who looks after the old importer.

## Action items
- **${who}**
  - Write the announcement
  - Ask for a review`;

/** What makes summaries. */
export function createSummaries(context: ZoomContext) {
  /** The summary of an instance; a second one replaces the first. */
  function addSummary({ uuid }: Pick<ZoomMeetingInstance, 'uuid'>, options: NewSummary = {}): void {
    const who = `Sample Speaker${context.marker && ` ${context.marker}`}`;
    const summary: ZoomSummary = {
      uuid,
      title: options.title ?? `Meeting summary${context.marker && ` ${context.marker}`}`,
      content: options.content ?? sampleContent(who),
      olderFieldsOnly: options.olderFieldsOnly ?? false,
      restricted: options.restricted ?? false,
    };
    const others = context.state.summaries.filter((other) => other.uuid !== uuid);
    context.state.summaries = [...others, summary];
    context.save();
  }
  return { addSummary };
}

/** GET /meetings/{uuid}/meeting_summary: never by number. */
export function getSummary({ context, user, parameter }: ApiCall): ApiAnswer {
  const name = readMeetingName(parameter);
  if ('id' in name) return apiError(400, 300, 'Invalid meeting ID.');
  if (user.type === 1) return paidOnly(user.accountId);
  const instance = context.state.instances.find((candidate) => candidate.uuid === name.uuid);
  const meeting = instance && meetingOf(context, instance);
  const summary = context.state.summaries.find((candidate) => candidate.uuid === name.uuid);
  if (!instance || meeting?.hostId !== user.id || !summary) return noMeeting(name.uuid);
  if (summary.restricted) {
    return apiError(403, 2305, 'The meeting summary has been moved to Trash and cannot be accessed.');
  }
  const end = instance.endTime ?? zoomTime(context.now());
  const marked = (text: string) => `${text} ${context.marker}`.trim();
  return {
    status: 200,
    body: {
      meeting_host_id: user.id,
      meeting_host_email: user.email,
      meeting_uuid: instance.uuid,
      meeting_id: Number(meeting.id),
      meeting_topic: meeting.topic,
      meeting_start_time: instance.startTime,
      meeting_end_time: end,
      summary_start_time: instance.startTime,
      summary_end_time: end,
      summary_created_time: end,
      summary_last_modified_time: end,
      summary_title: summary.title,
      ...(summary.olderFieldsOnly ? {} : { summary_content: summary.content }),
      summary_overview: marked('In short'),
      summary_details: [{ label: marked('Release'), summary: marked('It goes out on Thursday.') }],
      next_steps: [marked('Write the announcement'), marked('Ask for a review')],
      summary_doc_url: `${context.origins.web}/docs/${context.marker}summary`,
    },
  };
}
