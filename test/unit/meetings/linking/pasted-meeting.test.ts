// What people paste: every shape of a join link and of a meeting number, and what is none.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findPastedMeeting, isSamePersonalLink } from '../../../../src/meetings/linking/pasted-meeting.ts';
import { anyText } from '../../../support/any-text.ts';

const zoomHosts = { hosts: ['zoom.us', '*.zoom.us'], insecureLoopback: false };
/** The number, the name of a personal room, or null. */
const read = (text: string): string | null => {
  const found = findPastedMeeting(text, zoomHosts);
  if (found === null) return null;
  return 'meetingId' in found ? found.meetingId : found.personalLink.pathname;
};

describe('the meeting number is found in', () => {
  test.each([
    ['a join link', 'https://zoom.us/j/97763643886'],
    ['a join link with a passcode', 'https://us02web.zoom.us/j/97763643886?pwd=abc.1#success'],
    ['a join link of a vanity host', 'https://example-company.zoom.us/j/97763643886'],
    ['a join link with a trailing slash', 'https://zoom.us/j/97763643886/'],
    ['a start link', 'https://zoom.us/s/97763643886?zak=secret'],
    ['a webinar’s join page', 'https://zoom.us/w/97763643886?tk=x'],
    ['a web client link', 'https://zoom.us/wc/97763643886/join'],
    ['a newer web client link', 'https://app.zoom.us/wc/join/97763643886'],
    ['a link without its scheme', 'us02web.zoom.us/j/97763643886'],
    ['a link in capitals', 'HTTPS://ZOOM.US/j/97763643886'],
    ['a link with space around', '  \n https://zoom.us/j/97763643886 \t'],
    ['a number', '97763643886'],
    ['a number with spaces, as Zoom shows it', '977 6364 3886'],
    ['a number with dashes', '977-6364-3886'],
    ['a number with no-break spaces', '977\u00a06364\u00a03886'],
    ['a number with en dashes', '977–6364–3886'],
    ['a path in capitals', 'https://zoom.us/J/97763643886'],
    ['a link at the end of a sentence', 'https://zoom.us/j/97763643886.'],
    ['a link in brackets', '(<https://us02web.zoom.us/j/97763643886?pwd=x>)'],
    ['a link that opens the program', 'zoommtg://zoom.us/join?action=join&confno=97763643886&pwd=x'],
    ['a link that opens the program on a telephone', 'zoomus://us02web.zoom.us/join?confno=97763643886'],
    ['a link with words around', 'Join us:\nhttps://acme.zoom.us/j/97763643886?pwd=abc\nSee you!'],
    [
      'the first link of an invitation',
      'Priya is inviting you.\r\nTopic: Numbers 123456789\r\n\r\nJoin Zoom Meeting\r\nhttps://us02web.zoom.us/j/97763643886?pwd=a.1\r\n\r\nMeeting ID: 111 1111 1111\r\nhttps://us02web.zoom.us/u/kabc',
    ],
    ['the number’s line of an invitation', 'Topic: 2026\r\nMeeting ID: 977 6364 3886\r\n482913'],
    ['the number’s line in German', 'Meeting-ID: 977 6364 3886\nKenncode: 482913'],
    ['the number’s line in French', 'ID de réunion : 977 6364 3886'],
  ])('%s', (_shape, text) => {
    expect(read(text)).toBe('97763643886');
  });

  test.each([
    ['9 digits', '123456789'],
    ['10 digits, a personal room', '2234567890'],
    ['12 digits', '123456789012'],
  ])('numbers of %s', (_length, digits) => {
    expect(read(digits)).toBe(digits);
  });
});

