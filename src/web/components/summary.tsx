// What Zoom's assistant summed up of an occurrence, and posting that as a comment.

import './transcript.css';
import type { ComponentChildren } from 'preact';
import type { AdfNode, SummaryView } from '../../recordings/api-types.ts';
import type { Attaching } from './attaching.tsx';
import { LoadFailed } from './load-failed.tsx';
import { Skeleton } from './message.tsx';
import { PostComment } from './post-comment.tsx';
import { useServices } from './services.ts';
import { useLoad } from './use-load.ts';

interface SummaryProps {
  linkId: string;
  meetingUuid: string;
  attaching: Attaching;
}

/** Read from Zoom when shown. */
export function Summary({ linkId, meetingUuid, attaching }: SummaryProps) {
  const { api } = useServices();
  const query = new URLSearchParams({ meetingUuid });
  const path = `/api/meeting-links/${encodeURIComponent(linkId)}/summary?${query}`;
  const { loaded, reload } = useLoad(() => api.get<SummaryView>(path), [path]);
  if (loaded.state === 'loading') return <Skeleton widths={['40%', '90%', '80%']} />;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onAgain={reload} />;
  const { document } = loaded.value;
  return (
    <>
      <div class="summary" dir="auto">
        <Node node={document} />
      </div>
      <PostComment document={document} attaching={attaching} />
    </>
  );
}

const elements: Record<string, string> = {
  paragraph: 'p',
  heading: 'h5',
  bulletList: 'ul',
  orderedList: 'ol',
  listItem: 'li',
};
const markElements: Record<string, string> = { strong: 'strong', em: 'em', code: 'code' };

/** As elements of a page: of nodes and marks that are not known only the text. */
function Node({ node }: { node: AdfNode }) {
  if (node.type === 'rule') return <hr />;
  if (node.text === undefined) {
    const Element = (elements[node.type] ?? 'div') as 'div';
    return (
      <Element>
        {node.content?.map((child, index) => (
          <Node key={index} node={child} />
        ))}
      </Element>
    );
  }
  return (node.marks ?? []).reduce<ComponentChildren>((text, { type, attrs }) => {
    const href = attrs?.href ?? '';
    if (type === 'link' && /^https?:\/\//.test(href))
      return (
        <a href={href} target="_blank" rel="noopener noreferrer">
          {text}
        </a>
      );
    const Mark = markElements[type] as 'em' | undefined;
    return Mark ? <Mark>{text}</Mark> : text;
  }, node.text);
}
