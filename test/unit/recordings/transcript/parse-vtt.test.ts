// WebVTT as Zoom writes it and as the standard allows it.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TranscriptCue } from '../../../../src/recordings/api-types.ts';
import { mostCues, parseVtt } from '../../../../src/recordings/transcript/parse-vtt.ts';
import { anyText } from '../../../support/any-text.ts';

const vtt = (...blocks: string[]) => ['WEBVTT', ...blocks].join('\n\n');
const cue = (payload: string, start = '00:00:01.000') => `1\n${start} --> 00:59:59.000\n${payload}`;
const only = (payload: string) => parseVtt(vtt(cue(payload)))?.[0];

describe('what Zoom writes', () => {
  test('gives each line its time in seconds, its speaker and its words', () => {
    expect(
      parseVtt(
        vtt(
          '1\n00:00:04.120 --> 00:00:06.000\nAda Lovelace: Hello everybody.',
          '2\n01:02:03.500 --> 01:02:04.000\nBob: Hi, Ada.',
        ),
      ),
    ).toEqual([
      { startSeconds: 4.12, speaker: 'Ada Lovelace', text: 'Hello everybody.' },
      { startSeconds: 3723.5, speaker: 'Bob', text: 'Hi, Ada.' },
    ]);
  });

  test.each([
    ['Dr. J. R. Müller-Lüdenscheidt', 'Guten Tag.'],
    ['jane.doe', 'so I said: no'],
    ['Third Speaker (Guest) 4', 'Yes?'],
    ['山田 太郎', 'はい'],
  ])('names %s as the speaker', (speaker, text) => {
    expect(only(`${speaker}: ${text}`)).toMatchObject({ speaker, text });
  });

  test.each([
    'It begins at 10:30 and ends at noon.',
    'See https://example.com for it.',
    'I think so. Remember: bread.',
    'Really? Yes: really.',
    ': nobody said this',
    `${'word '.repeat(30)}: too long for a name`,
  ])('names nobody where no name is: %s', (words) => {
    expect(only(words)).toMatchObject({ speaker: null, text: words.replace(/\s+/g, ' ').trim() });
  });
});

describe('what the standard allows', () => {
  test.each([
    ['a byte order mark', `\uFEFF${vtt(cue('Ada: Hi'))}`],
    ['CRLF line ends', vtt(cue('Ada: Hi')).replaceAll('\n', '\r\n')],
    ['CR line ends', vtt(cue('Ada: Hi')).replaceAll('\n', '\r')],
    ['a heading after WEBVTT', vtt(cue('Ada: Hi')).replace('WEBVTT', 'WEBVTT - meeting\nKind: captions')],
    ['times without hours', vtt('00:01.000 --> 00:02.000\nAda: Hi')],
    ['settings after the time', vtt('00:01.000 --> 00:02.000 align:start line:0%\nAda: Hi')],
    ['notes and styles', vtt('NOTE a\nb', 'STYLE\n::cue { color: red }', cue('Ada: Hi'), 'NOTE end')],
    ['a voice', vtt(cue('<v.loud Ada>Hi</v>'))],
    ['tags', vtt(cue('Ada: <i>H<00:00:01.500>i</i>'))],
    ['several lines', vtt(cue('Ada:\nHi'))],
    ['no empty line at the end of a cue', vtt('00:01.000 --> 00:02.000\nAda: Hi\n00:03.000 --> 00:04.000\n')],
  ])('is understood: %s', (_what, text) => {
    expect(parseVtt(text)).toEqual([{ startSeconds: 1, speaker: 'Ada', text: 'Hi' }]);
  });

  test('writes out characters that it escapes, and keeps what only looks like a tag', () => {
    expect(only('Ada: 1 &lt; 2 &amp;&amp; a<b and <w>')?.text).toBe('1 < 2 && a<b and <w>');
  });

  test('leaves out cues without words or with a time that is none', () => {
    expect(
      parseVtt(
        vtt('00:01.000 --> 00:02.000\n', '99 --> 00:02.000\nlost', '00:61.000 --> x\nlost', cue('Hi')),
      ),
    ).toHaveLength(1);
  });
});

test.each(['', '<!doctype html><p>Sign in', 'WEBVTTX\n', '1\n00:00:01.000 --> 00:00:02.000\nHi'])(
  'what is no WebVTT is none: %j',
  (text) => {
    expect(parseVtt(text)).toBeNull();
  },
);

test('of a text without end only the beginning is taken, so that nobody can fill the memory with it', () => {
  const long = `WEBVTT\n\n${'00:01.000 --> 00:02.000\nx\n\n'.repeat(mostCues + 10)}`;
  expect(parseVtt(long)).toHaveLength(mostCues);
  expect(only('y'.repeat(100_000))?.text.length).toBeLessThanOrEqual(2_000);
});

test.each([
  ['a voice without a name', `<v${' '.repeat(7_900)}`],
  ['names that could be read in many ways', 'A.b('.repeat(30)],
])('a transcript full of %s is read in the time of any other', (_what, payload) => {
  expect(parseVtt(vtt(...Array<string>(1_000).fill(cue(payload))))).toHaveLength(1_000);
});

const time = (seconds: number) => new Date(Math.round(seconds * 1000)).toISOString().slice(11, 23);
const word = fc.stringMatching(/^[A-Za-zäöüß]{1,12}$/);
const sentence = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '));
const spoken = fc.record({
  startSeconds: fc.integer({ min: 0, max: 86_399_999 }).map((millis) => millis / 1000),
  speaker: fc.option(sentence.filter((name) => name.length <= 60)),
  text: sentence,
});

test('every transcript written as Zoom writes it is read back as it was', () => {
  fc.assert(
    fc.property(
      fc.array(spoken, { maxLength: 30 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      (cues, newline, voices) => {
        const written = cues.map(({ startSeconds, speaker, text }, at) => {
          const named =
            speaker === null ? text : voices ? `<v ${speaker}>${text}</v>` : `${speaker}: ${text}`;
          return `${at + 1}\n${time(startSeconds)} --> 99:00:00.000\n${named}`;
        });
        const read = parseVtt(vtt(...written).replaceAll('\n', newline));
        expect(read).toEqual(cues satisfies TranscriptCue[]);
      },
    ),
  );
});

test('whatever follows the heading, only sound cues come out of it', () => {
  const piece = fc.oneof(
    anyText(40),
    fc.constantFrom(
      '\n',
      '\n\n',
      '00:00:01.000 --> 00:00:02.000',
      '<v ',
      '>',
      'Ada: ',
      '&lt;',
      '-->',
      '::',
      '<c.',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      for (const { startSeconds, speaker, text } of parseVtt(`WEBVTT\n\n${pieces.join('')}`) ?? []) {
        expect(startSeconds).toBeGreaterThanOrEqual(0);
        expect(text).not.toBe('');
        expect(text).not.toMatch(/\n/);
        expect(speaker).not.toBe('');
      }
    }),
  );
});
