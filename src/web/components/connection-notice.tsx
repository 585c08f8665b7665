// What is the matter with the person's Zoom connection, and the one button that mends it.

import './connection-notice.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ZoomConnectionView } from '../../zoom-accounts/api-types.ts';
import { connectionWords } from '../connection-words.ts';
import { connectionTexts } from '../texts/connection.ts';
import { sharedTexts } from '../texts/shared.ts';
import { ConnectZoom } from './connect-zoom.tsx';
import { InlineError, Message } from './message.tsx';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';

interface MendingProps {
  /** Whether to ask at once if Zoom answers again: an old record of its silence then corrects itself. */
  checksByItself: boolean;
  /** Called when the connection is in another state now; a rejection is told beside the button. */
  onChanged(): Promise<unknown>;
  /** Shown beside the button. */
  children?: ComponentChildren;
}

interface ConnectionNoticeProps extends MendingProps {
  connection: ZoomConnectionView;
  /** True when the state came up while the person was looking. */
  announced: boolean;
}

/** Nothing when all is well. */
export function ConnectionNotice({ connection, announced, ...mending }: ConnectionNoticeProps) {
  const { announce } = useServices();
  const words = connectionWords(connection, new Date());
  const { state } = connection;

  useEffect(() => {
    if (announced && words) announce(words.title);
  }, [state]);

  if (!words) return null;
  const { onChanged, children } = mending;
  return (
    <Message
      tone={state === 'not_connected' && connection.endedBy === null ? 'information' : 'warning'}
      title={words.title}
      actions={
        state === 'unreachable' ? (
          <TryAgain {...mending} />
        ) : (
          <ConnectZoom onConnected={onChanged}>{children}</ConnectZoom>
        )
      }
    >
      <p>{words.text}</p>
      {words.list.length > 0 && (
        <ul>
          {words.list.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {words.mend && <p>{words.mend}</p>}
    </Message>
  );
}

function TryAgain({ checksByItself, onChanged, children }: MendingProps) {
  const { api } = useServices();
  const { busy, error, run } = useAction();
  const [askedInVain, setAskedInVain] = useState(false);

  const check = (pressed: boolean) =>
    run(async () => {
      setAskedInVain(false);
      const { state } = await api.post<ZoomConnectionView>('/api/zoom-connection/check');
      if (state === 'unreachable') setAskedInVain(pressed);
      else await onChanged();
    });

  useEffect(() => {
    if (checksByItself) void check(false);
  }, []);

  return (
    <>
      <button type="button" class="button" aria-disabled={busy} onClick={() => void check(true)}>
        {busy ? connectionTexts.trying : sharedTexts.tryAgain}
      </button>
      {children}
      {(error ?? askedInVain) && <InlineError>{error ?? connectionTexts.stillUnreachable}</InlineError>}
    </>
  );
}
