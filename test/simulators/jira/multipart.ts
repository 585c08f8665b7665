// A strict streaming reader of multipart/form-data: it holds back no more than one boundary's length of a file.

const maxHeaderBytes = 16 * 1024;

export interface PartHeaders {
  /** The form field's name. */
  name: string;
  filename: string | null;
  contentType: string;
}

export type MultipartEvent =
  | { kind: 'part'; headers: PartHeaders }
  | { kind: 'data'; bytes: Buffer }
  | { kind: 'part-end' };

/** Thrown when the body is not well-formed multipart/form-data. */
export class MalformedMultipart extends Error {}

/** The boundary of a content type; null when it has none. */
export function boundaryOf(contentType: string): string | null {
  const match = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType);
  return match?.[1] ?? match?.[2] ?? null;
}

/** Cuts a body into its parts as it arrives. Throws MalformedMultipart. */
export async function* readMultipart(
  body: AsyncIterable<Buffer>,
  boundary: string,
): AsyncGenerator<MultipartEvent, void, undefined> {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  let state: 'start' | 'boundary' | 'headers' | 'data' | 'epilogue' = 'start';
  let pending: Buffer = Buffer.from('\r\n'); // so that the first boundary looks like all others

  for await (const chunk of body) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (;;) {
      if (state === 'start') {
        if (pending.length < delimiter.length) break;
        if (!pending.subarray(0, delimiter.length).equals(delimiter)) {
          throw new MalformedMultipart('the body does not begin with its boundary');
        }
        pending = pending.subarray(delimiter.length);
        state = 'boundary';
      } else if (state === 'boundary') {
        if (pending.length < 2) break;
        const mark = pending.toString('latin1', 0, 2);
        if (mark !== '\r\n' && mark !== '--')
          throw new MalformedMultipart('a boundary is followed by rubbish');
        pending = pending.subarray(2);
        state = mark === '--' ? 'epilogue' : 'headers';
      } else if (state === 'headers') {
        const end = pending.indexOf('\r\n\r\n');
        if (end > maxHeaderBytes || (end < 0 && pending.length > maxHeaderBytes)) {
          throw new MalformedMultipart('the headers of a part are too long');
        }
        if (end < 0) break;
        yield { kind: 'part', headers: parseHeaders(pending.toString('utf8', 0, end)) };
        pending = pending.subarray(end + 4);
        state = 'data';
      } else if (state === 'data') {
        const end = pending.indexOf(delimiter);
        const safe = end >= 0 ? end : startOfPossible(pending, delimiter);
        if (safe > 0) yield { kind: 'data', bytes: pending.subarray(0, safe) };
        if (end < 0) {
          pending = pending.subarray(safe);
          break;
        }
        yield { kind: 'part-end' };
        pending = pending.subarray(end + delimiter.length);
        state = 'boundary';
      } else {
        if (pending.length > 2 || !'\r\n'.startsWith(pending.toString('latin1'))) {
          throw new MalformedMultipart('bytes after the closing boundary');
        }
        break;
      }
    }
  }
  if (state !== 'epilogue') throw new MalformedMultipart('the closing boundary is missing');
}

/** Where the delimiter may begin at the very end of the bytes, to be completed by the next chunk. */
function startOfPossible(bytes: Buffer, delimiter: Buffer): number {
  let at = bytes.indexOf(0x0d, Math.max(0, bytes.length - delimiter.length + 1));
  while (at >= 0 && !bytes.subarray(at).equals(delimiter.subarray(0, bytes.length - at))) {
    at = bytes.indexOf(0x0d, at + 1);
  }
  return at < 0 ? bytes.length : at;
}

function parseHeaders(text: string): PartHeaders {
  const headers = new Map<string, string>();
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon <= 0) throw new MalformedMultipart('a part has a malformed header');
    headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const disposition = headers.get('content-disposition') ?? '';
  const name = quotedParameter(disposition, 'name');
  if (!disposition.toLowerCase().startsWith('form-data') || name === null) {
    throw new MalformedMultipart('a part lacks its form-data disposition');
  }
  const filename = quotedParameter(disposition, 'filename');
  return { name, filename, contentType: headers.get('content-type') ?? 'application/octet-stream' };
}

function quotedParameter(disposition: string, parameter: string): string | null {
  const match = new RegExp(`;\\s*${parameter}="((?:\\\\.|[^"\\\\])*)"`, 'i').exec(disposition);
  return match?.[1] === undefined ? null : match[1].replace(/\\(.)/g, '$1');
}
