// Words for people whose names are not told.

import { catalogue } from './catalogue.ts';

export const peopleTexts = catalogue('people', {
  anotherPerson: 'another person on this site',
  otherPeople: (count: number) => `${count} other people on this site`,
});
