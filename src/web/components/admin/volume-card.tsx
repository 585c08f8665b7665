// How much was attached on each day: bars, and the same as a table for whoever wants the numbers or cannot see bars.

import { useState } from 'preact/hooks';
import type { OverviewView } from '../../../administration/api-types.ts';
import { formatBytes } from '../../format-amount.ts';
import { formatDay } from '../../format-day.ts';
import { viewersPlace } from '../../place.ts';
import { topOfScale } from '../../plot-scale.ts';
import { overviewTexts } from '../../texts/admin-overview.ts';

type Volume = OverviewView['volume'];

/** The days are told as such, in the viewer's zone already. */
const nameOf = (day: string) => formatDay(`${day}T12:00:00Z`, { ...viewersPlace, timeZone: 'UTC' });

export function VolumeCard({ volume }: { volume: Volume }) {
  const [asTable, setAsTable] = useState(false);
  const files = volume.reduce((sum, day) => sum + day.files, 0);
  const bytes = volume.reduce((sum, day) => sum + day.bytes, 0);
  return (
    <section class="card" aria-labelledby="volume">
      <div class="card-head volume-head">
        <h2 id="volume">{overviewTexts.volume}</h2>
        {files > 0 && (
          <>
            <span class="meta">{overviewTexts.volumeSum(files, formatBytes(bytes))}</span>
            <button
              type="button"
              class="button compact"
              aria-expanded={asTable}
              aria-controls="volume-table"
              onClick={() => setAsTable(!asTable)}
            >
              {asTable ? overviewTexts.hideTable : overviewTexts.showTable}
            </button>
          </>
        )}
      </div>
      {files === 0 ? <p>{overviewTexts.volumeNone}</p> : <Plot volume={volume} bytes={bytes} />}
      <div id="volume-table" hidden={!asTable}>
        {asTable && <VolumeTable volume={volume} />}
      </div>
    </section>
  );
}

const width = 20;
const height = 160;

function Plot({ volume, bytes }: { volume: Volume; bytes: number }) {
  const busiest = volume.reduce((most, day) => (day.bytes > most.bytes ? day : most));
  const top = topOfScale(busiest.bytes);
  const [first, middle, last] = [volume[0], volume[Math.floor(volume.length / 2)], volume.at(-1)];
  return (
    <div class="plot" dir="ltr">
      <div class="plot-scale meta" aria-hidden="true">
        <span>{formatBytes(top)}</span>
        <span>{formatBytes(top / 2)}</span>
        <span>{formatBytes(0)}</span>
      </div>
      <svg
        role="img"
        aria-label={overviewTexts.volumePlot(
          formatBytes(bytes),
          formatBytes(busiest.bytes),
          nameOf(busiest.day),
        )}
        viewBox={`0 0 ${volume.length * width} ${height}`}
        preserveAspectRatio="none"
      >
        {[0, height / 2, height].map((y) => (
          <line key={y} class="plot-line" x1="0" x2={volume.length * width} y1={y} y2={y} />
        ))}
        {volume.map((day, index) => {
          // What there is, is seen, however little.
          const tall = day.bytes === 0 ? 0 : Math.max(2, (day.bytes / top) * height);
          return (
            <g key={day.day} class="plot-day">
              <title>{overviewTexts.dayVolume(nameOf(day.day), day.files, formatBytes(day.bytes))}</title>
              <rect class="plot-reach" x={index * width} y="0" width={width} height={height} />
              <rect
                class="plot-bar"
                x={index * width + 3}
                y={height - tall}
                width={width - 6}
                height={tall}
              />
            </g>
          );
        })}
      </svg>
      <div class="plot-days meta" aria-hidden="true">
        {[first, middle, last].map((day) => day && <span key={day.day}>{nameOf(day.day)}</span>)}
      </div>
    </div>
  );
}

/** The latest day first. */
function VolumeTable({ volume }: { volume: Volume }) {
  return (
    <table class="volume-table">
      <caption class="visually-hidden">{overviewTexts.volume}</caption>
      <thead>
        <tr>
          <th scope="col">{overviewTexts.day}</th>
          <th scope="col">{overviewTexts.files}</th>
          <th scope="col">{overviewTexts.size}</th>
        </tr>
      </thead>
      <tbody>
        {volume.toReversed().map(({ day, files, bytes }) => (
          <tr key={day}>
            <th scope="row">{nameOf(day)}</th>
            <td>{files}</td>
            <td>{formatBytes(bytes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
