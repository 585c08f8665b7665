// With whose Zoom connection a linked meeting is read: the viewer's own where they are its host, else the linker's.

import { AppError } from '../platform/errors.ts';
import type { Connection } from '../zoom-accounts/connections-repository.ts';
import type { ZoomAccess } from '../zoom-accounts/zoom-access.ts';
import type { MeetingLink, MeetingLinksRepository } from './meeting-links-repository.ts';

export interface LinkReader {
  /** The person whose connection is used. */
  personId: string;
  isHost: boolean;
}

/** @throws {AppError} `linker_not_connected` or `linker_left` when nobody's connection can read it. */
export function readerOf(
  link: MeetingLink,
  viewer: { personId: string; connection: Connection | null },
): LinkReader {
  if (isHost(link, viewer.connection)) return { personId: viewer.personId, isHost: true };
  if (link.linker === 'left') throw linkerLeft();
  if (link.linker !== 'connected') throw linkerNotConnected();
  return { personId: link.linkedBy, isHost: false };
}

const linkersToMend = new Set(['zoom_not_connected', 'zoom_needs_reconnect', 'zoom_permission_missing']);

/** Runs `work` with the reader's Zoom. Throws as `as` does, and as {@link inWordsFor} says. */
export function readAs<Result>(
  zoomAccess: ZoomAccess,
  reader: LinkReader,
  work: Parameters<typeof zoomAccess.as<Result>>[1],
): Promise<Result> {
  return inWordsFor(reader, zoomAccess.as(reader.personId, work));
}

/** What only the linker can mend is not asked of anybody else. */
export async function inWordsFor<Result>(reader: LinkReader, reading: Promise<Result>): Promise<Result> {
  try {
    return await reading;
  } catch (error) {
    if (!reader.isHost && error instanceof AppError && linkersToMend.has(error.code))
      throw linkerNotConnected(error);
    throw error;
  }
}

function linkerNotConnected(cause?: AppError): AppError {
  return new AppError(
    'linker_not_connected',
    409,
    'The person who linked this meeting is no longer fully connected to Zoom, so its details and recordings cannot be read. Attached files stay. They can connect again, or its host can link it anew.',
    { cause },
  );
}

function linkerLeft(): AppError {
  return new AppError(
    'linker_left',
    409,
    'The person who linked this meeting has left Jira, so its details and recordings cannot be read. Attached files stay. Its host can link it anew.',
  );
}

export function isHost(link: MeetingLink, connection: Connection | null): boolean {
  return connection?.grantState === 'alive' && connection.zoomUserId === link.hostZoomUserId;
}

/** @throws {AppError} 404: not on this issue of this site, whatever else it may be. */
export async function getLink(
  links: MeetingLinksRepository,
  where: { id: string; siteId: string; issueId: string },
): Promise<MeetingLink> {
  const link = await links.find(where);
  if (link === null) throw linkNotFound();
  return link;
}

export function linkNotFound(): AppError {
  return new AppError('link_not_found', 404, 'This meeting is no longer linked to the issue.');
}
