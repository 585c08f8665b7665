// What people paste: every shape of a join link and of a meeting number, and what is none.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meetingIdIn } from '../../../src/meetings/pasted-meeting.ts';

const zoomHosts = { hosts: ['zoom.us', '*.zoom.us'], insecureLoopback: false };
const read = (text: string) => meetingIdIn(text, zoomHosts);

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
    ['a personal link name', 'https://zoom.us/my/priya'],
    ['a recording', 'https://zoom.us/rec/play/97763643886'],
    ['a number in the query only', 'https://zoom.us/profile?id=97763643886'],
    ['a number that goes on', 'https://zoom.us/j/9776364388612345'],
    ['digits of another script', '９７７６３６４３８８６'],
  ])('%s', (_shape, text) => {
    expect(read(text)).toBeNull();
  });
});

test('whatever is pasted, the answer is 9 to 12 digits that stand in it, or null', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.json()), (text) => {
      const found = read(text);
      if (found === null) return;
      expect(found).toMatch(/^\d{9,12}$/);
      expect(text.replace(/[\s-]/g, '')).toContain(found);
    }),
  );
});

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
