// Posting a comment on the issue as the viewer, once they have seen who will see it.

import { useEffect, useId, useState } from 'preact/hooks';
import type { AdfNode } from '../../recordings/api-types.ts';
import { ApiError } from '../api-client.ts';
import { commentTexts } from '../texts/transcript.ts';
import type { Attaching } from './attaching.tsx';
import { InlineError, Skeleton } from './message.tsx';
import { useServices } from './services.ts';
import { useAction } from './use-action.ts';

interface PostCommentProps {
  /** The body, in the Atlassian Document Format. */
  document: AdfNode;
  attaching: Attaching;
}

/** **Post as comment**, in a service project with a choice between the team and the customers; said once it is done. */
export function PostComment({ document, attaching }: PostCommentProps) {
  const { host, announce } = useServices();
  const { audience, rights } = attaching;
  const [internal, setInternal] = useState(attaching.summaryComment === 'internal');
  const [posted, setPosted] = useState(false);
  const { busy, error, run } = useAction();
  const name = useId();
  useEffect(() => attaching.wantAudience(), []);
  if (rights?.comment === false) return <p class="meta">{commentTexts.noRight}</p>;
  if (audience.state === 'loading') return <Skeleton widths={['50%']} />;
  if (audience.state === 'failed') return <InlineError>{audience.message}</InlineError>;
  if (posted) return <p class="meta">{commentTexts.posted}</p>;
  const { isServiceProject } = audience.value;

  const post = () =>
    run(async () => {
      const issue = await host.getIssue();
      await host.comment(issue?.id ?? '', document, { internal: isServiceProject && internal }).catch(() => {
        throw new ApiError('comment_failed', commentTexts.failed, 0);
      });
      setPosted(true);
      announce(commentTexts.posted);
      host.refreshIssue();
    });
  const choice = (value: boolean, words: string) => (
    <label class="check">
      <input type="radio" name={name} checked={internal === value} onChange={() => setInternal(value)} />
      {words}
    </label>
  );

  return (
    <div class="post">
      {isServiceProject ? (
        <fieldset class="actions">
          <legend class="meta">{commentTexts.who}</legend>
          {choice(true, commentTexts.internal)}
          {choice(false, commentTexts.public)}
        </fieldset>
      ) : (
        <p class="meta">{commentTexts.seenBy}</p>
      )}
      <button type="button" class="button compact" aria-disabled={busy} onClick={() => void post()}>
        {commentTexts.post}
      </button>
      {error && <InlineError>{error}</InlineError>}
    </div>
  );
}
