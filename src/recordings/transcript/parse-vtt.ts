// Reads WebVTT as Zoom writes it, and as the standard allows it, as far as a transcript needs. Pure.
// https://www.w3.org/TR/webvtt1/

import type { TranscriptCue } from '../api-types.ts';

/** A meeting of a whole day at two cues a second. Of a longer text the rest is left out. */
export const mostCues = 50_000;
const mostCharacters = 2_000;

/** `01:02:03.456` or `02:03.456`, before an arrow. */
const timing = /^\s*(?:(\d{2,4}):)?([0-5]\d):([0-5]\d)\.(\d{3})\s*-->/;
/** Like the next one it reads everything in one way only: otherwise a line made for it would take seconds. */
const voiceTag = /^\s*<v(?:\.[^\s>]*)?[ \t]([^>]*)>/;
/** `Name: text`. Not what has a sentence's end before its colon; the dots of `Dr. J. Doe` and `j.doe` end none. */
const namedSpeaker =
  /^((?=[\p{L}\p{N}])(?:[^:.?!]|\.(?=[^\s:])|(?<=(?:^|[\s(])\p{Lu}\p{L}{0,3})\.(?=[\s:])){1,80}):\s+(?=\S)/u;

/** The cues in order; null when the text is no WebVTT. Blocks that are no cues (notes, styles, broken ones) are left out. */
export function parseVtt(text: string): TranscriptCue[] | null {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  if (!/^WEBVTT(?:[ \t]|$)/.test(lines[0] ?? '')) return null;
  const cues: TranscriptCue[] = [];
  let at = 1;
  while (at < lines.length && cues.length < mostCues) {
    const start = startSecondsIn(lines[at] ?? '');
    at += 1;
    if (start === null) continue;
    const words: string[] = [];
    // A cue ends at an empty line; one that lacks it ends where the next begins.
    for (; at < lines.length && lines[at]?.trim() !== '' && !lines[at]?.includes('-->'); at += 1)
      words.push(lines[at] ?? '');
    const cue = cueOf(start, words.join('\n').slice(0, 4 * mostCharacters));
    if (cue !== null) cues.push(cue);
  }
  return cues;
}

function startSecondsIn(line: string): number | null {
  const [, hours = '0', minutes, seconds, millis] = timing.exec(line) ?? [];
  if (minutes === undefined) return null;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(millis) / 1000;
}

function cueOf(startSeconds: number, payload: string): TranscriptCue | null {
  const voice = voiceTag.exec(payload);
  const words = plain(payload);
  const named = voice === null ? namedSpeaker.exec(words) : null;
  const speaker = voice === null ? named?.[1]?.trim() : plain(voice[1] ?? '');
  const text = words.slice(named?.[0].length ?? 0, mostCharacters + (named?.[0].length ?? 0)).trim();
  return text === '' ? null : { startSeconds, speaker: speaker || null, text };
}

const characters: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&nbsp;': ' ',
  '&lrm;': '\u200E',
  '&rlm;': '\u200F',
};

/** Without the tags of WebVTT; what merely looks like one stays. */
function plain(payload: string): string {
  return payload
    .replace(/<\/?(?:[cibuv]|ruby|rt|lang)(?:[. \t][^<>]*)?>|<[\d:.]+>/g, '')
    .replace(/&(?:amp|lt|gt|nbsp|lrm|rlm);/g, (entity) => characters[entity] ?? entity)
    .replace(/\s+/g, ' ')
    .trim();
}
