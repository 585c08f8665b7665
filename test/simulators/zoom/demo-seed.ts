// The people, meetings and recordings of the demo's simulated Zoom.
import type { ZoomSimulator } from './zoom-simulator.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const megabyte = 1024 * 1024;

/** Fills an empty simulated Zoom relative to the present time; leaves one that has people as it is. */
export function seedDemoZoom(zoom: ZoomSimulator, now: number = Date.now()): void {
  if (zoom.users.length > 0) return;
  const hour = Math.ceil(now / (60 * minute)) * 60 * minute;
  const anna = zoom.createUser({ firstName: 'Anna', lastName: 'Arslan', personalName: 'anna.arslan' });
  const ben = zoom.createUser({ firstName: 'Ben', lastName: 'Okafor' });
  const carla = zoom.createUser({ firstName: 'Carla', lastName: 'Nowak', type: 1 });

  zoom.createMeeting(anna, {
    topic: 'Release planning',
    startTime: hour + 60 * minute,
    durationMinutes: 45,
    agenda: 'What goes into the next release, and what does not.',
  });
  zoom.createMeeting(anna, {
    topic: 'Design review in my room',
    startTime: hour + 2 * day,
    usesPersonalRoom: true,
  });
  const standup = zoom.createMeeting(anna, {
    topic: 'Weekly team meeting',
    type: 8,
    occurrences: 8,
    startTime: hour - 21 * day,
    durationMinutes: 30,
  });
  for (const weeksAgo of [3, 2, 1]) {
    const instance = zoom.addPastInstance(standup, {
      startTime: hour - weeksAgo * 7 * day,
      durationMinutes: 28,
    });
    zoom.addRecording(instance, { files: [{ fileType: 'MP4' }, { fileType: 'TRANSCRIPT' }] });
    zoom.addSummary(instance, { title: 'Weekly team meeting' });
  }
  zoom.createMeeting(anna, {
    topic: 'Sprint review',
    type: 8,
    startTime: hour + 3 * day,
    durationMinutes: 45,
    occurrences: 6,
  });
  const review = zoom.createMeeting(anna, {
    topic: 'Customer feedback session',
    startTime: hour - 2 * day,
    durationMinutes: 60,
  });
  const held = zoom.addPastInstance(review, { startTime: hour - 2 * day + 2 * minute, durationMinutes: 51 });
  zoom.addRecording(held, {
    files: [
      { fileType: 'MP4' },
      { fileType: 'MP4', recordingType: 'gallery_view', size: 400 * megabyte },
      { fileType: 'M4A' },
      { fileType: 'TRANSCRIPT', cues: 240 },
      { fileType: 'CHAT' },
    ],
    autoDeleteOn: new Date(now + 26 * day).toISOString().slice(0, 10),
  });
  zoom.addSummary(held, { title: 'Customer feedback session' });
  const recent = zoom.createMeeting(anna, {
    topic: 'Incident retrospective',
    startTime: hour - 120 * minute,
  });
  const justNow = zoom.addPastInstance(recent, { startTime: hour - 120 * minute, durationMinutes: 35 });
  zoom.addRecording(justNow, {
    files: [{ fileType: 'M4A' }, { fileType: 'MP4', status: 'processing' }],
  });
  const roomTalk = zoom.addPastInstance(zoom.personalRoom(anna), {
    startTime: hour - 4 * day,
    durationMinutes: 15,
  });
  zoom.addRecording(roomTalk, { files: [{ fileType: 'MP4' }] });

  const benMeeting = zoom.createMeeting(ben, { topic: 'Supplier call', startTime: hour - day });
  const benHeld = zoom.addPastInstance(benMeeting, { startTime: hour - day, durationMinutes: 22 });
  zoom.addRecording(benHeld, { files: [{ fileType: 'MP4' }, { fileType: 'M4A' }] });
  zoom.createMeeting(ben, { topic: 'Open office hour', type: 3 });

  zoom.createMeeting(carla, {
    topic: 'Interview preparation',
    startTime: hour + 3 * day,
    durationMinutes: 40,
  });
}
