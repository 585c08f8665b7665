// The attachment's name: found again by its code, safe in a multipart header, never too long.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  attachmentFileName,
  isNamedBy,
  shortCode,
} from '../../../../../src/recordings/transfers/running/file-name.ts';
import { anyText } from '../../../../support/any-text.ts';

const transferId = '8a4f5d0e-5f0b-4e39-9d5c-3d0d5ad3b6a1';
const name = (other: Partial<Parameters<typeof attachmentFileName>[0]> = {}) =>
  attachmentFileName({
    topic: 'Weekly review',
    startTime: new Date('2026-05-04T09:30:00Z'),
    fileType: 'MP4',
    recordingType: 'shared_screen_with_speaker_view',
    transferId,
    ...other,
  });

test('a name says topic, start, kind and code, so that people recognize the file', () => {
  expect(name()).toBe(
    `Weekly review 2026-05-04 09-30 UTC shared screen with speaker view ${shortCode(transferId)}.mp4`,
  );
});

test('letters of any script stay, so that a topic in another language can be read', () => {
  expect(name({ topic: 'Überblick für 東京 и Киев' })).toMatch(/^Überblick für 東京 и Киев 2026/);
});

test('what file systems or headers cannot bear becomes a dash', () => {
  expect(name({ topic: 'a/b\\c:d*e?"f"<g>|h\r\nX: y\u0000' })).toMatch(/^a-b-c-d-e-f-g-h X- y- 2026/);
});

test.each(['', ' \t ', '???', '🎉'])('a topic without a letter or digit (%j) still gives a name', (topic) => {
  expect(name({ topic })).toMatch(/^Zoom recording 2026/);
});

test('whatever people and Zoom write, the name cannot break a multipart header and has at most 200 characters', () => {
  const text = fc.oneof(anyText(400), fc.string({ unit: 'grapheme', maxLength: 400 }));
  fc.assert(
    fc.property(
      text,
      fc.option(fc.date({ noInvalidDate: true, min: new Date('2000-01-01'), max: new Date('2100-01-01') })),
      fc.constantFrom('MP4', 'M4A', 'TRANSCRIPT', 'CHAT', 'SOMETHING_NEW'),
      fc.option(text.map((type) => type.slice(0, 60))),
      fc.uuid(),
      (topic, startTime, fileType, recordingType, id) => {
        const made = attachmentFileName({ topic, startTime, fileType, recordingType, transferId: id });
        expect(made).not.toMatch(/["\\/\p{Cc}\p{Cs}\u2028\u2029]/u);
        expect(Array.from(made).length).toBeLessThanOrEqual(200);
        expect(made).toBe(made.trim());
        expect(isNamedBy(made, id)).toBe(true);
      },
    ),
  );
});

test('another transfer’s name is not taken for this one’s, so that nothing foreign is adopted', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), (one, other) => {
      fc.pre(one !== other);
      expect(isNamedBy(name({ transferId: one }), other)).toBe(false);
    }),
  );
});

test('the code counts only at the end of the name, so that a topic cannot pretend to be an upload', () => {
  expect(isNamedBy(`${shortCode(transferId)} notes.mp4`, transferId)).toBe(false);
  expect(isNamedBy(`notes${shortCode(transferId)}.mp4`, transferId)).toBe(false);
});
