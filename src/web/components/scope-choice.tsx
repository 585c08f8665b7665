// For a recurring meeting: this date only, or the whole series. Nothing is chosen beforehand.

import { formatWhen } from '../format-time.ts';
import { type LinkChoice, needsScope } from '../link-request.ts';
import { linkTexts } from '../texts/link-meeting.ts';

interface ScopeChoiceProps {
  choice: LinkChoice;
  onChanged(part: Partial<LinkChoice>): void;
}

/** Nothing for a meeting that does not repeat. */
export function ScopeChoice({ choice, onChanged }: ScopeChoiceProps) {
  if (!needsScope(choice)) return null;
  const dates = choice.dates?.occurrences ?? [];
  const mayChooseDate = choice.dates === null ? choice.picked?.occurrence != null : dates.length > 0;
  return (
    <fieldset class="scope">
      <legend>{linkTexts.scope}</legend>
      {mayChooseDate && (
        <label>
          <input
            type="radio"
            name="scope"
            checked={choice.scope === 'occurrence'}
            onChange={() => onChanged({ scope: 'occurrence' })}
          />
          {linkTexts.thisDate}
        </label>
      )}
      {choice.scope === 'occurrence' && dates.length > 0 && (
        <div class="field">
          <select
            aria-label={linkTexts.date}
            value={choice.occurrence ?? ''}
            onChange={(event) => onChanged({ occurrence: event.currentTarget.value })}
          >
            {dates.map((date) => (
              <option key={date.occurrence} value={date.occurrence}>
                {formatWhen(date.startTime, null)}
              </option>
            ))}
          </select>
        </div>
      )}
      <label>
        <input
          type="radio"
          name="scope"
          checked={choice.scope === 'series'}
          onChange={() => onChanged({ scope: 'series' })}
        />
        {linkTexts.wholeSeries}
      </label>
    </fieldset>
  );
}
