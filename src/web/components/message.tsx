// Messages in a box or in a line, lozenges and skeleton bars: the small pieces that every page shares.

import type { ComponentChildren } from 'preact';

interface MessageProps {
  tone: 'information' | 'warning' | 'danger';
  title?: string;
  children?: ComponentChildren;
  actions?: ComponentChildren;
  announced?: boolean;
}

const marks = { information: 'i', warning: '!', danger: '!' };

/** A section message as Atlassian draws it: tinted box, mark, title, sentence, actions. */
export function Message({ tone, title, children, actions, announced }: MessageProps) {
  return (
    <div class={`message ${tone}`} role={announced ? 'alert' : undefined}>
      <span class="mark" aria-hidden="true">
        {marks[tone]}
      </span>
      <div class="message-body">
        {title && <h2>{title}</h2>}
        {children && <div>{children}</div>}
        {actions && <div class="actions">{actions}</div>}
      </div>
    </div>
  );
}

/** An error in one line, below what caused it; screen readers hear it at once. */
export function InlineError({ children }: { children: ComponentChildren }) {
  return (
    <p class="inline-error" role="alert">
      {children}
    </p>
  );
}

/** A few words in a tinted box. */
export function Lozenge({
  tone = 'neutral',
  children,
}: {
  tone?: 'neutral' | 'success' | 'information' | 'warning';
  children: ComponentChildren;
}) {
  return <span class={`lozenge ${tone}`}>{children}</span>;
}

/** Grey bars where text will be; `widths` are CSS lengths, one per line. */
export function Skeleton({ widths }: { widths: string[] }) {
  return (
    <div class="skeleton" aria-hidden="true">
      {widths.map((inlineSize) => (
        <span key={inlineSize} style={{ inlineSize }} />
      ))}
    </div>
  );
}
