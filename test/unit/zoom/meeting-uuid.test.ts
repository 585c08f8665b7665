// Meeting UUIDs in paths: encoded twice where Zoom's rule says so, and always decoded to what they were.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeMeetingUuid } from '../../../src/zoom/meeting-uuid.ts';

it.each([
  ['4444AAAiAAAAAiAiAiiAii==', '4444AAAiAAAAAiAiAiiAii%3D%3D'],
  ['/ajXp112QmuoKj4854875==', '%252FajXp112QmuoKj4854875%253D%253D'],
  ['ab//cd+e==', 'ab%252F%252Fcd%252Be%253D%253D'],
  ['ab/cd==', 'ab%2Fcd%3D%3D'],
])('%s becomes %s', (uuid, encoded) => expect(encodeMeetingUuid(uuid)).toBe(encoded));

const uuids = fc
  .array(fc.constantFrom(...'abcXYZ019+/='), { minLength: 1, maxLength: 30 })
  .map((characters) => characters.join(''));

it('any UUID stays one segment of the path and decodes to itself, by the rule that Zoom decodes with', () => {
  fc.assert(
    fc.property(uuids, (uuid) => {
      const encoded = encodeMeetingUuid(uuid);
      expect(encoded).toMatch(/^[\w%.!~*'()-]+$/);
      const once = decodeURIComponent(encoded);
      const twice = uuid.startsWith('/') || uuid.includes('//');
      expect(twice ? decodeURIComponent(once) : once).toBe(uuid);
      expect(new URL(`https://api.zoom.us/v2/meetings/${encoded}/recordings`).pathname).toBe(
        `/v2/meetings/${encoded}/recordings`,
      );
    }),
  );
});
