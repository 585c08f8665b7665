// The files that are asked for in one round: each has to end as exactly one attachment.

import { createHash } from 'node:crypto';
import type { Transfer } from '../../src/recordings/transfers/transfer.ts';
import { type TransferRow, transferOf } from '../../src/recordings/transfers/transfer.ts';
import { contentChunks } from '../simulators/zoom/recording-content.ts';
import type { MadeRecording, MadeRecordingFile } from '../simulators/zoom/zoom-simulator.ts';
import type { Storm } from './storm.ts';
import { type Person, viewerOf, type World } from './world.ts';

export interface AskedFile {
  person: Person;
  issueId: string;
  linkId: string;
  recording: MadeRecording;
  file: MadeRecordingFile;
  /** Sizes other than its own that Zoom may send instead. */
  otherSizes: number[];
}

/** The round's issues, meetings and recordings, linked; in the order of `storm.files`. */
export async function prepareFiles(world: World, { files }: Storm): Promise<AskedFile[]> {
  const asked: AskedFile[] = [];
  const byIssue = Map.groupBy(files.keys(), (index) => `${files[index]?.person}/${files[index]?.issue}`);
  for (const indexes of byIssue.values()) {
    const planned = indexes.flatMap((index) => files[index] ?? []);
    const person = world.people[planned[0]?.person ?? 0];
    if (person === undefined) throw new Error('a storm for more people than there are');
    const { linkId, issueId, recording } = await linkRecording(world, person, planned);
    for (const [at, index] of indexes.entries()) {
      const [file, plan] = [recording.files[at], files[index]];
      if (file === undefined || plan === undefined) throw new Error('a file was not made');
      const otherSizes = plan.downloads.flatMap((fault) =>
        fault.kind === 'other-size' ? [file.size + sizeChange(file, fault.by)] : [],
      );
      asked[index] = { person, issueId, linkId, recording, file, otherSizes };
    }
  }
  return asked;
}

/** Bytes for a part of the file's size. */
export function sizeChange({ size }: { size: number }, by: number): number {
  return Math.round(size * by);
}

async function linkRecording({ app, clock }: World, person: Person, files: Storm['files']) {
  const issueId = person.site.addIssue({ projectId: person.projectId }).id;
  const held = clock.now().getTime() - 2 * 3_600_000;
  const meeting = app.zoom.createMeeting(person.host, { startTime: held, durationMinutes: 60 });
  const instance = app.zoom.addPastInstance(meeting, { startTime: held, durationMinutes: 55 });
  const recording = app.zoom.addRecording(instance, {
    files: files.map(({ fileType, size }) => ({ fileType, size })),
  });
  const linked = await app.api('POST', '/meeting-links', viewerOf(person, issueId), {
    meetingId: meeting.id,
  });
  if (linked.status !== 201) throw new Error(`Not linked: ${linked.status} ${JSON.stringify(linked.body)}`);
  return { linkId: linked.body.id as string, issueId, recording };
}

/** Presses **Attach to issue**. */
export function ask({ app }: World, { person, issueId, linkId, recording, file }: AskedFile) {
  return app.api('POST', '/transfers', viewerOf(person, issueId), {
    linkId,
    meetingUuid: recording.uuid,
    fileKey: file.id,
    audience: audienceOn(person, issueId),
  });
}

/** Presses **Retry**. */
export function retry({ app }: World, { person, issueId }: AskedFile, transferId: string) {
  return app.api('POST', `/transfers/${transferId}/retry`, viewerOf(person, issueId), {
    audience: audienceOn(person, issueId),
  });
}

function audienceOn({ site }: Person, issueId: string) {
  const issue = site.issues.find(({ id }) => id === issueId);
  return { projectId: issue?.projectId ?? '', securityLevelId: issue?.securityLevel?.id ?? null };
}

/** The file's transfer; null while nobody's asking was accepted. */
export async function transferOfFile({ app }: World, { file }: AskedFile): Promise<Transfer | null> {
  const [row] = await app.deps.database.rows<TransferRow>(
    'SELECT * FROM transfers WHERE recording_key = $1 ORDER BY created_at DESC LIMIT 1',
    [file.id],
  );
  return row === undefined ? null : transferOf(row);
}

/** Hex sha-256 of the file's bytes, where Zoom sends `size` of them. */
export function sha256Of({ app }: World, { file }: AskedFile, size: number): string {
  const hash = createHash('sha256');
  const content = { fileType: file.fileType, size: file.size, marker: app.zoom.marker, cues: 12 };
  for (const chunk of contentChunks(content, 0, size)) hash.update(chunk);
  return hash.digest('hex');
}
