// From what a clock on the wall shows somewhere to the moment that it is.

/**
 * @param localTime `2026-11-24T10:00` or with seconds. @param timeZone an IANA name; a RangeError when it is none.
 * A time that comes twice when clocks are set back is the first of the two; one that is skipped is as much later.
 */
export function momentOf(localTime: string, timeZone: string): Date {
  const asUtc = Date.parse(`${localTime}Z`);
  const dayMs = 86_400_000;
  const before = offsetMs(asUtc - dayMs, timeZone);
  const after = offsetMs(asUtc + dayMs, timeZone);
  const fits = [before, after].find((offset) => offsetMs(asUtc - offset, timeZone) === offset);
  return new Date(asUtc - (fits ?? before));
}

/**
 * The last `count` days up to the one of `now`, `2026-11-23`, and when each begins.
 * @param timeZone an IANA name; a RangeError when it is none.
 */
export function daysUpTo(now: Date, count: number, timeZone: string): { day: string; begins: Date }[] {
  const written = {
    timeZone,
    calendar: 'iso8601',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  } as const;
  const today = Date.parse(new Intl.DateTimeFormat('en-CA', written).format(now));
  return Array.from({ length: count }, (_none, index) => {
    const day = new Date(today - (count - 1 - index) * 86_400_000).toISOString().slice(0, 10);
    return { day, begins: momentOf(`${day}T00:00`, timeZone) };
  });
}

/** The day after `2026-11-23`. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}

function offsetMs(moment: number, timeZone: string): number {
  const written = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).format(moment);
  const [, sign = '', hours = 0, minutes = 0] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(written) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
