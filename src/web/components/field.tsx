// A field of a form with its label, its hint and what is wrong with it, and how a form finds that out.

import './fields.css';
import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { ApiErrorBody } from '../../platform/api-types.ts';
import { ApiError, messageOf } from '../api-client.ts';
import { InlineError } from './message.tsx';

/** What is wrong, by the names of the fields. */
export type Faults = Record<string, string>;

interface FieldProps {
  label: string;
  name: string;
  faults: Faults;
  hint?: string;
  /** Takes what ties the input to its label, hint and fault. */
  children(input: {
    id: string;
    name: string;
    'aria-invalid': boolean;
    'aria-describedby': string;
  }): ComponentChildren;
}

/** A label above, a hint and a fault below. */
export function Field({ label, name, faults, hint, children }: FieldProps) {
  const id = useId();
  const fault = faults[name];
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, name, 'aria-invalid': fault !== undefined, 'aria-describedby': `${id}h ${id}e` })}
      <p class="meta" id={`${id}h`}>
        {hint}
      </p>
      <div id={`${id}e`}>{fault && <InlineError>{fault}</InlineError>}</div>
    </div>
  );
}

/** A checkbox with its words beside it, and a fault below. */
export function Check({
  label,
  name,
  faults,
  checked,
}: Pick<FieldProps, 'label' | 'name' | 'faults'> & { checked: boolean }) {
  return (
    <div>
      <label class="check">
        <input type="checkbox" name={name} checked={checked} />
        {label}
      </label>
      {faults[name] && <InlineError>{faults[name]}</InlineError>}
    </div>
  );
}

/** What is wrong with a form's fields; `texts` has a sentence for each of their names. */
export function useFaults(texts: Faults) {
  const [faults, setFaults] = useState<Faults>({});

  /** Shows them, and leads to the first; false when there are none. */
  function show(form: HTMLFormElement, found: Faults): boolean {
    setFaults(found);
    const first = [...form.elements].find((field) => (field as HTMLInputElement).name in found);
    first?.closest('details')?.setAttribute('open', '');
    (first as HTMLElement | undefined)?.focus();
    return first !== undefined;
  }

  return {
    faults,
    /** False when a field does not hold what its own attributes want; shows that. */
    isComplete(form: HTMLFormElement, others: Faults = {}): boolean {
      const found = { ...others };
      for (const { name, validity } of form.elements as unknown as Iterable<HTMLInputElement>) {
        if (!validity.valid) found[name] = texts[name] ?? '';
      }
      return !show(form, found);
    },
    /** Shows a refusal beside the field that it names; throws any other failure on. */
    place(form: HTMLFormElement, failure: unknown): void {
      const { code, field = '' } =
        (failure instanceof ApiError && (failure.body as ApiErrorBody)?.error) || {};
      const fault = (code === 'invalid_request' && texts[field]) || messageOf(failure);
      if (!show(form, field === '' ? {} : { [field]: fault })) throw failure;
    },
  };
}
