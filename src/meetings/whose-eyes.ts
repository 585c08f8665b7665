// With whose Zoom connection a linked meeting is read: the viewer's own where they are its host, else the linker's.

import { AppError } from '../platform/errors.ts';
import type { Connection } from '../zoom-accounts/grants-repository.ts';
import type { MeetingLink, MeetingLinksRepository } from './meeting-links-repository.ts';

export interface LinkReader {
  /** The person whose connection is used. */
  personId: string;
  isHost: boolean;
}

/** @throws {AppError} `linker_not_connected` when nobody's connection can read it. */
export function readerOf(
  link: MeetingLink,
  viewer: { personId: string; connection: Connection | null },
): LinkReader {
  if (isHost(link, viewer.connection)) return { personId: viewer.personId, isHost: true };
  if (!link.linkerConnected)
    throw new AppError(
      'linker_not_connected',
      409,
      'The person who linked this meeting is no longer connected to Zoom, so it cannot be read. Its host can link it anew.',
    );
  return { personId: link.linkedBy, isHost: false };
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
  if (link === null)
    throw new AppError('link_not_found', 404, 'This meeting is no longer linked to the issue.');
  return link;
}
