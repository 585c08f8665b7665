// Recording files: their key where Zoom leaves the id out, their kind, and what their first bytes tell.

import { describe, expect, test } from 'vitest';
import {
  formatOf,
  hasRightContent,
  isText,
  kindOf,
  recordingKey,
} from '../../../src/recordings/recording-files.ts';
import { recordingAnswer } from '../../../src/zoom/schemas.ts';

const file = {
  id: null,
  fileType: 'TIMELINE',
  extension: 'JSON',
  size: null,
  processing: false,
  recordingType: null,
  recordingStart: '2026-11-20T10:00:05Z',
  recordingEnd: null,
  downloadUrl: null,
};

describe('a file’s key', () => {
  test('is its id where Zoom gives one', () => {
    expect(recordingKey('uuid==', { ...file, id: 'an-id' })).toBe('an-id');
  });

  test('is made of place, type and beginning where Zoom gives none, so that two such files differ', () => {
    const timeline = recordingKey('uuid==', file);
    expect(timeline).toBe('uuid==|TIMELINE||2026-11-20T10:00:05Z');
    const others = [
      recordingKey('other==', file),
      recordingKey('uuid==', { ...file, fileType: 'CC' }),
      recordingKey('uuid==', { ...file, recordingStart: '2026-11-20T10:30:00Z' }),
      recordingKey('uuid==', { ...file, recordingType: 'timeline' }),
    ];
    expect(new Set([timeline, ...others]).size).toBe(5);
  });
});

test('kinds are told by the type, and unknown types pass as others', () => {
  expect(
    ['MP4', 'M4A', 'TRANSCRIPT', 'CHAT', 'CHAT_MESSAGE', 'CC', 'TIMELINE', 'HOLOGRAM'].map(kindOf),
  ).toEqual(['video', 'audio', 'transcript', 'chat', 'chat', 'captions', 'other', 'other']);
});

test('an unknown type is kept as bytes, and is no text', () => {
  expect(formatOf('HOLOGRAM')).toEqual({ extension: 'bin', contentType: 'application/octet-stream' });
  expect(['TRANSCRIPT', 'CHAT', 'TIMELINE', 'MP4', 'HOLOGRAM'].map(isText)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

describe('the first bytes', () => {
  const mp4 = Buffer.from([0, 0, 0, 32, ...Buffer.from('ftypisom')]);
  test.each([
    ['MP4', mp4, true],
    ['M4A', mp4, true],
    ['MP4', Buffer.from('<!DOCTYPE html><html>'), false],
    ['MP4', Buffer.from('ftypisom'), false],
    ['MP4', Buffer.alloc(0), false],
    ['TRANSCRIPT', Buffer.from('WEBVTT\n\n'), true],
    ['CC', Buffer.from('\uFEFFWEBVTT\n'), true],
    ['TRANSCRIPT', Buffer.from('<html><body>Sign in'), false],
    ['CHAT', Buffer.from('10:00:01 Priya: hello'), true],
    ['CHAT', Buffer.from('  <!doctype HTML>'), false],
    ['CHAT', Buffer.from('<html lang="en">'), false],
    ['TIMELINE', Buffer.from('{"timeline":[]}'), true],
  ])('of %s: %s is right: %s', (type, first, right) => {
    expect(hasRightContent(type, first)).toBe(right);
  });
});

test('one file of a shape nobody knows does not hide the others', () => {
  const answer = recordingAnswer.parse({
    uuid: 'u==',
    id: 97763643886,
    host_id: 'host',
    recording_files: [
      null,
      7,
      'text',
      {},
      { file_type: 5 },
      { file_type: 'MP4', file_size: -1 },
      { file_type: 'CC' },
    ],
  });
  expect(answer.files.map(({ fileType }) => fileType)).toEqual(['CC']);
});
