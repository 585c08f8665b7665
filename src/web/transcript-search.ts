// Finding places in a transcript: by words, by speaker, by time.

import type { TranscriptCue } from '../recordings/api-types.ts';

/** Those who speak, in the order in which they begin to. */
export function speakersOf(cues: TranscriptCue[]): string[] {
  return [...new Set(cues.map(({ speaker }) => speaker))].filter((speaker) => speaker !== null);
}

/** Where the words occur and this person speaks, as indexes; an empty text or `speaker` stands for any. */
export function findInTranscript(cues: TranscriptCue[], words: string, speaker: string): number[] {
  const pattern = patternOf(words);
  if (pattern === null && speaker === '') return [];
  return cues.flatMap((cue, index) =>
    (speaker === '' || cue.speaker === speaker) && (pattern === null || cue.text.search(pattern) >= 0)
      ? [index]
      : [],
  );
}

/** The text in pieces; every second one is an occurrence of the words. */
export function splitAtMatches(text: string, words: string): string[] {
  const pattern = patternOf(words);
  return pattern === null ? [text] : text.split(pattern);
}

/** Seconds for `1:02:03`, `12:30` or `45`, where a lone number is minutes; null for anything else. */
export function parseTime(typed: string): number | null {
  const parts = /^(?:(\d{1,3}):)?(\d{1,3})(?::(\d{1,2}))?$/.exec(typed.trim());
  if (!parts) return null;
  const [hoursOrMinutes, minutesOrSeconds, seconds] = parts.slice(1);
  const [first, second] = [Number(hoursOrMinutes ?? 0), Number(minutesOrSeconds)];
  if (seconds !== undefined) return first * 3600 + second * 60 + Number(seconds);
  return hoursOrMinutes === undefined ? second * 60 : first * 60 + second;
}

/** The index of the line that is spoken at this time. */
export function lineAt(cues: TranscriptCue[], seconds: number): number {
  return Math.max(
    0,
    cues.findLastIndex(({ startSeconds }) => startSeconds <= seconds),
  );
}

/** `1:02:03` or `12:30`. */
export function formatPosition(seconds: number): string {
  const whole = Math.floor(seconds);
  const hours = Math.floor(whole / 3600);
  const twoDigits = (part: number) => String(part).padStart(2, '0');
  const minutes = Math.floor(whole / 60) % 60;
  return `${hours > 0 ? `${hours}:${twoDigits(minutes)}` : minutes}:${twoDigits(whole % 60)}`;
}

function patternOf(words: string): RegExp | null {
  const escaped = words.trim().replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return escaped === '' ? null : new RegExp(`(${escaped})`, 'iu');
}
