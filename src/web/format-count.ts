// Numbers of things in the viewer's locale, which can be given for tests.

import { viewersPlace } from './place.ts';

/** `1,234` */
export function formatCount(count: number, locale = viewersPlace.locale): string {
  return new Intl.NumberFormat(locale).format(count);
}
