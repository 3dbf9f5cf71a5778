import { text } from '../../strings.ts';
import type { JobStatus } from '../jobs/job.ts';
import { type Batch, countsOf } from './batch.ts';

/** The whole bar in units of its picture. */
const barWidth = 1000;

/** How much of a batch is in each state: a bar, and the same in words. */
export function StatusBar({ batch }: { batch: Batch }) {
  const { part, bar } = text.batches;
  const parts = countsOf(batch);
  const total = Math.max(
    parts.reduce((sum, { count }) => sum + count, 0),
    1,
  );
  const words = parts.map(({ status, count }) => part(count, text.jobs.statuses[status].toLowerCase()));
  let before = 0;
  return (
    <div class="status-bar">
      <svg
        viewBox={`0 0 ${barWidth} 10`}
        preserveAspectRatio="none"
        role="img"
        aria-label={bar(words.join(', '))}
      >
        {parts.map(({ status, count }) => {
          const x = (before / total) * barWidth;
          before += count;
          return (
            <rect
              key={status}
              class={`fill-${status}`}
              x={x}
              width={(count / total) * barWidth}
              height="10"
            />
          );
        })}
      </svg>
      <ul class="legend" aria-hidden="true">
        {parts.map(({ status }, index) => (
          <li key={status}>
            <Swatch status={status} />
            {words[index]}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Swatch({ status }: { status: JobStatus }) {
  return (
    <svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
      <rect class={`fill-${status}`} width="10" height="10" rx="3" />
    </svg>
  );
}