describe('nothing is found in', () => {
  test.each([
    ['nothing', ''],
    ['spaces', '   '],
    ['words', 'the weekly call'],
    ['too few digits', '12345678'],
    ['too many digits', '1234567890123'],
    ['a link to another company', 'https://meet.example.com/j/97763643886'],
    ['a host that only ends like Zoom’s', 'https://evilzoom.us/j/97763643886'],
    ['a host that only begins like Zoom’s', 'https://zoom.us.example.com/j/97763643886'],
    ['a host hidden behind a user name', 'https://zoom.us@example.com/j/97763643886'],
    ['a Zoom link with a user name', 'https://me:pw@zoom.us/j/97763643886'],
    ['a Zoom link with a port', 'https://zoom.us:8443/j/97763643886'],
    ['an unencrypted link', 'http://zoom.us/j/97763643886'],
    ['another scheme', 'javascript:alert(97763643886)'],
    ['a personal link of another company', 'https://meet.example.com/my/priya'],
    ['a program’s link that leads elsewhere', 'zoommtg://evil.example.com/join?confno=97763643886'],
    ['a program’s link without a number', 'zoommtg://zoom.us/start?confno=mine'],
    ['a number among words', 'call 97763643886 tomorrow'],
    ['a recording', 'https://zoom.us/rec/play/97763643886'],
    ['a number in the query only', 'https://zoom.us/profile?id=97763643886'],
    ['a number that goes on', 'https://zoom.us/j/9776364388612345'],
    ['digits of another script', '９７７６３６４３８８６'],
  ])('%s', (_shape, text) => {
    expect(read(text)).toBeNull();
  });
});

test.each(['https://zoom.us/my/priya', 'acme.zoom.us/my/priya', 'https://zoom.us/my/priya?pwd=x'])(
  'a personal link is found as such in %s',
  (text) => {
    expect(read(text)).toBe('/my/priya');
  },
);

test.each([
  ['https://us02web.zoom.us/my/priya', 'https://zoom.us/my/priya?pwd=x', true],
  ['https://us02web.zoom.us/my/priya', 'https://zoom.us/my/Priya/', true],
  ['https://us02web.zoom.us/my/priya', 'https://zoom.us/my/priyanka', false],
  ['https://us02web.zoom.us/j/2234567890', 'https://zoom.us/j/2234567890', false],
])('%s and %s are the same personal link: %s', (own, pasted, same) => {
  expect(isSamePersonalLink(new URL(own), new URL(pasted))).toBe(same);
});

test('whatever is pasted, the answer is 9 to 12 digits that stand in it, or null', () => {
  fc.assert(
    fc.property(fc.oneof(anyText(40), fc.webUrl(), fc.json()), (text) => {
      const found = read(text);
      if (found === null) return;
      expect(found).toMatch(/^(\d{9,12}|\/my\/.+)$/i);
      if (!found.startsWith('/')) expect(text.replace(/[\s\p{Pd}.]/gu, '')).toContain(found);
    }),
  );
  // Preparing all characters that there are takes seconds on a busy machine.
}, 30_000);

test('any number survives any spacing, and any link of Zoom’s hosts', () => {
  const digits = fc.stringMatching(/^[1-9]\d{8,11}$/);
  const gaps = fc.array(fc.constantFrom('', ' ', '-', '\u00a0', '  '), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(digits, gaps, (id, gap) => {
      expect(read([...id].map((digit, at) => digit + gap[at]).join(''))).toBe(id);
    }),
  );
  const host = fc.stringMatching(/^[a-z][a-z0-9]{0,20}$/).map((name) => `${name}.zoom.us`);
  const path = fc.constantFrom('j', 's', 'w', 'wc', 'wc/join');
  fc.assert(
    fc.property(digits, host, path, fc.string(), (id, name, shape, query) => {
      expect(read(`https://${name}/${shape}/${id}?pwd=${encodeURIComponent(query.toWellFormed())}`)).toBe(id);
    }),
  );
});

test('nothing that could be pasted takes long to be searched', () => {
  for (let time = 0; time < 100; time += 1) expect(read(`${')'.repeat(19_990)}x`)).toBeNull();
});
