// Answers of the API in the language of the page that asks, as its Accept-Language says: English, or German by the codes
// that stand beside every sentence. Pages have all other words themselves.

import type { RequestHandler } from 'express';
import { germanAnswers } from './german-answers.ts';

/** For everything below: what is sent with `response.json` is translated on its way out. */
export const speakGerman: RequestHandler = (request, response, next) => {
  response.vary('accept-language');
  if (request.acceptsLanguages('en', 'de') === 'de') {
    const send = response.json.bind(response);
    response.json = (body) => send(inGerman(body));
  }
  next();
};

/** The same JSON with each `message` in German whose `code` is known; unknown ones stay English. */
export function inGerman(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(inGerman);
  if (!isRecord(body)) return body;
  const translated = Object.fromEntries(Object.entries(body).map(([key, value]) => [key, inGerman(value)]));
  const { code, message, reason } = translated;
  if (typeof code === 'string' && typeof message === 'string') translated.message = wordsOf(code) ?? message;
  if (isRecord(body.reason) && isRecord(reason)) translated.reason = reasonOf(body.reason, reason, body);
  return translated;
}

/** Why a transfer waits or has failed, which depends on whose it is and whether it goes on. */
function reasonOf(english: Json, german: Json, { requestedByMe, state }: Json): Json {
  const others = requestedByMe === false ? wordsOf(`${english.code}/others`) : undefined;
  const message = others ?? german.message;
  if (message === english.message || state === 'failed') return { ...german, message };
  return { ...german, message: `${message} ${germanAnswers['/waiting']}` };
}

type Json = Record<string, unknown>;

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !(value instanceof Date);
}

function wordsOf(code: string): string | undefined {
  return Object.hasOwn(germanAnswers, code) ? germanAnswers[code] : undefined;
}
