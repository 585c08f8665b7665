// How a meeting is named in a path: by its number, or by a UUID under Zoom's encoding rule.
import { randomBytes } from 'node:crypto';

/** A fresh UUID of an instance: 16 random bytes in base64. `shape` makes one that needs double encoding. */
export function newMeetingUuid(shape: 'any' | 'leading-slash' | 'double-slash' = 'any'): string {
  const uuid = randomBytes(16).toString('base64');
  if (shape === 'leading-slash') return `/${uuid.slice(1)}`;
  if (shape === 'double-slash') return `${uuid.slice(0, 8)}//${uuid.slice(10)}`;
  return uuid;
}

/**
 * What Zoom makes of a path segment. It decodes once on its way in, where a leading slash and double slashes get lost,
 * and once more where percent signs are left. Slashes that were not encoded cut the name, `+` is read as a space.
 */
export function readMeetingName(segment: string): { id: string } | { uuid: string } {
  if (/^\d+$/.test(segment)) return { id: segment };
  const decode = (text: string) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  const last = segment.slice(segment.lastIndexOf('/') + 1);
  const once = decode(last.replaceAll('+', ' '));
  if (/%[0-9a-f]{2}/i.test(once)) return { uuid: decode(once) };
  return { uuid: once.replace(/^\/+/, '').replace(/\/{2,}/g, '/') };
}
