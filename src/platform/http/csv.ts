// Exports of any length: lines of CSV (RFC 4180), and sending lines as they come with no more in memory than a few.

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** Spreadsheets take what begins like this for a formula, and would run it. */
const formula = /^[=+\-@\t\r\n]/;

/** One line with its end. Text that a spreadsheet would run gets an apostrophe before it; null is an empty field. */
export function csvLine(values: readonly (string | number | null)[]): string {
  return `${values.map(csvField).join(',')}\r\n`;
}

function csvField(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const chunkLength = 16_384;

/**
 * Answers with a file to be saved. The next lines are asked for when the client has taken those before; when it goes, no
 * more are. A failure before the first line is thrown and can still be answered; a later one cuts the answer short, so
 * that nobody takes a part for the whole.
 */
export async function sendLines(
  response: Response,
  { type, name }: { type: string; name: string },
  lines: AsyncIterable<string>,
): Promise<void> {
  const chunks = inChunks(lines);
  const first = await chunks.next();
  response.set({
    'content-type': `${type}; charset=utf-8`,
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'no-store',
  });
  try {
    await pipeline(Readable.from(startingWith(first, chunks)), response);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

async function* inChunks(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let chunk = '';
  for await (const line of lines) {
    chunk += line;
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

async function* startingWith(first: IteratorResult<string>, rest: AsyncGenerator<string>) {
  try {
    if (first.done) return;
    yield first.value;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
