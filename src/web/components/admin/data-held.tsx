// What is held, what for and how long: a table.

import type { HeldDataView } from '../../../privacy/api-types.ts';
import { formatCount } from '../../format-count.ts';
import { dataTexts } from '../../texts/admin-data.ts';

export function HeldData({ held: { held } }: { held: HeldDataView }) {
  const { columns, kinds } = dataTexts;
  return (
    <section class="card" aria-labelledby="held">
      <h2 id="held">{dataTexts.title}</h2>
      <p>{dataTexts.what}</p>
      <table class="held" aria-labelledby="held">
        <thead>
          <tr>
            <th scope="col">{columns.what}</th>
            <th scope="col" class="number">
              {columns.count}
            </th>
            <th scope="col">{columns.purpose}</th>
            <th scope="col">{columns.kept}</th>
          </tr>
        </thead>
        <tbody>
          {held.map(({ kind, count, more }) => (
            <tr key={kind}>
              <th scope="row">{kinds[kind].name}</th>
              <td class="number">{more ? dataTexts.more(formatCount(count)) : formatCount(count)}</td>
              <td data-label={columns.purpose}>{kinds[kind].purpose}</td>
              <td data-label={columns.kept}>{kinds[kind].kept}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="meta">{dataTexts.afterRemoval}</p>
    </section>
  );
}
