// The fields that cards of the policy share: one of several choices, kinds of files, numbers that may be left empty.

import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { Rendition } from '../../../settings/api-types.ts';
import { policyTexts } from '../../texts/admin-policy.ts';
import { type Faults, Field } from '../field.tsx';
import { InlineError } from '../message.tsx';

interface ChoicesProps<Choice extends string> {
  legend: string;
  chosen: Choice;
  /** In the order given, with their words. */
  choices: Record<Choice, string>;
  onChange(choice: Choice): void;
}

/** Radio buttons. */
export function Choices<Choice extends string>({ legend, chosen, choices, onChange }: ChoicesProps<Choice>) {
  const name = useId();
  return (
    <fieldset class="field-group">
      <legend>{legend}</legend>
      {(Object.keys(choices) as Choice[]).map((choice) => (
        <label class="check" key={choice}>
          <input type="radio" name={name} checked={choice === chosen} onChange={() => onChange(choice)} />
          <span>{choices[choice]}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** A checkbox with its words beside it. */
export function Tick({
  checked,
  onChange,
  children,
}: {
  checked: boolean;
  onChange(checked: boolean): void;
  children: ComponentChildren;
}) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      <span>{children}</span>
    </label>
  );
}

interface NumberFieldProps {
  label: string;
  hint: string;
  name: string;
  faults: Faults;
  min: number;
  max: number;
  /** Null or NaN: empty. */
  value: number | null;
  required?: boolean;
  onChange(value: number | null): void;
}

export function NumberField({
  label,
  hint,
  name,
  faults,
  min,
  max,
  value,
  required,
  onChange,
}: NumberFieldProps) {
  return (
    <Field label={label} name={name} faults={faults} hint={hint}>
      {(input) => (
        <input
          {...input}
          class="short"
          type="number"
          min={min}
          max={max}
          step="any"
          required={required}
          value={value === null || Number.isNaN(value) ? '' : value}
          onInput={({ currentTarget }) => {
            const { valueAsNumber } = currentTarget;
            onChange(Number.isNaN(valueAsNumber) ? null : valueAsNumber);
          }}
        />
      )}
    </Field>
  );
}

const MB = 1_048_576;

/** In MB, as sizes are shown. */
export function SizeField({
  value,
  onChange,
  ...field
}: Omit<NumberFieldProps, 'min' | 'max' | 'name'> & { name?: string }) {
  return (
    <NumberField
      name="sizeCeilingBytes"
      {...field}
      min={1}
      max={MB}
      value={value === null ? null : value / MB}
      onChange={(size) => onChange(size === null ? null : Math.round(size * MB))}
    />
  );
}

const kinds: Rendition[] = ['video', 'audio', 'transcript', 'captions', 'chat', 'other'];

/** Ticks for the kinds of files. */
export function Kinds({
  chosen,
  faults,
  onChange,
}: {
  chosen: readonly Rendition[];
  faults: Faults;
  onChange(chosen: Rendition[]): void;
}) {
  return (
    <fieldset class="field-group">
      <legend>{policyTexts.kindsLegend}</legend>
      {kinds.map((kind) => (
        <Tick
          key={kind}
          checked={chosen.includes(kind)}
          onChange={(ticked) =>
            onChange(kinds.filter((other) => (other === kind ? ticked : chosen.includes(other))))
          }
        >
          {policyTexts.kinds[kind]}
        </Tick>
      ))}
      {chosen.length === 0 && <p class="meta">{policyTexts.noKinds}</p>}
      {faults.renditions && <InlineError>{faults.renditions}</InlineError>}
    </fieldset>
  );
}
