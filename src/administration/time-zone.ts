// In whose days admins count: a time zone as their browser names it.

import { z } from 'zod';

export const timeZone = z.string().max(64).refine(isTimeZone, 'must be a time zone').default('UTC');

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}
