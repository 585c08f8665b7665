// What single projects have of their own: whether it counts, and which they are.

import { useId, useRef, useState } from 'preact/hooks';
import type { ProjectPolicy } from '../../../settings/api-types.ts';
import { policyTexts } from '../../texts/admin-policy.ts';
import { InlineError, Skeleton } from '../message.tsx';
import { useServices } from '../services.ts';
import { useAction } from '../use-action.ts';
import { PolicyCard, type SavedPolicy } from './policy-card.tsx';
import { Tick } from './policy-fields.tsx';
import { projects as directory } from './policy-names.ts';
import { Finder } from './policy-picker.tsx';
import { RulesForm } from './policy-rules-form.tsx';
import { ruleInWords } from './policy-words.ts';
import { useNames } from './use-names.ts';

export function ProjectRulesCard({ saved }: { saved: SavedPolicy }) {
  const { view } = saved;
  const words = policyTexts.rules;
  const ids = view.projects.map(({ projectId }) => projectId);
  const { nameOf, learn } = useNames(directory, ids);
  const [edited, setEdited] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const listId = useId();
  const newId = useId();
  const title = (projectId: string) => nameOf(projectId) ?? policyTexts.projects.unknownProject(projectId);

  function done() {
    setEdited(null);
    list.current?.querySelector('input')?.focus();
  }

  return (
    <>
      <PolicyCard {...{ saved, title: words.title, about: words.about }}>
        {({ value, change }) => (
          <Tick
            checked={value.projectOverrides}
            onChange={(projectOverrides) => change({ projectOverrides })}
          >
            {words.tick}
          </Tick>
        )}
      </PolicyCard>
      <section class="card" aria-labelledby={listId} ref={list}>
        <h2 id={listId}>{words.listed}</h2>
        {ids.length === 0 && <p>{words.none}</p>}
        {ids.length > 0 && !view.policy.projectOverrides && <p>{words.notCounting}</p>}
        <ul class="rows">
          {view.projects.map(({ projectId, policy }) => (
            <ProjectRow
              key={projectId}
              {...{ saved, projectId, policy }}
              name={nameOf(projectId) === undefined ? undefined : title(projectId)}
              isEdited={edited === projectId}
              onEdit={() => setEdited(projectId)}
              onDone={done}
            />
          ))}
          {edited !== null && !ids.includes(edited) && (
            <li class="row">
              <h3 id={newId}>
                <bdi>{title(edited)}</bdi>
              </h3>
              <RulesForm {...{ saved, projectId: edited, policy: {}, id: newId }} onDone={done} />
            </li>
          )}
        </ul>
        {edited === null && (
          <Finder
            directory={directory}
            name="project"
            label={words.add}
            faults={{}}
            without={ids}
            onChosen={(one) => {
              learn(one);
              setEdited(one.id);
            }}
          />
        )}
      </section>
    </>
  );
}

interface RowProps {
  saved: SavedPolicy;
  projectId: string;
  policy: ProjectPolicy;
  /** Undefined until Jira has answered. */
  name: string | undefined;
  isEdited: boolean;
  onEdit(): void;
  onDone(): void;
}

function ProjectRow({ saved, projectId, policy, name, isEdited, onEdit, onDone }: RowProps) {
  const { announce } = useServices();
  const { busy, error, run } = useAction();
  const id = useId();
  const words = policyTexts.rules;
  return (
    <li class="row">
      <div class="row-text">
        <h3 id={id}>{name === undefined ? <Skeleton widths={['160px']} /> : <bdi>{name}</bdi>}</h3>
        <p class="meta">{inWords(policy)}</p>
      </div>
      {isEdited ? (
        <RulesForm {...{ saved, projectId, policy, id }} onDone={onDone} />
      ) : (
        <div class="actions">
          <button type="button" class="button compact" aria-describedby={id} onClick={onEdit}>
            {words.edit}
          </button>
          <button
            type="button"
            class="button compact"
            aria-describedby={id}
            aria-disabled={busy}
            onClick={() =>
              void run(async () => {
                await saved.removeProject(projectId);
                announce(words.removed(name ?? ''));
                onDone();
              })
            }
          >
            {policyTexts.remove}
          </button>
        </div>
      )}
      {error && <InlineError>{error}</InlineError>}
    </li>
  );
}

/** `Largest file: 500 MB; Topic stands at the issue: no`. */
function inWords(policy: ProjectPolicy): string {
  const words = policyTexts.rules;
  const labels: [keyof ProjectPolicy, string][] = [
    ['renditions', words.renditions],
    ['sizeCeilingBytes', words.ceiling],
    ['attachmentComment', words.attachmentComment],
    ['summaryComment', words.summaryComment],
    ['topicInProperty', words.topics],
    ['retentionDays', words.retention],
    ['markTrashed', words.trashed],
  ];
  return labels
    .flatMap(([name, label]) => {
      const rule = policy[name];
      return rule === undefined ? [] : `${label}: ${ruleInWords(name, rule)}`;
    })
    .join('; ');
}
