// Recording files as this product knows them: their key, their kind, what their first bytes must be. Pure.

import type { RecordingFile } from '../zoom/schemas.ts';
import type { RecordingFileKind } from './api-types.ts';

const kinds: Record<string, RecordingFileKind> = {
  MP4: 'video',
  M4A: 'audio',
  TRANSCRIPT: 'transcript',
  CHAT: 'chat',
  CHAT_MESSAGE: 'chat',
  CC: 'captions',
};

export function kindOf(fileType: string): RecordingFileKind {
  return (Object.hasOwn(kinds, fileType) ? kinds[fileType] : undefined) ?? 'other';
}

/** Zoom's file types of such files; of `other` none are named. */
export function fileTypesOf(kind: RecordingFileKind): string[] {
  return Object.keys(kinds).filter((fileType) => kinds[fileType] === kind);
}

/** All of Zoom's file types that are not `other`. */
export const namedFileTypes = Object.keys(kinds);

/** Zoom leaves the id out of some files; then place, type and beginning tell them apart. */
export function recordingKey(meetingUuid: string, file: RecordingFile): string {
  return (
    file.id ?? [meetingUuid, file.fileType, file.recordingType ?? '', file.recordingStart ?? ''].join('|')
  );
}

const formats: Record<string, { extension: string; contentType: string }> = {
  MP4: { extension: 'mp4', contentType: 'video/mp4' },
  M4A: { extension: 'm4a', contentType: 'audio/mp4' },
  TRANSCRIPT: { extension: 'vtt', contentType: 'text/vtt' },
  CC: { extension: 'vtt', contentType: 'text/vtt' },
  CHAT: { extension: 'txt', contentType: 'text/plain' },
  CHAT_MESSAGE: { extension: 'txt', contentType: 'text/plain' },
  CSV: { extension: 'csv', contentType: 'text/csv' },
  TIMELINE: { extension: 'json', contentType: 'application/json' },
  SUMMARY: { extension: 'json', contentType: 'application/json' },
};

export function formatOf(fileType: string): { extension: string; contentType: string } {
  const known = Object.hasOwn(formats, fileType) ? formats[fileType] : undefined;
  return known ?? { extension: 'bin', contentType: 'application/octet-stream' };
}

export function isText(fileType: string): boolean {
  return /^(text\/|application\/json)/.test(formatOf(fileType).contentType);
}

/** Bytes needed before {@link hasRightContent} can tell. */
export const sniffBytes = 16;

/** Whether the first bytes are those of such a file, and not those of a web page that Zoom sent instead. */
export function hasRightContent(fileType: string, first: Buffer): boolean {
  if (fileType === 'MP4' || fileType === 'M4A') return first.subarray(4, 8).toString('latin1') === 'ftyp';
  const text = first.toString('utf8').replace(/^\uFEFF/, '');
  if (fileType === 'TRANSCRIPT' || fileType === 'CC') return text.startsWith('WEBVTT');
  return !/^\s*<(!doctype|html)/i.test(text);
}
