// Zoom's AI Companion summary of one occurrence, as Markdown.

import { z } from 'zod';

const text = z.string().catch('');
const texts = z.array(text).catch([]);

/** `summary_content` is the whole; the older fields beside it are deprecated, and used where it is missing. */
export const summaryAnswer = z
  .object({
    summary_title: text,
    summary_content: text,
    summary_overview: text,
    summary_details: z.array(z.object({ label: text, summary: text })).catch([]),
    next_steps: texts,
    /** What the host made of the older fields. */
    edited_summary: z
      .object({ summary_overview: text, summary_details: text, next_steps: texts })
      .catch({ summary_overview: '', summary_details: '', next_steps: [] }),
  })
  .transform((answer) => ({
    title: answer.summary_title,
    /** Markdown; empty when Zoom has nothing to say. */
    content: answer.summary_content.trim() || contentOf(answer),
  }));
export type MeetingSummary = z.infer<typeof summaryAnswer>;

interface OlderFields {
  summary_overview: string;
  summary_details: { label: string; summary: string }[];
  next_steps: string[];
  edited_summary: { summary_overview: string; summary_details: string; next_steps: string[] };
}

function contentOf({
  summary_overview,
  summary_details,
  next_steps,
  edited_summary: edited,
}: OlderFields): string {
  const details = summary_details.map(({ label, summary }) =>
    label ? `## ${label}\n\n${summary}` : summary,
  );
  const steps = edited.next_steps.length > 0 ? edited.next_steps : next_steps;
  return [
    edited.summary_overview || summary_overview,
    edited.summary_details || details.join('\n\n'),
    // A step may span lines, which would end the list.
    steps.map((step) => `- ${step.replace(/\s+/g, ' ')}`).join('\n'),
  ]
    .filter((part) => part.trim() !== '')
    .join('\n\n');
}
