// Finding places in a transcript.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  findInTranscript,
  formatPosition,
  lineAt,
  parseTime,
  speakersOf,
  splitAtMatches,
} from '../../../src/web/transcript-search.ts';

const cues = [
  { startSeconds: 1, speaker: 'Ada', text: 'Does it work (yet)?' },
  { startSeconds: 6, speaker: 'Carl', text: 'It does.' },
  { startSeconds: 61, speaker: 'Ada', text: 'Then it is done, isn’t it? DOES it?' },
  { startSeconds: 4000, speaker: null, text: 'Applause' },
];

test('words are found whatever their case, also those with signs that mean something in a pattern', () => {
  expect(findInTranscript(cues, 'does', '')).toEqual([0, 1, 2]);
  expect(findInTranscript(cues, ' (yet)? ', '')).toEqual([0]);
  expect(findInTranscript(cues, '.*', '')).toEqual([]);
});

test('a speaker alone leads through their lines; with words to where they say them', () => {
  expect(speakersOf(cues)).toEqual(['Ada', 'Carl']);
  expect(findInTranscript(cues, '', 'Ada')).toEqual([0, 2]);
  expect(findInTranscript(cues, 'done', 'Ada')).toEqual([2]);
  expect(findInTranscript(cues, '', '')).toEqual([]);
});

test('every second piece of a text is what was searched for, and nothing gets lost', () => {
  expect(splitAtMatches('It does. Does it?', 'does')).toEqual(['It ', 'does', '. ', 'Does', ' it?']);
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, words) => {
      const pieces = splitAtMatches(text, words);
      expect(pieces.join('')).toBe(text);
      const fold = (part: string | undefined) => part?.toLowerCase();
      for (let at = 1; at < pieces.length; at += 2) expect(fold(pieces[at])).toBe(fold(words.trim()));
    }),
  );
});

test.each([
  ['12:30', 750],
  [' 1:02:03 ', 3723],
  ['45', 2700],
  ['0:07', 7],
  ['', null],
  ['soon', null],
  ['1:2:3:4', null],
])('the time %j', (typed, seconds) => {
  expect(parseTime(typed)).toBe(seconds);
});

test('the line at a time is the last that has begun', () => {
  expect([0, 6, 60, 61.5, 9999].map((seconds) => lineAt(cues, seconds))).toEqual([0, 1, 1, 2, 3]);
});

test('a position reads as in the player', () => {
  expect([5.9, 65, 750, 3723].map(formatPosition)).toEqual(['0:05', '1:05', '12:30', '1:02:03']);
});
