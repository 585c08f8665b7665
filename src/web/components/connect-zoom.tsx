// Connecting Zoom: opens Zoom's window on the press itself, then only asks our server how it went.

import './connect-zoom.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useReducer } from 'preact/hooks';
import type { ConnectionFlowView, StartedConnectionFlow } from '../../zoom-accounts/api-types.ts';
import { messageOf } from '../api-client.ts';
import { type FlowPhase, nextPhase } from '../connection-flow.ts';
import { connectTexts } from '../texts/connect-zoom.ts';
import { leadTo } from '../window.ts';
import { InlineError } from './message.tsx';
import { useServices } from './services.ts';

const flowsPath = '/api/zoom-connection/flows';
const askEveryMs = 1500;
const askEveryHiddenMs = 5000;
const giveUpAfterMs = 10 * 60_000;

interface ConnectZoomProps {
  /** A rejection is told beside the button. */
  onConnected(): Promise<unknown>;
  /** Shown beside the button while nothing goes on. */
  children?: ComponentChildren;
}

/** The **Connect Zoom** button with everything that follows a press of it. */
export function ConnectZoom({ onConnected, children }: ConnectZoomProps) {
  const { api, announce } = useServices();
  const [phase, dispatch] = useReducer(nextPhase, { name: 'idle' } as FlowPhase);
  const flowId = phase.name === 'waiting' ? phase.flowId : null;
  const outcome = phase.name === 'ended' ? phase.outcome : null;

  async function start() {
    // Before anything asynchronous, or the browser takes it for an unasked popup.
    const popup = window.open('about:blank', '_blank', 'popup,width=640,height=760');
    dispatch({ type: 'pressed' });
    try {
      const flow = await api.post<StartedConnectionFlow>(flowsPath);
      dispatch({ type: 'started', flow, popupBlocked: !leadTo(popup, flow.startUrl) });
    } catch (error) {
      popup?.close();
      dispatch({ type: 'refused', message: messageOf(error) });
    }
  }

  useEffect(() => {
    if (flowId === null) return;
    const giveUpAt = Date.now() + giveUpAfterMs;
    let over = false;
    let timer: number | undefined;
    async function ask(id: string) {
      window.clearTimeout(timer);
      const view = await api
        .get<ConnectionFlowView>(`${flowsPath}/${encodeURIComponent(id)}`)
        .catch(() => null);
      if (over) return;
      if (view) dispatch({ type: 'answered', flowId: id, view });
      if (Date.now() >= giveUpAt) dispatch({ type: 'timedOut' });
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, document.hidden ? askEveryHiddenMs : askEveryMs, id);
    }
    const askNow = () => void ask(flowId);
    timer = window.setTimeout(ask, askEveryMs, flowId);
    window.addEventListener('focus', askNow);
    return () => {
      over = true;
      window.clearTimeout(timer);
      window.removeEventListener('focus', askNow);
    };
  }, [flowId]);

  useEffect(() => {
    if (outcome !== 'connected') return;
    announce(connectTexts.connected);
    onConnected().catch((error) => dispatch({ type: 'refused', message: messageOf(error) }));
  }, [outcome]);

  if (phase.name === 'waiting') {
    return (
      <div class="connect">
        {phase.popupBlocked && (
          <p>
            {connectTexts.popupBlocked}{' '}
            <a href={phase.startUrl} target="_blank" rel="noopener noreferrer">
              {connectTexts.openZoom}
            </a>
          </p>
        )}
        <p role="status" class="waiting-line">
          <span class="spinner" aria-hidden="true" />
          {phase.confirming ? connectTexts.confirming : connectTexts.waiting}
        </p>
        <div class="actions">
          <button type="button" class="button" onClick={() => void start()}>
            {connectTexts.startOver}
          </button>
          <button type="button" class="button subtle" onClick={() => dispatch({ type: 'cancelled' })}>
            {connectTexts.cancel}
          </button>
        </div>
      </div>
    );
  }

  return (
    <div class="connect">
      {phase.name === 'ended' && phase.outcome !== 'connected' && (
        <InlineError>{phase.message ?? connectTexts[phase.outcome]}</InlineError>
      )}
      <div class="actions">
        <button
          type="button"
          class="button primary"
          aria-disabled={phase.name === 'starting'}
          onClick={() => {
            if (phase.name !== 'starting') void start();
          }}
        >
          {phase.name === 'starting' ? connectTexts.starting : connectTexts.button}
        </button>
        {children}
      </div>
    </div>
  );
}
