// Installations in memory, because every request needs one. Postgres tells all processes when one changes.

import type { Clock } from '../platform/clock.ts';
import { listenForNotifications } from '../platform/database/notifications.ts';
import type { Logger } from '../platform/logger.ts';
import {
  type Installation,
  type InstallationsRepository,
  installationsChannel,
} from './installations-repository.ts';

export interface InstallationsCache {
  /** Null unless the app is installed there now. */
  findByClientKey(clientKey: string): Promise<Installation | null>;
  /** Null unless the app is installed there now. */
  findById(siteId: string): Promise<Installation | null>;
  /** Reads the row anew, at most once per site in ten seconds; null when it may not or it is not installed. */
  rereadAfterBadSignature(clientKey: string): Promise<Installation | null>;
  stop(): Promise<void>;
}

const rereadPauseMs = 10_000;

export async function startInstallationsCache(deps: {
  installationsRepository: InstallationsRepository;
  databaseUrl: string;
  clock: Clock;
  logger: Logger;
}): Promise<InstallationsCache> {
  const byId = new Map<string, Installation>();
  const idByClientKey = new Map<string, string>();
  const rereadAt = new Map<string, number>();
  // Counts what was told, so that a row read before a change is not remembered after it.
  let generation = 0;
  // While nobody would tell of a change, nothing is remembered.
  let listening = false;

  const read = async (by: { id: string } | { clientKey: string }): Promise<Installation | null> => {
    const before = generation;
    const installation = await deps.installationsRepository.findInstalled(by);
    if (installation !== null && listening && before === generation) {
      byId.set(installation.id, installation);
      idByClientKey.set(installation.clientKey, installation.id);
    }
    return installation;
  };

  const notifications = await listenForNotifications(
    deps.databaseUrl,
    installationsChannel,
    {
      onMessage(siteId) {
        generation += 1;
        byId.delete(siteId);
      },
      onConnected() {
        listening = true;
        generation += 1;
      },
      onLost() {
        listening = false;
        generation += 1;
        byId.clear();
      },
    },
    deps.logger,
  );

  return {
    async findByClientKey(clientKey) {
      const id = idByClientKey.get(clientKey);
      return (id === undefined ? undefined : byId.get(id)) ?? (await read({ clientKey }));
    },
    async findById(siteId) {
      return byId.get(siteId) ?? (await read({ id: siteId }));
    },
    async rereadAfterBadSignature(clientKey) {
      const now = deps.clock.now().getTime();
      const last = rereadAt.get(clientKey);
      if (last !== undefined && now - last < rereadPauseMs) return null;
      rereadAt.set(clientKey, now);
      return read({ clientKey });
    },
    stop: () => notifications.stop(),
  };
}
