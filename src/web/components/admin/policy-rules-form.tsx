// What one project has of its own: of each rule whether it is as the site decided, and what else.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ProjectPolicy } from '../../../settings/api-types.ts';
import { policyTexts } from '../../texts/admin-policy.ts';
import { sharedTexts } from '../../texts/shared.ts';
import { type Faults, Field, useFaults } from '../field.tsx';
import { useServices } from '../services.ts';
import { useAction } from '../use-action.ts';
import { type SavedPolicy, SaveLine } from './policy-card.tsx';
import { Kinds, NumberField, SizeField } from './policy-fields.tsx';

interface RulesFormProps {
  saved: SavedPolicy;
  projectId: string;
  policy: ProjectPolicy;
  /** Of the heading. */
  id: string;
  onDone(): void;
}

/** Where a rule with a number begins. */
const atFirst = { sizeCeilingBytes: 500 * 1_048_576, retentionDays: 365 };

export function RulesForm({ saved, projectId, policy, id, onDone }: RulesFormProps) {
  const { announce } = useServices();
  const [rules, setRules] = useState(policy);
  const { faults, isComplete, place } = useFaults(policyTexts.faults);
  const { busy, error, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  const words = policyTexts.rules;
  useEffect(() => form.current?.querySelector('select')?.focus(), []);

  function change<Name extends keyof ProjectPolicy>(name: Name, rule: ProjectPolicy[Name] | undefined) {
    const { [name]: _, ...others } = rules;
    setRules(rule === undefined ? others : { ...others, [name]: rule });
  }

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const element = event.currentTarget as HTMLFormElement;
    const isEmpty = Object.keys(rules).length === 0;
    if (!isComplete(element, isEmpty ? { renditions: words.noRules } : {})) return;
    void run(async () => {
      try {
        await saved.saveProject(projectId, rules);
      } catch (failure) {
        place(element, failure);
        return;
      }
      announce(policyTexts.saved);
      onDone();
    });
  }

  const { renditions, sizeCeilingBytes, retentionDays } = rules;
  return (
    <form class="policy-form rules" noValidate ref={form} onSubmit={submit}>
      <Rule
        name="renditions"
        label={words.renditions}
        faults={faults}
        choices={{ site: words.asSite, ...policyTexts.files.choices }}
        chosen={renditions === undefined ? 'site' : renditions === null ? 'all' : 'some'}
        onChange={(choice) => change('renditions', { site: undefined, all: null, some: [] }[choice])}
      >
        {renditions && (
          <Kinds chosen={renditions} faults={{}} onChange={(kinds) => change('renditions', kinds)} />
        )}
      </Rule>
      <Rule
        name="ceiling"
        label={words.ceiling}
        faults={faults}
        choices={{ site: words.asSite, none: words.noCeiling, some: words.someCeiling }}
        chosen={sizeCeilingBytes === undefined ? 'site' : sizeCeilingBytes === null ? 'none' : 'some'}
        onChange={(choice) =>
          change('sizeCeilingBytes', { site: undefined, none: null, some: atFirst.sizeCeilingBytes }[choice])
        }
      >
        {typeof sizeCeilingBytes === 'number' && (
          <SizeField
            label={policyTexts.files.ceiling}
            hint=""
            faults={faults}
            required
            value={sizeCeilingBytes}
            onChange={(bytes) => change('sizeCeilingBytes', bytes ?? Number.NaN)}
          />
        )}
      </Rule>
      <Rule
        name="attachmentComment"
        label={words.attachmentComment}
        faults={faults}
        choices={{ site: words.asSite, ...policyTexts.comments.attachmentChoices }}
        chosen={rules.attachmentComment ?? 'site'}
        onChange={(choice) => change('attachmentComment', choice === 'site' ? undefined : choice)}
      />
      <Rule
        name="summaryComment"
        label={words.summaryComment}
        faults={faults}
        choices={{ site: words.asSite, ...policyTexts.comments.summaryChoices }}
        chosen={rules.summaryComment ?? 'site'}
        onChange={(choice) => change('summaryComment', choice === 'site' ? undefined : choice)}
      />
      <YesOrNo
        name="topicInProperty"
        label={words.topics}
        faults={faults}
        rule={rules.topicInProperty}
        onChange={(rule) => change('topicInProperty', rule)}
      />
      <Rule
        name="retention"
        label={words.retention}
        faults={faults}
        choices={{ site: words.asSite, never: words.never, some: words.someDays }}
        chosen={retentionDays === undefined ? 'site' : retentionDays === null ? 'never' : 'some'}
        onChange={(choice) =>
          change('retentionDays', { site: undefined, never: null, some: atFirst.retentionDays }[choice])
        }
      >
        {typeof retentionDays === 'number' && (
          <NumberField
            label={policyTexts.retention.days}
            hint=""
            name="retentionDays"
            faults={faults}
            min={1}
            max={3650}
            required
            value={retentionDays}
            onChange={(days) => change('retentionDays', days ?? Number.NaN)}
          />
        )}
      </Rule>
      <YesOrNo
        name="markTrashed"
        label={words.trashed}
        faults={faults}
        rule={rules.markTrashed}
        onChange={(rule) => change('markTrashed', rule)}
      />
      <SaveLine {...{ busy, error, id }} isChanged isSaved={false}>
        <button type="button" class="button subtle" aria-describedby={id} onClick={onDone}>
          {sharedTexts.close}
        </button>
      </SaveLine>
    </form>
  );
}

interface RuleProps<Choice extends string> {
  name: string;
  label: string;
  faults: Faults;
  choices: Record<Choice, string>;
  chosen: Choice;
  onChange(choice: Choice): void;
  children?: ComponentChildren;
}

/** One of several choices, and what belongs to it. */
function Rule<Choice extends string>({ name, label, faults, ...rest }: RuleProps<Choice>) {
  const { choices, chosen, onChange, children } = rest;
  return (
    <div class="rule">
      <Field label={label} name={name} faults={faults}>
        {(input) => (
          <select
            {...input}
            value={chosen}
            onChange={({ currentTarget }) => onChange(currentTarget.value as Choice)}
          >
            {(Object.keys(choices) as Choice[]).map((choice) => (
              <option key={choice} value={choice}>
                {choices[choice]}
              </option>
            ))}
          </select>
        )}
      </Field>
      {children}
    </div>
  );
}

function YesOrNo({
  rule,
  onChange,
  ...rest
}: Pick<RuleProps<string>, 'name' | 'label' | 'faults'> & {
  rule: boolean | undefined;
  onChange(rule: boolean | undefined): void;
}) {
  const { asSite, yes, no } = policyTexts.rules;
  return (
    <Rule
      {...rest}
      choices={{ site: asSite, yes, no }}
      chosen={rule === undefined ? 'site' : rule ? 'yes' : 'no'}
      onChange={(choice) => onChange({ site: undefined, yes: true, no: false }[choice])}
    />
  );
}
