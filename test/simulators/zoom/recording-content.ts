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

function textOf({ fileType, marker }: ContentKey): Buffer {
  const who = `Sample Speaker${marker && ` ${marker}`}`;
  if (fileType === 'CHAT') {
    return Buffer.from(`00:00:04\t${who}:\tHello from a simulated chat\n00:00:09\t${who}:\tThanks, bye\n`);
  }
  if (fileType === 'TIMELINE') {
    return Buffer.from(JSON.stringify({ timeline: [{ ts: '00:00:01.000', users: [{ username: who }] }] }));
  }
  return Buffer.from(
    `WEBVTT\n\n1\n00:00:01.000 --> 00:00:05.000\n${who}: This transcript was made by a simulator.\n\n` +
      `2\n00:00:06.000 --> 00:00:12.000\n${who}: Nobody was recorded.\n\n`,
  );
}

function startOf(key: ContentKey): Buffer {
  if (key.fileType === 'MP4') return sample('sample-recording.mp4');
  if (key.fileType === 'M4A') return sample('sample-recording.m4a');
  return textOf(key);
}

const isMedia = (fileType: ZoomFileType) => fileType === 'MP4' || fileType === 'M4A';

/** The size a file has when nobody asks for another. */
export function naturalSize(fileType: ZoomFileType, marker: string): number {
  return startOf({ fileType, marker, size: 0 }).length;
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
  const name = `${key.fileType}:${key.size}:${key.marker}`;
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
