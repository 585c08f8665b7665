// Events as the simulated Zoom sends them: signed over the raw bytes, in JSON that nobody's serializer would write again.
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { getUser, type ZoomContext, type ZoomEvent } from './context.ts';
import { type EventToSend, meetingEvent, recordingEvent } from './event-bodies.ts';
import type { ZoomMeetingInstance, ZoomUser } from './state.ts';
import { endGrants, hasGrant, removeApp } from './tokens.ts';

export interface SendOptions {
  /** Signs with another secret, as an impostor would. */
  secret?: string;
  /** Milliseconds; the clock's by default. */
  sentAt?: number;
  /** Repeats an earlier delivery: same body and request id, new timestamp and signature. */
  repeat?: Delivery;
}

export interface Removal {
  /** What older apps were told: whether the app may keep the person's data. Left out by default. */
  userDataRetention?: 'true' | 'false';
}

/** One attempt. Status is null when nobody answered within three seconds. */
export interface Delivery {
  event: EventToSend;
  status: number | null;
  answer: string;
  body: string;
  requestId: string;
}

const deadlineMs = 3000;

/** What the app subscribed to, and Zoom sends by itself when it happens. */
const subscribed = new Set([
  'meeting.started',
  'meeting.ended',
  'meeting.updated',
  'meeting.deleted',
  'meeting.recovered',
]);

const hmac = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex');

/** Valid JSON with spaces, escaped slashes and escaped non-ASCII characters. */
const unusualJson = (value: unknown): string =>
  JSON.stringify(value, null, 1)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The ways in which the simulated Zoom calls an app. */
