// The viewer's language and time zone for dates and numbers, as `language.ts` found them; the browser's own until then.

export interface Place {
  locale?: string;
  timeZone?: string;
}

export const viewersPlace: Place = {};
