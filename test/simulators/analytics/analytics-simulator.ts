// Google Analytics 4 on loopback, as the Measurement Protocol speaks to it. Stricter than the real one, which answers 204 to
// everything: what Google's validation server finds fault with is refused with what is wrong.

import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { listenOnLoopback, Refusal, readBody, sendJson } from '../http.ts';
import { type ValidationMessage, validationMessages } from './hit-rules.ts';

export interface Hit {
  /** Path and query. */
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
  faults: ValidationMessage[];
}

/** `slow`: takes hits and does not answer until it is something else again. `down`: cuts the connection. */
type Mood = 'well' | 'slow' | 'down' | 'failing' | 'redirecting';

export type AnalyticsSimulator = Awaited<ReturnType<typeof startAnalyticsSimulator>>;

export async function startAnalyticsSimulator() {
  const measurementId = 'G-TEST123456';
  const apiSecret = `secret_of-analytics.${Math.random().toString(36).slice(2)}`;
  const hits: Hit[] = [];
  const held = new Set<ServerResponse>();
  let mood: Mood = 'well';

  const take = async (request: IncomingMessage): Promise<Hit> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const body = (await readBody(request)).toString();
    if (request.method !== 'POST' || url.pathname !== '/mp/collect') throw new Refusal(404, {});
    const isOurs =
      url.searchParams.get('measurement_id') === measurementId &&
      url.searchParams.get('api_secret') === apiSecret;
    if (!isOurs || !request.headers['content-type']?.startsWith('application/json'))
      throw new Refusal(400, { error: 'of nobody known, or no JSON' });
    const hit = {
      url: request.url ?? '',
      headers: request.headers,
      body,
      faults: validationMessages(body),
    };
    hits.push(hit);
    return hit;
  };

  const server = await listenOnLoopback(async (request, response) => {
    if (mood === 'down') {
      request.socket.destroy();
      return;
    }
    const { faults } = await take(request);
    if (mood === 'slow') held.add(response);
    else if (mood === 'failing') sendJson(response, 503, {});
    else if (mood === 'redirecting')
      sendJson(response, 302, {}, { location: `${server.origin}/mp/collect/elsewhere` });
    else if (faults.length > 0) sendJson(response, 400, { validationMessages: faults });
    else sendJson(response, 204, undefined);
  });

  return {
    measurementId,
    apiSecret,
    baseUrl: server.origin,
    /** Of the app that is to send its hits here. */
    env: {
      ANALYTICS_MEASUREMENT_ID: measurementId,
      ANALYTICS_API_SECRET: apiSecret,
      ANALYTICS_BASE_URL: server.origin,
    },
    hits: hits as readonly Hit[],
    setMood(next: Mood): void {
      mood = next;
      if (next === 'slow') return;
      for (const response of held) sendJson(response, 204, undefined);
      held.clear();
    },
    stop: () => server.close(),
  };
}
