// The bytes of simulated recordings: any size, from any offset, always the same, never held whole in memory.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ZoomFileType } from './state.ts';

/** What decides a file's bytes. */
export interface ContentKey {
  fileType: ZoomFileType;
  size: number;
  /** Text put into transcripts and chats, so that leaks of content can be found. */
  marker: string;
  /** Of transcripts: how many spoken lines. */
  cues?: number;
}

const chunkBytes = 256 * 1024;
const blockBytes = 1024 * 1024;

const sampleFolder = new URL('../sample-recording/', import.meta.url);
const samples = new Map<string, Buffer>();

function sample(name: string): Buffer {
  let bytes = samples.get(name);
  if (!bytes) {
    bytes = readFileSync(new URL(name, sampleFolder));
    samples.set(name, bytes);
  }
  return bytes;
}

/** Two equal halves of pseudo-random bytes: any 1 MiB window of it is a different, ready-made block. */
const noise = (() => {
  const bytes = Buffer.alloc(2 * blockBytes);
  let state = 0x9e3779b9;
  for (let at = 0; at < blockBytes; at += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes.writeInt32LE(state | 0, at);
  }
  bytes.copy(bytes, blockBytes, 0, blockBytes);
  return bytes;
})();

/** The ready-made filler from `offset` on, at most to the end of its block. Blocks differ by where their window begins. */
function noiseAt(offset: number): Buffer {
  const block = Math.floor(offset / blockBytes);
  const window = (block * 65_537) % blockBytes;
  const within = offset % blockBytes;
  return noise.subarray(window + within, window + blockBytes);
}

/** Header of an ISO-BMFF `free` box of `size` bytes, header included: players skip it. */
function freeBoxHeader(size: number): Buffer {
  const wide = size > 0xffff_ffff;
  const header = Buffer.alloc(wide ? 16 : 8);
  header.writeUInt32BE(wide ? 1 : size, 0);
  header.write('free', 4, 'latin1');
  if (wide) header.writeBigUInt64BE(BigInt(size), 8);
  return header;
}

type NewContent = Omit<ContentKey, 'size'>;

const speakers = ['Sample Speaker', 'Second Speaker', 'Third Speaker (Guest)'];
const lines = [
  'This transcript was made by a simulator, and nobody was recorded.',
  'Thank you. Shall we begin with what is left from last week?',
  'The import still fails when a file name has an umlaut in it, as in Übersicht.',
  'I have seen that too. It is fixed, and goes out with the next release.',
  'When will that be?',
  'On Thursday, if the tests stay green & nobody finds something < that hurts.',
  'Good. Then let us look at the release notes.',
];

/** A time as in WebVTT. */
const cueTime = (seconds: number) => `${new Date(seconds * 1000).toISOString().slice(11, 19)}.000`;

/** Spoken lines as Zoom writes them: numbered, and the speaker's name before a colon. */
function transcriptOf({ marker, cues = 2 }: NewContent): string {
  const spoken = Array.from({ length: cues }, (_, at) => {
    const who = `${speakers[at % speakers.length]}${marker && ` ${marker}`}`;
    const when = `${cueTime(1 + at * 6)} --> ${cueTime(5 + at * 6)}`;
    return `${at + 1}\n${when}\n${who}: ${lines[at % lines.length]}\n\n`;
  });
  return `WEBVTT\n\n${spoken.join('')}`;
}

function textOf(content: NewContent): Buffer {
  const { fileType, marker } = content;
  const who = `Sample Speaker${marker && ` ${marker}`}`;
  if (fileType === 'CHAT') {
    return Buffer.from(`00:00:04\t${who}:\tHello from a simulated chat\n00:00:09\t${who}:\tThanks, bye\n`);
  }
  if (fileType === 'TIMELINE') {
    return Buffer.from(JSON.stringify({ timeline: [{ ts: '00:00:01.000', users: [{ username: who }] }] }));
  }
  return Buffer.from(transcriptOf(content));
}

function startOf(key: NewContent): Buffer {
  if (key.fileType === 'MP4') return sample('sample-recording.mp4');
  if (key.fileType === 'M4A') return sample('sample-recording.m4a');
  return textOf(key);
}

const isMedia = (fileType: ZoomFileType) => fileType === 'MP4' || fileType === 'M4A';

/** The size a file has when nobody asks for another. */
export function naturalSize(content: NewContent): number {
  return startOf(content).length;
}

/** Throws unless a playable (or readable) file of exactly this type and size can be made. */
export function checkSize(key: ContentKey): void {
  const rest = key.size - startOf(key).length;
  if (rest === 0 || (isMedia(key.fileType) ? rest >= 8 : key.size > 8)) return;
  throw new Error(`A ${key.fileType} of ${key.size} bytes cannot be made: ${startOf(key).length} or 8 more.`);
}

const textFiller = Buffer.from('NOTE filler of a simulated text file\n\n'.repeat(512));

/**
 * The bytes [from, to) as chunks of at most 256 KiB. The chunks are views of shared memory: never write to them.
 * `to` may lie beyond the file's size; filler goes on there.
 */
export function* contentChunks(
  key: ContentKey,
  from = 0,
  to = key.size,
  atMost = chunkBytes,
): Generator<Buffer, void, undefined> {
  const start = startOf(key);
  const media = isMedia(key.fileType);
  const rest = key.size - start.length;
  const head = media && rest > 0 ? Buffer.concat([start, freeBoxHeader(rest)]) : start;
  let at = from;
  while (at < to) {
    const available =
      at < head.length
        ? head.subarray(at)
        : media
          ? noiseAt(at - head.length)
          : textFiller.subarray((at - head.length) % textFiller.length);
    const chunk = available.subarray(0, Math.min(available.length, atMost, to - at));
    yield chunk;
    at += chunk.length;
  }
}

const hashes = new Map<string, Promise<string>>();

/** Hex sha-256 of the whole file; computed once per content, yielding to other work between chunks. */
export function contentSha256(key: ContentKey): Promise<string> {
  const name = `${key.fileType}:${key.size}:${key.marker}:${key.cues}`;
  let hash = hashes.get(name);
  if (!hash) {
    hash = hashContent(key);
    hashes.set(name, hash);
  }
  return hash;
}

async function hashContent(key: ContentKey): Promise<string> {
  const hash = createHash('sha256');
  let sincePause = 0;
  for (const chunk of contentChunks(key)) {
    hash.update(chunk);
    sincePause += chunk.length;
    if (sincePause >= 16 * blockBytes) {
      sincePause = 0;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return hash.digest('hex');
}
