// A card of the policy: one concern, its plain sentence, its form. Each is saved for itself, and keeps what was entered
// until that is saved.

import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { PolicyView, ProjectPolicy, SitePolicy } from '../../../settings/api-types.ts';
import { policyTexts } from '../../texts/admin-policy.ts';
import { type Faults, useFaults } from '../field.tsx';
import { InlineError } from '../message.tsx';
import { useServices } from '../services.ts';
import { useAction } from '../use-action.ts';

/** The policy as the server has it, and changing it; each resolves once the server has what was given. */
export interface SavedPolicy {
  view: PolicyView;
  save(changes: Partial<SitePolicy>): Promise<void>;
  saveProject(projectId: string, policy: ProjectPolicy): Promise<void>;
  removeProject(projectId: string): Promise<void>;
}

export interface PolicyFormProps {
  value: SitePolicy;
  faults: Faults;
  change(changes: Partial<SitePolicy>): void;
}

interface PolicyCardProps {
  saved: SavedPolicy;
  title: string;
  about: string;
  /** Names of fields that hold nothing sensible, as far as they do not know it themselves. */
  check?(value: SitePolicy): string[];
  children(form: PolicyFormProps): ComponentChildren;
}

export function PolicyCard({ saved, title, about, check, children }: PolicyCardProps) {
  const { announce } = useServices();
  const [changes, setChanges] = useState<Partial<SitePolicy>>({});
  const [isSaved, setSaved] = useState(false);
  const { faults, isComplete, place } = useFaults(policyTexts.faults);
  const { busy, error, run } = useAction();
  const id = useId();
  const value = { ...saved.view.policy, ...changes };
  const isChanged = Object.keys(changes).length > 0;

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const wrong = (check?.(value) ?? []).map((name) => [name, policyTexts.faults[name] ?? '']);
    if (!isComplete(form, Object.fromEntries(wrong))) return;
    void run(async () => {
      try {
        await saved.save(changes);
      } catch (failure) {
        place(form, failure);
        return;
      }
      // What was entered meanwhile is still to be saved.
      setChanges((now) =>
        Object.fromEntries(
          Object.entries(now).filter(([name, entered]) => entered !== changes[name as keyof SitePolicy]),
        ),
      );
      setSaved(true);
      announce(policyTexts.saved);
    });
  }

  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p>{about}</p>
      <form class="policy-form" noValidate onSubmit={submit}>
        {children({
          value,
          faults,
          change(more) {
            setSaved(false);
            setChanges((before) => ({ ...before, ...more }));
          },
        })}
        <SaveLine {...{ busy, error, isChanged, isSaved, id }} />
      </form>
    </section>
  );
}

interface SaveLineProps {
  busy: boolean;
  error: string | null;
  isChanged: boolean;
  isSaved: boolean;
  /** Of the heading. */
  id: string;
  children?: ComponentChildren;
}

/** The button, and how it stands with what was entered. */
export function SaveLine({ busy, error, isChanged, isSaved, id, children }: SaveLineProps) {
  return (
    <div class="actions">
      <button
        type="submit"
        class={isChanged ? 'button primary' : 'button'}
        aria-disabled={busy}
        aria-describedby={id}
      >
        {busy ? policyTexts.saving : policyTexts.save}
      </button>
      {children}
      {isChanged && !busy && error === null && <span class="meta">{policyTexts.unsaved}</span>}
      {isSaved && !isChanged && <span class="meta">{policyTexts.saved}</span>}
      {error && <InlineError>{error}</InlineError>}
    </div>
  );
}
