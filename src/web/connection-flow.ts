// The states of connecting Zoom, as the person sees them: pure, the window and the requests are elsewhere.

import type { ConnectionFlowView, StartedConnectionFlow } from '../zoom-accounts/api-types.ts';

export type FlowPhase =
  | { name: 'idle' }
  | { name: 'starting' }
  | { name: 'waiting'; flowId: string; startUrl: string; popupBlocked: boolean; confirming: boolean }
  | { name: 'ended'; outcome: 'connected' | 'declined' | 'failed' | 'expired'; message: string | null };

export type FlowEvent =
  | { type: 'pressed' }
  | { type: 'started'; flow: StartedConnectionFlow; popupBlocked: boolean }
  | { type: 'answered'; flowId: string; view: ConnectionFlowView }
  | { type: 'refused'; message: string }
  | { type: 'timedOut' }
  | { type: 'cancelled' };

/** The next phase. Answers about a flow that is no longer waited for change nothing. */
export function nextPhase(phase: FlowPhase, event: FlowEvent): FlowPhase {
  switch (event.type) {
    case 'pressed':
      return { name: 'starting' };
    case 'started':
      return phase.name === 'starting'
        ? { name: 'waiting', ...event.flow, popupBlocked: event.popupBlocked, confirming: false }
        : phase;
    case 'answered':
      if (phase.name !== 'waiting' || phase.flowId !== event.flowId) return phase;
      if (event.view.state === 'pending') return phase;
      if (event.view.state === 'awaiting_confirmation') return { ...phase, confirming: true };
      return { name: 'ended', outcome: event.view.state, message: event.view.message };
    case 'refused':
      return { name: 'ended', outcome: 'failed', message: event.message };
    case 'timedOut':
      return phase.name === 'waiting' ? { name: 'ended', outcome: 'expired', message: null } : phase;
    case 'cancelled':
      return { name: 'idle' };
  }
}
