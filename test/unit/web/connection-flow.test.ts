// The states of connecting Zoom, as the person sees them.

import { expect, test } from 'vitest';
import { type FlowEvent, type FlowPhase, nextPhase } from '../../../src/web/connection-flow.ts';

const flow = { flowId: 'f1', startUrl: 'https://app.example/start' };
const run = (...events: FlowEvent[]) => events.reduce<FlowPhase>(nextPhase, { name: 'idle' });
const begin: FlowEvent[] = [{ type: 'pressed' }, { type: 'started', flow, popupBlocked: false }];
const answer = (
  state: 'pending' | 'awaiting_confirmation' | 'connected' | 'failed',
  flowId = 'f1',
): FlowEvent => ({
  type: 'answered',
  flowId,
  view: { state, message: state === 'failed' ? 'Zoom refused.' : null },
});

test('from the press to the end', () => {
  expect(run(...begin)).toEqual({ name: 'waiting', ...flow, popupBlocked: false, confirming: false });
  expect(run(...begin, answer('pending'))).toMatchObject({ name: 'waiting', confirming: false });
  expect(run(...begin, answer('awaiting_confirmation'))).toMatchObject({ name: 'waiting', confirming: true });
  expect(run(...begin, answer('connected'))).toEqual({ name: 'ended', outcome: 'connected', message: null });
  expect(run(...begin, answer('failed'))).toEqual({
    name: 'ended',
    outcome: 'failed',
    message: 'Zoom refused.',
  });
});

test('a refusal to start, giving up and cancelling', () => {
  expect(run({ type: 'pressed' }, { type: 'refused', message: 'Not now.' })).toMatchObject({
    message: 'Not now.',
  });
  expect(run(...begin, { type: 'timedOut' })).toMatchObject({ name: 'ended', outcome: 'expired' });
  expect(run(...begin, { type: 'cancelled' })).toEqual({ name: 'idle' });
});

test('late answers about another flow, or after the end, change nothing', () => {
  expect(run(...begin, answer('connected', 'f0'))).toMatchObject({ name: 'waiting', flowId: 'f1' });
  expect(run(...begin, { type: 'cancelled' }, answer('connected'))).toEqual({ name: 'idle' });
  expect(run(...begin, answer('connected'), { type: 'timedOut' })).toMatchObject({ outcome: 'connected' });
  expect(
    run({ type: 'pressed' }, { type: 'cancelled' }, { type: 'started', flow, popupBlocked: false }),
  ).toEqual({
    name: 'idle',
  });
});
