// Words of the form that schedules a meeting, of changing its time, and of starting one now.

import { catalogue } from './catalogue.ts';

export const scheduleTexts = catalogue('schedule', {
  button: 'Schedule meeting',
  title: 'Schedule a meeting',
  scheduling: 'Scheduling…',
  scheduled: 'Meeting scheduled and linked.',
  topic: 'Topic',
  startTime: 'Start',
  timeZone: 'Time zone',
  durationMinutes: 'Duration (minutes)',
  forYou: (when: string) => `For you: ${when}`,
  every: 'Repeat',
  repeats: { never: 'Does not repeat', day: 'Daily', week: 'Weekly', month: 'Monthly' },
  interval: { day: 'Interval (days)', week: 'Interval (weeks)', month: 'Interval (months)' },
  weekDays: 'On',
  onDay: (day: string) => `On day ${day}`,
  onWeek: (week: number, weekDay: string) =>
    `On the ${['first', 'second', 'third', 'fourth'][week - 1]} ${weekDay}`,
  onLast: (weekDay: string) => `On the last ${weekDay}`,
  ends: 'Ends',
  afterCount: 'After a number',
  onDate: 'On a date',
  count: 'Dates',
  endDate: 'Last date',
  dates: (next: string, count: number, last: string) =>
    count === 1 ? `One date: ${next}` : `${count} dates: ${next} … ${last}`,
  noDates: 'There is no such date.',
  more: 'More options',
  agenda: 'Agenda',
  passcode: 'Passcode',
  passcodeHint: 'Left empty, Zoom makes one.',
  waitingRoom: 'Waiting room',
  cloudRecording: 'Record to the cloud automatically',
  noRecording: 'Your Zoom plan is Basic, which has no cloud recordings.',
  alternativeHosts: 'Alternative hosts',
  alternativeHostsHint: 'E-mail addresses of licensed people in your Zoom account, with commas in between.',
  faults: {
    topic: 'Enter a topic.',
    startTime: 'Choose a date and a time.',
    durationMinutes: 'Enter 1 to 1440 minutes.',
    interval: 'Enter a whole number that Zoom allows: up to 99 days, 50 weeks or 10 months.',
    weekDays: 'Choose a weekday.',
    count: 'Enter 1 to 50.',
    endDate: 'Choose a date from the start on.',
    passcode: 'Use up to 10 letters, digits, @, -, _ or *.',
    alternativeHosts: 'Enter up to 10 e-mail addresses with commas in between.',
  } as Record<string, string>,
});

export const startTexts = catalogue('start', {
  starting: 'Starting the meeting…',
  started: 'Meeting started and linked.',
  notOpened: 'The meeting is linked. Your browser blocked its window.',
  openZoom: 'Open Zoom',
  topic: 'Zoom meeting',
});
