// Who will be able to open what is attached, with the consent that a press gives.

import { useEffect } from 'preact/hooks';
import { audienceTexts } from '../texts/recordings.ts';
import type { Attaching } from './attaching.tsx';
import { LoadFailed } from './load-failed.tsx';
import { Skeleton } from './message.tsx';

/** Asks Jira as soon as it is shown. `button` is the name of what is to be pressed. */
export function AudienceLines({ attaching, button }: { attaching: Attaching; button: string }) {
  const { audience, attachmentComment } = attaching;
  useEffect(() => attaching.wantAudience(), []);
  if (audience.state === 'loading') return <Skeleton widths={['90%', '60%']} />;
  if (audience.state === 'failed')
    return <LoadFailed message={audience.message} onAgain={attaching.askAudienceAgain} />;
  const { projectName, securityLevelName, anonymous, isServiceProject } = audience.value;
  const lines = [
    audienceTexts.line(projectName, securityLevelName),
    anonymous && audienceTexts.anonymous,
    isServiceProject && audienceTexts.customers,
    audienceTexts.consent(button),
    // Outside of service projects nothing is internal.
    attachmentComment !== 'off' && audienceTexts.comment[isServiceProject ? attachmentComment : 'public'],
  ];
  return <p class="meta audience">{lines.filter(Boolean).join(' ')}</p>;
}