export function createWebhooks(context: ZoomContext) {
  const { state } = context;
  let eventUrl: string | null = null;
  /** Of the events that Zoom sent by itself: those that the app did not take, with their addresses. */
  const undelivered = new Map<Delivery, string>();
  const underWay = new Set<Promise<unknown>>();
  const stopping = new AbortController();

  /** Sends one event to `url`, once. The real Zoom repeats after 5xx and silence: pass `repeat` for that. */
  async function sendEvent(url: string, event: EventToSend, options: SendOptions = {}): Promise<Delivery> {
    const sentAt = options.sentAt ?? context.now();
    const { event: name, payload, ...rest } = event;
    const userId = typeof payload.user_id === 'string' ? payload.user_id : null;
    const delivered = (status: number | null, answer: string): Delivery => {
      context.emit({ type: 'event-delivered', event: name, userId, status });
      return { event, status, answer, body, requestId };
    };
    const body =
      options.repeat?.body ?? unusualJson({ payload, event_ts: Math.floor(sentAt), event: name, ...rest });
    const requestId =
      options.repeat?.requestId ??
      randomUUID().replace(/^(\w+)-(\w+)-(\w+)-(\w+)-(\w+)$/, (_, ...parts) => parts.slice(0, 5).join('_'));
    const timestamp = String(Math.floor(sentAt / 1000));
    const signature = hmac(options.secret ?? state.webhookSecretToken, `v0:${timestamp}:${body}`);
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Zoom Marketplace/1.0a',
      'x-zm-request-timestamp': timestamp,
      'x-zm-signature': `v0=${signature}`,
      'x-zm-request-id': requestId,
      'x-zm-trackingid': `v=2.0;clid=us02;rid=WEB_${randomBytes(16).toString('hex')}`,
      clientid: state.clientId,
    };
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(deadlineMs), stopping.signal]);
      const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
      return delivered(response.status, await response.text());
    } catch {
      return delivered(null, '');
    }
  }

  /** Challenges a URL as Zoom does on saving it and every 72 hours. True when it proves to know the secret. */
  async function validateUrl(url: string): Promise<boolean> {
    const plainToken = randomBytes(16).toString('base64url');
    const delivery = await sendEvent(url, { event: 'endpoint.url_validation', payload: { plainToken } });
    if (delivery.status !== 200) return false;
    try {
      const answer = JSON.parse(delivery.answer) as Record<string, unknown>;
      return (
        answer.plainToken === plainToken &&
        answer.encryptedToken === hmac(state.webhookSecretToken, plainToken)
      );
    } catch {
      return false;
    }
  }

  function deauthorizedEvent(userId: string, { userDataRetention }: Removal): EventToSend {
    const payload = {
      account_id: getUser(context, userId).accountId,
      user_id: userId,
      ...(userDataRetention && { user_data_retention: userDataRetention }),
      signature: randomBytes(32).toString('hex'),
      deauthorization_time: new Date(context.now()).toISOString(),
      client_id: state.clientId,
    };
    return { event: 'app_deauthorized', payload };
  }

  /** The person removes the app at Zoom: their grant dies, and the app is told at `url` alone, once. */
  function deauthorize(
    user: Pick<ZoomUser, 'id'>,
    url: string,
    { userDataRetention, ...options }: SendOptions & Removal = {},
  ): Promise<Delivery> {
    endGrants(context, user.id);
    return sendEvent(
      url,
      deauthorizedEvent(user.id, { ...(userDataRetention && { userDataRetention }) }),
      options,
    );
  }

  /** Where Zoom sends by itself what happens to meetings, and that the app was removed or revoked; null (at first) for nowhere. */
  function setEventUrl(url: string | null): void {
    eventUrl = url;
  }

  /** Sends to the app's own address; keeps what Zoom would repeat: after 5xx and silence, not after a refusal. */
  async function sendByItself(url: string, event: EventToSend, repeat?: Delivery): Promise<Delivery> {
    const delivery = await sendEvent(url, event, repeat && { repeat });
    if (delivery.status === null || delivery.status >= 500) undelivered.set(delivery, url);
    return delivery;
  }

  /** In the background; `event-delivered` tells how it went. */
  function announce(event: () => EventToSend): void {
    if (eventUrl === null) return;
    const sending = sendByItself(eventUrl, event());
    underWay.add(sending);
    void sending.finally(() => underWay.delete(sending));
  }

  const announceRemoval = (userId: string, removal: Removal): void =>
    announce(() => deauthorizedEvent(userId, removal));

  /** To those only who added the app; of what a Basic user changes, nothing. */
  function announceMeeting({
    event,
    meetingId,
    ...details
  }: Extract<ZoomEvent, { type: 'meeting-changed' }>): void {
    const hostId = state.meetings.find((meeting) => meeting.id === meetingId)?.hostId ?? '';
    const held = event === 'meeting.started' || event === 'meeting.ended';
    if (!subscribed.has(event) || !hasGrant(context, hostId)) return;
    if (!held && getUser(context, hostId).type === 1) return;
    announce(() => meetingEvent(context, event, meetingId, details));
  }

  /** Repeats now what Zoom sent by itself and the app did not take; the real one does so after 5, 20 and 60 minutes. */
  async function resend(): Promise<Delivery[]> {
    await Promise.all(underWay);
    const again = [...undelivered];
    undelivered.clear();
    return Promise.all(again.map(([delivery, url]) => sendByItself(url, delivery.event, delivery)));
  }

  /** Gives up what is being sent. */
  async function stopSending(): Promise<void> {
    stopping.abort();
    await Promise.all(underWay);
  }

  return {
    announceRemoval,
    announceMeeting,
    stopSending,
    forTests: {
      sendEvent,
      validateUrl,
      deauthorize,
      setEventUrl,
      resend,
      /** A `recording.*` event about a recording as it is now, to be sent with `sendEvent`. */
      recordingEvent: (event: string, { uuid }: { uuid: string }, fileIds?: string[]) =>
        recordingEvent(context, event, uuid, fileIds),
      /** A `meeting.*` event about a meeting as it is now, to be sent with `sendEvent`. */
      meetingEvent: (
        event: string,
        { id }: { id: string },
        instance?: Pick<ZoomMeetingInstance, 'uuid' | 'startTime' | 'endTime'>,
      ) => meetingEvent(context, event, id, instance ? { instance } : {}),
      /** The person removes the app at Zoom: their grant dies, and the app is told at the address that was set. */
      removeApp: (user: Pick<ZoomUser, 'id'>, { userDataRetention }: Removal = {}) =>
        removeApp(context, user.id, userDataRetention),
    },
  };
}
