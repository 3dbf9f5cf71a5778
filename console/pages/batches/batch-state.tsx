import { Badge } from '../../parts/badge.tsx';
import { Countdown } from '../../parts/time.tsx';
import { text } from '../../strings.ts';
import { type Batch, leftOf } from './batch.ts';
import { StatusBar } from './status-bar.tsx';

/** How far a batch is, and when it will be done. */
export function BatchState({ batch }: { batch: Batch }) {
  return (
    <div class="stack tight">
      <div class="row">
        <strong>{text.batches.made(batch.counts.succeeded, batch.size)}</strong>
        <Estimate batch={batch} />
      </div>
      <StatusBar batch={batch} />
    </div>
  );
}

function Estimate({ batch }: { batch: Batch }) {
  const { allOver, doneAbout, anyMoment, noEstimate, blocked } = text.batches;
  if (batch.status === 'done') {
    return batch.counts.succeeded === batch.size ? (
      <Badge tone="good">{text.jobs.ready}</Badge>
    ) : (
      <span class="dim">{allOver}</span>
    );
  }
  if (batch.counts.blocked === leftOf(batch)) {
    return <Badge tone="bad">{blocked}</Badge>;
  }
  return (
    <span class="dim">
      {batch.estimated_done_at === undefined ? (
        noEstimate
      ) : (
        <>
          {doneAbout} <Countdown until={batch.estimated_done_at} over={anyMoment} />
        </>
      )}
    </span>
  );
}
