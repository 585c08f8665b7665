// What a person's new meetings begin with.

import type { Database } from '../platform/database/database.ts';
import type { MeetingDefaults } from './api-types.ts';

/** Nobody is let in unseen or heard unasked, and nothing is recorded unasked. */
const careful: MeetingDefaults = {
  durationMinutes: 60,
  waitingRoom: true,
  cloudRecording: false,
  joinBeforeHost: false,
  muteUponEntry: true,
};

export type UserSettings = ReturnType<typeof createUserSettings>;

export function createUserSettings(database: Database) {
  return {
    async get(personId: string): Promise<MeetingDefaults> {
      const [defaults] = await database.rows<MeetingDefaults>(
        `SELECT duration_minutes AS "durationMinutes", waiting_room AS "waitingRoom",
           cloud_recording AS "cloudRecording", join_before_host AS "joinBeforeHost",
           mute_upon_entry AS "muteUponEntry"
         FROM user_settings WHERE person_id = $1`,
        [personId],
      );
      return defaults ?? careful;
    },

    async set(personId: string, defaults: MeetingDefaults): Promise<void> {
      await database.rows(
        `INSERT INTO user_settings
           (person_id, duration_minutes, waiting_room, cloud_recording, join_before_host, mute_upon_entry)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (person_id) DO UPDATE SET duration_minutes = excluded.duration_minutes,
           waiting_room = excluded.waiting_room, cloud_recording = excluded.cloud_recording,
           join_before_host = excluded.join_before_host, mute_upon_entry = excluded.mute_upon_entry`,
        [
          personId,
          defaults.durationMinutes,
          defaults.waitingRoom,
          defaults.cloudRecording,
          defaults.joinBeforeHost,
          defaults.muteUponEntry,
        ],
      );
    },
  };
}
